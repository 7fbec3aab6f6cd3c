#include "harness/lin/flat_json.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

namespace harness {
namespace {

// Reads what is common; stops, failed, at anything else.
class Scanner {
 public:
  explicit Scanner(std::string_view text)
      : at_(text.data()), end_(text.data() + text.size()) {}

  bool Object(std::vector<FlatObject::Field>& fields) {
    if (!Take('{')) return false;
    do {
      FlatObject::Field& field = fields.emplace_back();
      if (!Text(field.name) || !Take(':') || !Value(field.value, 0)) {
        return false;
      }
    } while (Take(','));
    if (!Take('}')) return false;
    Blanks();
    return at_ == end_;
  }

 private:
  void Blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t')) ++at_;
  }
  bool Take(char wanted) {
    Blanks();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }
  bool Word(std::string_view word) {
    if (!std::string_view(at_, end_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  bool Text(std::string_view& text) {
    if (!Take('"')) return false;
    const char* const begin = at_;
    while (at_ != end_ && *at_ != '"') {
      if (*at_ == '\\' || static_cast<unsigned char>(*at_) < ' ' ||
          static_cast<unsigned char>(*at_) > '~') {
        return false;
      }
      ++at_;
    }
    text = {begin, at_};
    return Take('"');
  }

  bool Value(FlatValue& value, int depth) {
    Blanks();
    if (at_ == end_) return false;
    switch (*at_) {
      case '"':
        value.type = FlatValue::Type::kText;
        return Text(value.text);
      case 'n':
        value.type = FlatValue::Type::kNull;
        return Word("null");
      case 't':
        value.type = FlatValue::Type::kBool;
        value.integer = 1;
        return Word("true");
      case 'f':
        value.type = FlatValue::Type::kBool;
        return Word("false");
      case '[':
        return depth == 0 && List(value);
      default:
        value.type = FlatValue::Type::kInteger;
        return Integer(value.integer);
    }
  }

  bool Integer(int64_t& integer) {
    // A number that JSON would write otherwise is left to the library.
    const char* digits = at_ + (*at_ == '-');
    if (digits == end_ || (*digits == '0' && digits + 1 != end_ &&
                           digits[1] >= '0' && digits[1] <= '9')) {
      return false;
    }
    const auto [after, error] = std::from_chars(at_, end_, integer);
    if (error != std::errc{}) return false;
    at_ = after;
    return at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E');
  }

  bool List(FlatValue& value) {
    value.type = FlatValue::Type::kList;
    if (!Take('[')) return false;
    if (Take(']')) return true;
    do {
      if (!Value(value.list.emplace_back(), 1)) return false;
    } while (Take(','));
    return Take(']');
  }

  const char* at_;
  const char* const end_;
};

using Json = nlohmann::json;

FlatValue Convert(const Json& json, std::vector<std::string>& texts) {
  FlatValue value;
  if (json.is_null()) return value;
  if (json.is_boolean()) {
    value.type = FlatValue::Type::kBool;
    value.integer = json.get<bool>() ? 1 : 0;
  } else if (json.is_number_integer() &&
             (!json.is_number_unsigned() ||
              json.get<uint64_t>() <= uint64_t{1} << 62)) {
    value.type = FlatValue::Type::kInteger;
    value.integer = json.get<int64_t>();
  } else if (json.is_string()) {
    value.type = FlatValue::Type::kText;
    texts.push_back(json.get<std::string>());
    value.text = texts.back();
  } else if (json.is_array()) {
    value.type = FlatValue::Type::kList;
    for (const Json& element : json) {
      value.list.push_back(Convert(element, texts));
    }
  } else {
    value.type = FlatValue::Type::kOther;
  }
  return value;
}

// How many texts a value holds.
size_t CountTexts(const Json& json) {
  if (json.is_string()) return 1;
  size_t count = 0;
  if (json.is_structured()) {
    for (const Json& element : json) count += CountTexts(element);
  }
  return count;
}

}  // namespace

raft::Result<void> FlatObject::Parse(std::string_view line) {
  fields_.clear();
  if (Scanner(line).Object(fields_)) return {};
  fields_.clear();
  texts_.clear();
  std::string error;
  const Json json = [&] {
    try {
      return Json::parse(line);
    } catch (const Json::exception& exception) {
      error = exception.what();
      return Json();
    }
  }();
  if (!error.empty()) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      error.substr(error.find("] ") + 2));
  }
  if (!json.is_object()) {
    return raft::Fail(raft::ErrorCode::kBadBytes, "no JSON object");
  }
  // Nothing in it may move once it is referred to.
  texts_.reserve(CountTexts(json) + json.size());
  for (const auto& [name, element] : json.items()) {
    texts_.push_back(name);
    Field& field = fields_.emplace_back();
    field.name = texts_.back();
    field.value = Convert(element, texts_);
  }
  return {};
}

}  // namespace harness
