#include "harness/lin/lin_ops.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <utility>

#include "harness/lin/flat_json.h"
#include "harness/lin/lines.h"
#include "harness/lin/value_of.h"
#include "invariants/linearizability/model.h"
#include "invariants/linearizability/value_index.h"

namespace harness {
namespace {

using lin::Operation;
using lin::Status;
using lin::Verb;
using Type = FlatValue::Type;

// By verb.
constexpr std::array<std::string_view, 10> kVerbs = {
    "r", "w", "del", "cas", "append", "enq", "deq", "add", "rm", "has"};

std::optional<Verb> VerbOf(std::string_view name) {
  for (size_t i = 0; i < kVerbs.size(); ++i) {
    if (kVerbs[i] == name) return static_cast<Verb>(i);
  }
  return std::nullopt;
}

bool Observes(Verb verb) {
  return verb == Verb::kRead || verb == Verb::kDequeue ||
         verb == Verb::kContains;
}
// Verbs with an 'a'.
bool Takes(Verb verb) {
  return verb != Verb::kRead && verb != Verb::kDequeue && verb != Verb::kDelete;
}

// Of a time from 0, and of the number of a process.
constexpr int64_t kFurthest = int64_t{1} << 62;

// What a line says, before it is put together.
struct Line {
  std::optional<int64_t> id, process, called_at, returned_at;
  std::optional<Verb> verb;
  std::optional<Status> status;
  std::optional<lin::Value> a, b, o;
  bool a_is_list = false;
};

class Reader {
 public:
  Reader(std::string_view path, std::string_view text)
      : path_(path),
        lines_(text),
        returns_(text.size() / 100),
        ends_(64),
        keys_(64) {
    history_.operations.reserve(text.size() / 100);
    history_.ids.reserve(text.size() / 100);
  }

  raft::Result<Loaded> Read() {
    if (!lines_.Next()) return BadLine(path_, 1, "the file is empty");
    if (auto read = ReadHeader(); !read) return std::unexpected(read.error());
    while (lines_.Next()) {
      if (auto read = ReadOperation(); !read) {
        return std::unexpected(read.error());
      }
    }
    if (promised_ && *promised_ != history_.operations.size()) {
      return Bad(fmt::format("the header promises {} operations, here are {}",
                             *promised_, history_.operations.size()));
    }
    return Loaded{std::move(history_), std::string(model_->name)};
  }

 private:
  std::unexpected<raft::Error> Bad(std::string_view reason) const {
    return BadLine(path_, lines_.number(), reason);
  }
  std::unexpected<raft::Error> BadField(std::string_view field,
                                        std::string_view wanted) const {
    return Bad(fmt::format("'{}' is not {}", field, wanted));
  }

  raft::Result<void> ReadHeader() {
    if (auto parsed = object_.Parse(lines_.line()); !parsed) {
      return Bad(parsed.error().Text());
    }
    std::string_view format;
    std::string_view model = "register";
    for (const auto& [name, value] : object_.fields()) {
      if (name == "format") format = value.text;
      if (name == "model") model = value.text;
      if (name != "n") continue;
      if (!value.is(Type::kInteger) || value.integer < 0) {
        return BadField("n", "a number of operations");
      }
      promised_ = static_cast<uint64_t>(value.integer);
    }
    if (format != "lin-ops-1") {
      return Bad("the header does not say \"format\":\"lin-ops-1\"");
    }
    model_ = lin::FindModel(model);
    if (model_ == nullptr) {
      return Bad(fmt::format("there is no model '{}'", model));
    }
    return {};
  }

  raft::Result<void> ReadOperation() {
    if (auto parsed = object_.Parse(lines_.line()); !parsed) {
      return Bad(parsed.error().Text());
    }
    Line line;
    Operation operation;
    bool has_key = false;
    for (const auto& [name, value] : object_.fields()) {
      if (name == "k") {
        if (!ReadKey(value, operation.key)) {
          return BadField(name, "a number or a text");
        }
        has_key = true;
        continue;
      }
      if (auto read = ReadField(name, value, line); !read) return read;
    }
    if (!has_key) operation.key = KeyOf("");
    return Add(line, operation);
  }

  raft::Result<void> ReadField(std::string_view name, const FlatValue& value,
                               Line& line) {
    if (name == "f") {
      line.verb = VerbOf(value.text);
      if (line.verb) return {};
      return BadField("f", "r, w, cas, del, append, enq, deq, add, rm or has");
    }
    if (name == "s") {
      if (value.text == "ok") line.status = Status::kOk;
      if (value.text == "fail") line.status = Status::kFailed;
      if (value.text == "unknown") line.status = Status::kUnknown;
      if (line.status) return {};
      return BadField("s", "ok, fail or unknown");
    }
    if (name == "a" || name == "b" || name == "o") {
      auto& field = name == "a" ? line.a : name == "b" ? line.b : line.o;
      field = ValueOf(value);
      if (name == "a") line.a_is_list = value.is(Type::kList);
      if (field) return {};
      return BadField(name, "an integer, a text, null or a list of these");
    }
    if (name == "t1" && value.is(Type::kNull)) return {};
    std::optional<int64_t>* number = name == "id"   ? &line.id
                                     : name == "p"  ? &line.process
                                     : name == "t0" ? &line.called_at
                                     : name == "t1" ? &line.returned_at
                                                    : nullptr;
    if (number == nullptr) {
      return Bad(fmt::format("nobody knows the field '{}'", name));
    }
    if (!value.is(Type::kInteger)) return BadField(name, "an integer");
    if (name == "id" && !std::in_range<uint32_t>(value.integer)) {
      return BadField(name, "a number from 0 to 4294967295");
    }
    if (value.integer < -kFurthest || value.integer > kFurthest) {
      return BadField(name, "between -2^62 and 2^62");
    }
    *number = value.integer;
    return {};
  }

  std::optional<lin::Value> ValueOf(const FlatValue& value) {
    switch (value.type) {
      case Type::kNull:
        return lin::kNil;
      case Type::kInteger:
        return ValueOfNumber(value.integer);
      case Type::kText:
        return history_.values.Name(value.text);
      case Type::kList:
        return ValueOfList(
            history_.values, value.list,
            [&](const FlatValue& element) { return ValueOf(element); });
      default:
        return std::nullopt;
    }
  }

  bool ReadKey(const FlatValue& value, uint32_t& key) {
    if (value.is(Type::kText)) {
      key = KeyOf(value.text);
      return true;
    }
    if (!value.is(Type::kInteger)) return false;
    // Most keys are small numbers that have been there before.
    const size_t before = keys_.size();
    const uint32_t number = keys_.Number(value.integer);
    if (number == before) {
      key_of_.push_back(KeyOf(fmt::to_string(value.integer)));
    }
    key = key_of_[number];
    return true;
  }
  uint32_t KeyOf(std::string_view name) {
    const auto [place, is_new] = names_.try_emplace(
        std::string(name), static_cast<uint32_t>(history_.keys.size()));
    if (is_new) history_.keys.emplace_back(name);
    return place->second;
  }

  raft::Result<void> Add(const Line& line, Operation operation) {
    if (!line.process || !line.verb || !line.status || !line.called_at) {
      return Bad("an operation needs p, f, s and t0");
    }
    operation.process = *line.process;
    operation.verb = *line.verb;
    operation.status = *line.status;
    operation.called_at = *line.called_at;
    if (!model_->Knows(operation.verb)) {
      return Bad(fmt::format("the model {} has no '{}'", model_->name,
                             kVerbs[static_cast<size_t>(operation.verb)]));
    }
    if (auto added = AddValues(line, operation); !added) return added;
    if (auto added = AddTimes(line, operation); !added) return added;
    history_.ids.push_back(static_cast<uint32_t>(
        line.id.value_or(static_cast<int64_t>(history_.operations.size()))));
    history_.operations.push_back(operation);
    return {};
  }

  raft::Result<void> AddValues(const Line& line, Operation& operation) {
    const bool ok = operation.status == Status::kOk;
    const bool swaps = operation.verb == Verb::kCompareAndSet;
    if (operation.status == Status::kFailed && !swaps) {
      return Bad("only a cas can fail; what never happened is left out");
    }
    if (Observes(operation.verb) && ok && !line.o) {
      return Bad("it saw something: 'o' is missing");
    }
    if (swaps && (!line.a || !line.b)) return Bad("a cas needs 'a' and 'b'");
    if (Takes(operation.verb) && !line.a) return Bad("'a' is missing");
    if (line.o && operation.status != Status::kUnknown) {
      operation.result = *line.o;
    }
    if (swaps) {
      operation.expected = *line.a;
      operation.argument = *line.b;
    } else if (operation.verb == Verb::kAppend && !line.a_is_list) {
      operation.argument = history_.values.Append(lin::kNil, *line.a);
    } else if (Takes(operation.verb)) {
      operation.argument = *line.a;
    }
    const std::string_view wrong = model_->wrong(operation);
    if (!wrong.empty()) return Bad(wrong);
    return {};
  }

  raft::Result<void> AddTimes(const Line& line, Operation& operation) {
    const bool unknown = operation.status == Status::kUnknown;
    if (!history_.operations.empty() &&
        operation.called_at <= history_.operations.back().called_at) {
      return Bad(fmt::format("t0 {} is not after that of the line before",
                             operation.called_at));
    }
    if (unknown == line.returned_at.has_value()) {
      return Bad(unknown ? "it is unknown, but has a t1"
                         : "it is not unknown, but has no t1");
    }
    if (!unknown && *line.returned_at <= operation.called_at) {
      return Bad(fmt::format("it returned at {}, before it was called at {}",
                             *line.returned_at, operation.called_at));
    }
    if (returns_.Find(operation.called_at) != lin::ValueIndex::kNone) {
      return Bad(
          fmt::format("t0 {} is the t1 of a line before", operation.called_at));
    }
    if (!unknown) returns_.Number(*line.returned_at);
    operation.returned_at = line.returned_at.value_or(lin::kNever);
    const size_t before = ends_.size();
    const uint32_t process = ends_.Number(operation.process);
    if (process == before) {
      end_of_.push_back(std::numeric_limits<lin::Time>::min());
    }
    if (end_of_[process] >= operation.called_at) {
      return Bad(
          fmt::format("process {} has a call open already", operation.process));
    }
    end_of_[process] = operation.returned_at;
    return {};
  }

  const std::string_view path_;
  Lines lines_;
  FlatObject object_;
  lin::History history_;
  const lin::Model* model_ = nullptr;  // Of the header.
  std::optional<uint64_t> promised_;
  lin::ValueIndex returns_;        // Times of returns.
  lin::ValueIndex ends_;           // Numbers of processes,
  std::vector<lin::Time> end_of_;  // and when their last call returned.
  lin::ValueIndex keys_;           // Of keys that are numbers.
  std::vector<uint32_t> key_of_;
  std::unordered_map<std::string, uint32_t> names_;  // Never iterated.
};

nlohmann::ordered_json ToJson(const lin::Values& values, lin::Value value) {
  if (value == lin::kNil) return nullptr;
  if (lin::Values::IsName(value)) return std::string(values.NameOf(value));
  if (!lin::Values::IsList(value)) return value;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const lin::Value element : values.Elements(value)) {
    list.push_back(ToJson(values, element));
  }
  return list;
}

}  // namespace

raft::Result<Loaded> ReadLinOps(std::string_view path, std::string_view text) {
  return Reader(path, text).Read();
}

std::string WriteLinOps(const lin::History& history, std::string_view model) {
  using Json = nlohmann::ordered_json;
  constexpr std::array<std::string_view, 3> kStatuses = {"ok", "fail",
                                                         "unknown"};
  const auto line = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  std::string text = line({{"format", "lin-ops-1"},
                           {"model", model},
                           {"n", history.operations.size()}});
  for (size_t i = 0; i < history.operations.size(); ++i) {
    const Operation& operation = history.operations[i];
    Json json = {{"id", history.IdOf(i)},
                 {"p", operation.process},
                 {"f", kVerbs[static_cast<size_t>(operation.verb)]},
                 {"k", history.keys[operation.key]}};
    const bool swaps = operation.verb == Verb::kCompareAndSet;
    if (swaps) json["a"] = ToJson(history.values, operation.expected);
    if (Takes(operation.verb)) {
      Json argument = ToJson(history.values, operation.argument);
      // The empty list, and not the list of nothing.
      const bool is_empty_list =
          operation.verb == Verb::kAppend && argument.is_null();
      json[swaps ? "b" : "a"] = is_empty_list ? Json::array() : argument;
    }
    if (operation.result != lin::kUnseen) {
      json["o"] = ToJson(history.values, operation.result);
    }
    json["s"] = kStatuses[static_cast<size_t>(operation.status)];
    json["t0"] = operation.called_at;
    json["t1"] = nullptr;
    if (operation.returned_at != lin::kNever)
      json["t1"] = operation.returned_at;
    text += line(json);
  }
  return text;
}

}  // namespace harness
