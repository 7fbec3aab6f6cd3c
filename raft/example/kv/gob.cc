#include "raft/example/kv/gob.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

namespace kv {
namespace {

// Numbers of types. Those of structs begin at 65.
constexpr int64_t kBool = 1;
constexpr int64_t kInt = 2;
constexpr int64_t kUint = 3;
constexpr int64_t kFloat = 4;
constexpr int64_t kBytes = 5;
constexpr int64_t kString = 6;
constexpr int64_t kPut = 65;

// Of the fields of a description, numbered from 1 on.
constexpr uint64_t kStructType = 3;

// Below 128 a byte; else how many bytes follow, negated, and these, the most
// significant one first.
void AppendUint(uint64_t number, std::string& out) {
  if (number < 128) {
    out += static_cast<char>(number);
    return;
  }
  std::string bytes;
  for (; number != 0; number >>= 8) {
    bytes.insert(bytes.begin(), static_cast<char>(number & 0xff));
  }
  out += static_cast<char>(-static_cast<int>(bytes.size()));
  out += bytes;
}

void AppendInt(int64_t number, std::string& out) {
  const auto bits = static_cast<uint64_t>(number);
  AppendUint(number < 0 ? ~bits << 1 | 1 : bits << 1, out);
}

void AppendText(std::string_view text, std::string& out) {
  AppendUint(text.size(), out);
  out += text;
}

// A field of a struct: its distance from the field before it, and its value.
// A 0 where a field could be ends a struct.
void AppendFieldType(std::string_view name, int64_t type, std::string& out) {
  AppendUint(1, out);
  AppendText(name, out);
  AppendUint(1, out);
  AppendInt(type, out);
  AppendUint(0, out);
}

std::string Description(bool with_session) {
  std::string out;
  AppendInt(-kPut, out);
  AppendUint(kStructType, out);
  AppendUint(1, out);  // What all types have: name and number.
  AppendUint(1, out);
  AppendText("kv", out);
  AppendUint(1, out);
  AppendInt(kPut, out);
  AppendUint(0, out);
  AppendUint(1, out);  // The fields.
  AppendUint(with_session ? 4 : 2, out);
  AppendFieldType("Key", kString, out);
  AppendFieldType("Val", kString, out);
  if (with_session) {
    AppendFieldType("Client", kUint, out);
    AppendFieldType("Sequence", kUint, out);
  }
  AppendUint(0, out);
  AppendUint(0, out);
  return out;
}

// Writes the fields of a struct: those that are 0 or empty are left out.
class Fields {
 public:
  explicit Fields(std::string& out) : out_(out) {}
  void Text(std::string_view text) {
    ++skipped_;
    if (text.empty()) return;
    AppendUint(std::exchange(skipped_, 0), out_);
    AppendText(text, out_);
  }
  void Number(uint64_t number) {
    ++skipped_;
    if (number == 0) return;
    AppendUint(std::exchange(skipped_, 0), out_);
    AppendUint(number, out_);
  }
  void End() { AppendUint(0, out_); }

 private:
  std::string& out_;
  uint64_t skipped_ = 0;
};

// Reads what is there. What is cut short makes itself and everything after it 0
// or empty, and failed() true.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  uint64_t Uint() {
    if (rest_.empty()) return Failed();
    const auto first = static_cast<uint8_t>(rest_[0]);
    rest_.remove_prefix(1);
    if (first < 128) return first;
    const size_t count = 256 - size_t{first};
    if (count > 8 || count > rest_.size()) return Failed();
    uint64_t number = 0;
    for (const char byte : rest_.substr(0, count)) {
      number = number << 8 | static_cast<uint8_t>(byte);
    }
    rest_.remove_prefix(count);
    return number;
  }
  int64_t Int() {
    const uint64_t bits = Uint();
    return static_cast<int64_t>((bits & 1) != 0 ? ~(bits >> 1) : bits >> 1);
  }
  std::string_view Text() {
    const uint64_t size = Uint();
    if (size > rest_.size()) {
      Failed();
      return {};
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  bool Done() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }

 private:
  uint64_t Failed() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

struct Field {
  std::string_view name;
  int64_t type = 0;
};

struct Described {
  int64_t type = 0;
  std::vector<Field> fields;
};

std::unexpected<raft::Error> Bad(std::string reason) {
  return raft::Fail(raft::ErrorCode::kBadBytes, "gob: " + std::move(reason));
}

// The distances that lead from field to field, as their numbers from 1 on; 0 at
// the end.
class FieldNumbers {
 public:
  uint64_t Next(Reader& reader) {
    const uint64_t distance = reader.Uint();
    // Also the end of what there is, and of all numbers.
    if (distance == 0 || distance > kMost - number_) return 0;
    return number_ += distance;
  }

 private:
  static constexpr uint64_t kMost = 1 << 20;
  uint64_t number_ = 0;
};

Field ReadFieldType(Reader& reader) {
  Field field;
  FieldNumbers numbers;
  while (const uint64_t number = numbers.Next(reader)) {
    if (number == 1) {
      field.name = reader.Text();
    } else {
      field.type = reader.Int();
    }
  }
  return field;
}

// The description of a struct; nothing if it is one of something else.
std::optional<Described> ReadDescription(Reader reader) {
  Described described;
  described.type = reader.Int();
  if (described.type >= 0 || described.type == INT64_MIN) return std::nullopt;
  described.type = -described.type;
  if (reader.Uint() != kStructType) return std::nullopt;
  FieldNumbers parts;
  while (const uint64_t part = parts.Next(reader)) {
    if (part == 1) {
      ReadFieldType(reader);  // Name and number, as a field has them.
    } else {
      const uint64_t count = reader.Uint();
      for (uint64_t i = 0; i < count && !reader.failed(); ++i) {
        described.fields.push_back(ReadFieldType(reader));
      }
    }
  }
  if (reader.Uint() != 0 || !reader.Done()) return std::nullopt;
  return described;
}

raft::Result<void> ReadField(const Field& field, Reader& reader, GobPut& put) {
  const bool is_text = field.type == kString;
  const bool is_number = field.type == kUint;
  if (is_text && (field.name == "Key" || field.name == "Val")) {
    (field.name == "Key" ? put.key : put.value) = reader.Text();
  } else if (is_number && (field.name == "Client" ||
                           field.name == "Sequence")) {
    (field.name == "Client" ? put.client : put.sequence) = reader.Uint();
  } else if (field.name == "Key" || field.name == "Val") {
    return Bad(fmt::format("the field {} is no text", field.name));
  } else if (is_text || field.type == kBytes) {
    (void)reader.Text();
  } else if (is_number || field.type == kInt || field.type == kBool ||
             field.type == kFloat) {
    (void)reader.Uint();
  } else {
    return Bad(fmt::format("the field {} is of a type without a name",
                           field.name));
  }
  return {};
}

raft::Result<GobPut> ReadPut(const Described& described, Reader reader) {
  if (reader.Int() != described.type) {
    return Bad("a value of a type that is not described");
  }
  GobPut put;
  FieldNumbers numbers;
  while (const uint64_t number = numbers.Next(reader)) {
    if (number > described.fields.size()) return Bad("a field that is not one");
    const Field& field = described.fields[number - 1];
    if (auto read = ReadField(field, reader, put); !read) {
      return std::unexpected(read.error());
    }
  }
  if (!reader.Done()) return Bad("the value does not end where it should");
  return put;
}

}  // namespace

std::string EncodeGob(const GobPut& put) {
  const bool with_session = put.client != 0 || put.sequence != 0;
  std::string value;
  AppendInt(kPut, value);
  Fields fields(value);
  fields.Text(put.key);
  fields.Text(put.value);
  fields.Number(put.client);
  fields.Number(put.sequence);
  fields.End();
  std::string out;
  AppendText(Description(with_session), out);
  AppendText(value, out);
  return out;
}

raft::Result<GobPut> DecodeGob(std::string_view bytes) {
  Reader messages(bytes);
  const std::string_view description = messages.Text();
  const std::string_view value = messages.Text();
  if (!messages.Done()) return Bad("not a description and a value");
  const auto described = ReadDescription(Reader(description));
  if (!described) return Bad("the description is not one of a struct");
  return ReadPut(*described, Reader(value));
}

}  // namespace kv
