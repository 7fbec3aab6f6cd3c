#include "raft/wire/codec.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/base/payload.h"
#include "raft/types.h"
#include "raft/wire/conf_change_codec.h"

namespace raft::wire {
namespace {

// Literals may hold zeros.
template <size_t kSize>
std::string Bytes(const char (&literal)[kSize]) {
  return std::string(literal, kSize - 1);
}

// Why `result` failed, which it must.
template <typename T>
std::string Why(const Result<T>& result) {
  if (result) return "accepted";
  EXPECT_EQ(result.error().code, ErrorCode::kBadBytes);
  return std::string(result.error().Text());
}

Message Nested(int levels) {
  Message message;
  message.index = static_cast<Index>(levels);
  if (levels > 0) message.responses.push_back(Nested(levels - 1));
  return message;
}

TEST(Codec, EncodesWhatIsAllDefaultsAsNothing) {
  EXPECT_EQ(Encode(Message{}), "");
  EXPECT_EQ(Encode(Entry{}), "");
  EXPECT_EQ(Encode(Snapshot{}), "");
  EXPECT_EQ(Encode(HardState{}), "");
  EXPECT_EQ(Encode(ConfState{}), "");
  EXPECT_EQ(Encode(ConfChange{}), "");
  EXPECT_EQ(Encode(ConfChangeV2{}), "");
}

TEST(Codec, DecodesNothingAsAllDefaults) {
  EXPECT_EQ(DecodeMessage("").value(), Message{});
  EXPECT_EQ(DecodeEntry("").value(), Entry{});
  EXPECT_EQ(DecodeSnapshot("").value(), Snapshot{});
  EXPECT_EQ(DecodeHardState("").value(), HardState{});
  EXPECT_EQ(DecodeConfState("").value(), ConfState{});
  EXPECT_EQ(DecodeConfChange("").value(), ConfChange{});
  EXPECT_EQ(DecodeConfChangeV2("").value(), ConfChangeV2{});
}

TEST(Codec, WritesTheFieldNumbersOfTheReference) {
  Message message;
  message.type = MessageType::kApp;
  message.to = 2;
  message.from = 1;
  message.term = 3;
  message.log_term = 4;
  message.index = 300;
  message.entries.push_back({.term = 3, .index = 301, .data = Payload("ab")});
  message.commit = 5;
  message.snapshot = std::make_shared<Snapshot>();
  message.reject = true;
  message.reject_hint = 6;
  message.context = Payload("c");
  message.vote = 7;
  message.responses.emplace_back();
  EXPECT_EQ(Encode(message),
            Bytes("\x08\x03\x10\x02\x18\x01\x20\x03\x28\x04\x30\xac\x02"
                  "\x3a\x09\x10\x03\x18\xad\x02\x22\x02"
                  "ab"
                  "\x40\x05\x4a\x00\x50\x01\x58\x06\x62\x01"
                  "c"
                  "\x68\x07\x72\x00"));
}

TEST(Codec, AppendsToWhatIsThere) {
  std::string out = "before";
  AppendTo(HardState{.term = 1, .vote = 2, .commit = 3}, out);
  AppendTo(HardState{.term = 4, .vote = 5, .commit = 6}, out);
  EXPECT_EQ(out, "before\x08\x01\x10\x02\x18\x03\x08\x04\x10\x05\x18\x06");
}

TEST(Codec, TellsAnEmptySnapshotFromNone) {
  Message message;
  EXPECT_EQ(DecodeMessage(Encode(message))->snapshot, nullptr);
  message.snapshot = std::make_shared<Snapshot>();
  EXPECT_NE(DecodeMessage(Encode(message))->snapshot, nullptr);
}

TEST(Codec, AcceptsNumbersPackedAndOneByOne) {
  const auto state = DecodeConfState(
      Bytes("\x08\x01\x0a\x03\x02\xac\x02\x08\x03\x12\x01\x07\x0a\x00"));
  EXPECT_EQ(state->voters, (IdList{1, 2, 300, 3}));
  EXPECT_EQ(state->learners, (IdList{7}));
}

TEST(Codec, TakesTheLastOfAFieldThatOccursTwice) {
  EXPECT_EQ(DecodeHardState("\x08\x01\x10\x02\x08\x03").value(),
            (HardState{.term = 3, .vote = 2, .commit = 0}));
  EXPECT_EQ(DecodeEntry("\x22\x01x\x22\x02yz")->data, Payload("yz"));
}

TEST(Codec, MergesANestedMessageThatOccursTwice) {
  // Two snapshots: data, index and one voter; then term and another voter.
  const auto message =
      DecodeMessage(Bytes("\x4a\x09\x0a\x01x\x12\x04\x10\x05\x0a\x00"
                          "\x4a\x08\x12\x06\x18\x02\x0a\x02\x08\x09"));
  Snapshot expected;
  expected.data = Payload("x");
  expected.index = 5;
  expected.term = 2;
  expected.conf_state.voters = {9};
  ASSERT_TRUE(message) << Why(message);
  EXPECT_EQ(*message->snapshot, expected);
}

TEST(Codec, PassesOverUnknownFields) {
  // Of each layout, with numbers of one byte and of two.
  const std::string unknown = Bytes(
      "\x78\xff\x01\x79--------\x7a\x03---\x7d----\xf8\x07\x00\xfa\x07\x01-");
  EXPECT_EQ(DecodeMessage(unknown).value(), Message{});
  EXPECT_EQ(DecodeMessage(unknown + "\x10\x02")->to, 2);
  EXPECT_EQ(DecodeEntry(unknown).value(), Entry{});
  EXPECT_EQ(DecodeSnapshot(unknown).value(), Snapshot{});
  EXPECT_EQ(DecodeHardState(unknown).value(), HardState{});
  EXPECT_EQ(DecodeConfState(unknown).value(), ConfState{});
  EXPECT_EQ(DecodeConfChange(unknown).value(), ConfChange{});
  EXPECT_EQ(DecodeConfChangeV2(unknown).value(), ConfChangeV2{});
  // A field that is known, in a layout that is not its own.
  EXPECT_EQ(DecodeMessage("\x12\x01-").value(), Message{});
}

TEST(Codec, SaysWhatIsWrongAndWhere) {
  const std::string ten = "\x80\x80\x80\x80\x80\x80\x80\x80\x80";
  EXPECT_EQ(Why(DecodeMessage("\x10\x01\x08\x18")),
            "cannot decode a message: unknown type of message 24 at byte 3");
  EXPECT_EQ(Why(DecodeEntry("\x08\x03")),
            "cannot decode an entry: unknown type of entry 3 at byte 1");
  EXPECT_EQ(Why(DecodeConfChange("\x10\x04")),
            "cannot decode a membership change: unknown type of change 4 at "
            "byte 1");
  EXPECT_EQ(Why(DecodeConfChangeV2("\x08\x03")),
            "cannot decode a membership change: unknown transition 3 at byte "
            "1");
  EXPECT_EQ(Why(DecodeConfChangeV2("\x12\x02\x08\x04")),
            "cannot decode a membership change: unknown type of change 4 at "
            "byte 3");
  EXPECT_EQ(Why(DecodeMessage("\x10")),
            "cannot decode a message: a number that does not end at byte 1");
  EXPECT_EQ(Why(DecodeMessage("\x10\x80\x80")),
            "cannot decode a message: a number that does not end at byte 1");
  EXPECT_EQ(Why(DecodeMessage("\x10" + ten + "\x02")),
            "cannot decode a message: a number that does not fit in 64 bits at "
            "byte 1");
  EXPECT_EQ(Why(DecodeMessage("\x10" + ten + "\x80\x01")),
            "cannot decode a message: a number that does not fit in 64 bits at "
            "byte 1");
  EXPECT_EQ(Why(DecodeMessage("\x80\x80\x80\x80\x10")),
            "cannot decode a message: too large a field number at byte 0");
  EXPECT_EQ(Why(DecodeMessage(Bytes("\xf8\x80\x80\x80\x80\x00\x01"))),
            "cannot decode a message: too large a field number at byte 0");
  EXPECT_EQ(Why(DecodeMessage(Bytes("\x00"))),
            "cannot decode a message: a field with the number 0 at byte 1");
  EXPECT_EQ(Why(DecodeMessage("\x7b\x7c")),
            "cannot decode a message: a field with the wire type 3 at byte 1");
  EXPECT_EQ(Why(DecodeMessage("\x7d---")),
            "cannot decode a message: a fixed number that does not end at byte "
            "1");
  EXPECT_EQ(Why(DecodeMessage("\x3a\x03\x10\x01")),
            "cannot decode a message: a bad length 3 at byte 1");
  EXPECT_EQ(Why(DecodeMessage(Bytes("\x62\x80\x80\x80\x80\x80\x00"))),
            "cannot decode a message: a bad length 0 at byte 1");
  // The entry ends in the middle of a number that its message could complete.
  EXPECT_EQ(Why(DecodeMessage("\x3a\x02\x10\x80\x01")),
            "cannot decode a message: a number that does not end at byte 3");
  EXPECT_EQ(Why(DecodeMessage("\x62\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")),
            "cannot decode a message: a bad length 18446744073709551615 "
            "at byte 1");
}

TEST(Codec, AllowsEightLevelsOfResponsesAndNoMore) {
  const Message deep = Nested(kResponseLevelsMax);
  EXPECT_EQ(DecodeMessage(Encode(deep)).value(), deep);
  const Message deeper = Nested(kResponseLevelsMax + 1);
  EXPECT_THROW(Encode(deeper), Panic);
  const std::string inner = Encode(deep);
  ASSERT_LT(inner.size(), 0x80);
  EXPECT_EQ(
      Why(DecodeMessage(
          "\x72" + std::string(1, static_cast<char>(inner.size())) + inner)),
      "cannot decode a message: more than 8 levels of responses at byte "
      "34");
}

TEST(Codec, RefusesEveryPrefixThatCutsAField) {
  const ConfChangeV2 change = AsV2({.id = 1,
                                    .type = ConfChangeType::kUpdateNode,
                                    .node_id = 300,
                                    .context = Payload("context")});
  const std::string bytes = Encode(change);
  int accepted = 0;
  for (size_t size = 0; size <= bytes.size(); ++size) {
    accepted += DecodeConfChangeV2(bytes.substr(0, size)).has_value();
  }
  // Nothing, the change without its context, and the whole.
  EXPECT_EQ(accepted, 3);
}

TEST(PayloadOfAMessage, OutlivesTheBytesItWasDecodedFrom) {
  auto bytes = std::make_unique<std::string>(
      "\x22\x03"
      "abc");
  const auto entry = DecodeEntry(*bytes);
  bytes.reset();
  EXPECT_EQ(entry->data.view(), "abc");
}

}  // namespace
}  // namespace raft::wire
