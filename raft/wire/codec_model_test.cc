// The codec against generated protobuf.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/types.h"
#include "raft/wire/codec.h"
#include "raft/wire/conf_change_codec.h"
#include "raft/wire/encoded_size.h"
#include "raft/wire/generators.h"
#include "raft/wire/model.h"

namespace raft::wire {
namespace {

// DecodeX by the type of what is decoded.
Result<Message> Decode(std::string_view b, Message) { return DecodeMessage(b); }
Result<Entry> Decode(std::string_view b, Entry) { return DecodeEntry(b); }
Result<Snapshot> Decode(std::string_view b, Snapshot) {
  return DecodeSnapshot(b);
}
Result<HardState> Decode(std::string_view b, HardState) {
  return DecodeHardState(b);
}
Result<ConfState> Decode(std::string_view b, ConfState) {
  return DecodeConfState(b);
}
Result<ConfChange> Decode(std::string_view b, ConfChange) {
  return DecodeConfChange(b);
}
Result<ConfChangeV2> Decode(std::string_view b, ConfChangeV2) {
  return DecodeConfChangeV2(b);
}

template <typename T>
using Model = decltype(ToModel(T{}));

// Sets every field that can be set without changing the meaning, in all nested
// messages: defaults, and fields that this program does not know.
void Dress(google::protobuf::Message& model, uint64_t number) {
  const auto& reflection = *model.GetReflection();
  const auto& descriptor = *model.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const auto* const field = descriptor.field(i);
    const bool nested = field->message_type() != nullptr;
    if (field->is_repeated()) {
      const int size = nested ? reflection.FieldSize(model, field) : 0;
      for (int at = 0; at < size; ++at) {
        Dress(*reflection.MutableRepeatedMessage(&model, field, at), number);
      }
    } else if (nested) {
      // A snapshot that is there is not one that is not.
      if (field->name() == "snapshot" && !reflection.HasField(model, field)) {
        continue;
      }
      Dress(*reflection.MutableMessage(&model, field), number);
    } else if (!reflection.HasField(model, field)) {
      switch (field->cpp_type()) {
        case google::protobuf::FieldDescriptor::CPPTYPE_UINT64:
          reflection.SetUInt64(&model, field, 0);
          break;
        case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
          reflection.SetBool(&model, field, false);
          break;
        case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
          reflection.SetEnumValue(&model, field, 0);
          break;
        case google::protobuf::FieldDescriptor::CPPTYPE_STRING:
          reflection.SetString(&model, field, "");
          break;
        default:
          FAIL() << "a field of an unexpected type: " << field->name();
      }
    }
  }
  auto& unknown = *reflection.MutableUnknownFields(&model);
  unknown.AddVarint(15, number);
  unknown.AddFixed32(16, static_cast<uint32_t>(number));
  unknown.AddFixed64(2047, number);
  unknown.AddLengthDelimited(2048, std::string(number % 200, '\x0a'));
}

// Bytes near `bytes`: some changed, taken away, put in or repeated.
std::string Mutated(std::string bytes) {
  const int mutations = *rc::gen::inRange(0, 4);
  for (int i = 0; i < mutations; ++i) {
    const size_t at = *rc::gen::inRange<size_t>(0, bytes.size() + 1);
    const size_t size = *rc::gen::inRange<size_t>(0, 4);
    const auto byte = *rc::gen::arbitrary<char>();
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        if (at < bytes.size()) bytes[at] = byte;
        break;
      case 1:
        bytes.erase(at, size);
        break;
      case 2:
        bytes.insert(at, 1, byte);
        break;
      default:
        bytes.insert(at, bytes.substr(at, size * size * size));
    }
  }
  return bytes;
}

// What ours accepts, protobuf accepts, and to mean the same. Not the other way
// around. Ours refuses an unknown enumerator, which protobuf takes for an
// unknown field; groups; numbers and tags with bits that do not fit, which
// protobuf cuts off; and responses nested deeper than 8.
template <typename T>
void CheckAgreesOn(const std::string& bytes) {
  const auto ours = Decode(bytes, T{});
  RC_CLASSIFY(ours.has_value(), "accepted");
  if (!ours) {
    RC_ASSERT(ours.error().code == ErrorCode::kBadBytes);
    return;
  }
  Model<T> model;
  RC_ASSERT(model.ParseFromString(bytes));
  RC_LOG() << model.ShortDebugString();
  RC_ASSERT(FromModel(model) == *ours);
}

template <typename T>
class CodecModel : public testing::Test {};
using Types = testing::Types<Message, Entry, Snapshot, HardState, ConfState,
                             ConfChange, ConfChangeV2>;
TYPED_TEST_SUITE(CodecModel, Types);

TYPED_TEST(CodecModel, WritesTheBytesThatProtobufWrites) {
  EXPECT_TRUE(rc::check([] {
    const auto value = *rc::gen::arbitrary<TypeParam>();
    const auto model = ToModel(value);
    RC_LOG() << model.ShortDebugString();
    RC_ASSERT(Encode(value) == model.SerializeAsString());
    RC_ASSERT(EncodedSize(value) == model.ByteSizeLong());
    RC_ASSERT(FromModel(model) == value);
  }));
}

TYPED_TEST(CodecModel, DecodesWhatItEncoded) {
  EXPECT_TRUE(rc::check([] {
    const auto value = *rc::gen::arbitrary<TypeParam>();
    RC_LOG() << ToModel(value).ShortDebugString();
    const auto decoded = Decode(Encode(value), value);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == value);
  }));
}

TYPED_TEST(CodecModel, IsNotMovedByExplicitDefaultsAndUnknownFields) {
  EXPECT_TRUE(rc::check([] {
    const auto value = *rc::gen::arbitrary<TypeParam>();
    auto model = ToModel(value);
    Dress(model, *AnyNumber());
    RC_LOG() << model.ShortDebugString();
    const auto decoded = Decode(model.SerializeAsString(), value);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == value);
  }));
}

TYPED_TEST(CodecModel, MergesTwoAsProtobufDoes) {
  EXPECT_TRUE(rc::check([] {
    CheckAgreesOn<TypeParam>(Encode(*rc::gen::arbitrary<TypeParam>()) +
                             Encode(*rc::gen::arbitrary<TypeParam>()));
  }));
}

TYPED_TEST(CodecModel, AgreesOnMutatedBytes) {
  EXPECT_TRUE(rc::check([] {
    CheckAgreesOn<TypeParam>(Mutated(Encode(*rc::gen::arbitrary<TypeParam>())));
  }));
}

TYPED_TEST(CodecModel, AgreesOnArbitraryBytes) {
  EXPECT_TRUE(rc::check([] {
    // Mostly what could be tags, lengths and numbers.
    const auto byte =
        rc::gen::weightedOneOf<char>({{4, rc::gen::inRange<char>(0, 16)},
                                      {3, rc::gen::inRange<char>(0, 0x7b)},
                                      {1, rc::gen::arbitrary<char>()}});
    CheckAgreesOn<TypeParam>(*rc::gen::container<std::string>(byte));
  }));
}

}  // namespace
}  // namespace raft::wire
