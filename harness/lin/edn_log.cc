#include "harness/lin/edn_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/lin/edn_map.h"
#include "harness/lin/event_log.h"
#include "harness/lin/lines.h"
#include "harness/lin/value_of.h"
#include "invariants/linearizability/model.h"

namespace harness {
namespace {

using lin::Verb;
using Type = EdnValue::Type;

struct Function {
  std::string_view name;
  Verb verb;
  bool observes;  // Its return says what it saw.
};

constexpr auto kFunctions = std::to_array<Function>({
    {"get", Verb::kRead, true},
    {"read", Verb::kRead, true},
    {"put", Verb::kWrite, false},
    {"write", Verb::kWrite, false},
    {"append", Verb::kAppend, false},
    {"delete", Verb::kDelete, false},
    {"cas", Verb::kCompareAndSet, false},
    {"enqueue", Verb::kEnqueue, false},
    {"dequeue", Verb::kDequeue, true},
    {"add", Verb::kAdd, false},
    {"remove", Verb::kRemove, false},
});

// A line, taken apart.
struct Event {
  size_t line = 0;
  int64_t process = 0;
  std::string type;
  const Function* function = nullptr;
  std::string key;
  EdnValue value;
};

class Reader {
 public:
  Reader(std::string_view path, std::string_view text)
      : path_(path), lines_(text), log_(path) {}

  raft::Result<Loaded> Read() {
    while (lines_.Next()) {
      auto event = ReadEvent();
      if (!event) return std::unexpected(event.error());
      events_.push_back(*std::move(event));
    }
    if (events_.empty()) return BadLine(path_, 1, "the file is empty");
    ChooseModel();
    for (const Event& event : events_) {
      if (auto added = Add(event); !added) {
        return std::unexpected(added.error());
      }
    }
    return Loaded{log_.Finish(), model_};
  }

 private:
  raft::Result<Event> ReadEvent() {
    const size_t line = lines_.number();
    auto fields = ParseEdnMap(lines_.line());
    if (!fields) return BadLine(path_, line, fields.error().Text());
    Event event;
    event.line = line;
    bool has_process = false;
    for (EdnField& field : *fields) {
      if (field.name == "process" && field.value.is(Type::kInteger)) {
        event.process = field.value.integer;
        has_process = true;
      } else if (field.name == "type" && field.value.is(Type::kKeyword)) {
        event.type = std::move(field.value.text);
      } else if (field.name == "f" && field.value.is(Type::kKeyword)) {
        for (const Function& function : kFunctions) {
          if (function.name == field.value.text) event.function = &function;
        }
        if (event.function == nullptr) {
          return BadLine(path_, line,
                         fmt::format("nobody knows :f :{}", field.value.text));
        }
      } else if (field.name == "key" || field.name == "k") {
        event.key = field.value.is(Type::kInteger)
                        ? fmt::to_string(field.value.integer)
                        : field.value.text;
      } else if (field.name == "value") {
        event.value = std::move(field.value);
      } else if (field.name != "time" && field.name != "index" &&
                 field.name != "error") {
        return BadLine(path_, line,
                       fmt::format("nobody knows the field :{}, or its value",
                                   field.name));
      }
    }
    if (!has_process || event.type.empty() || event.function == nullptr) {
      return BadLine(path_, line, "a line needs :process, :type and :f");
    }
    return event;
  }

  // What the functions show it to be; and how texts of lists are cut.
  void ChooseModel() {
    const auto has = [&](Verb verb) {
      return std::any_of(events_.begin(), events_.end(), [&](const Event& e) {
        return e.function->verb == verb;
      });
    };
    model_ = has(Verb::kAppend)    ? "list"
             : has(Verb::kEnqueue) ? "queue"
             : has(Verb::kAdd)     ? "set"
                                   : "kv";
    // Texts may be cut behind each character with which all pieces end: then
    // one put behind the other is cut where each of them is.
    for (const Event& event : events_) {
      if (!Builds(event) || event.value.text.empty()) continue;
      const char last = event.value.text.back();
      if (!cut_behind_) cut_behind_ = last;
      if (*cut_behind_ != last) {
        cut_behind_.reset();
        return;
      }
    }
  }
  bool Builds(const Event& event) const {
    return model_ == "list" && (event.function->verb == Verb::kAppend ||
                                event.function->verb == Verb::kWrite);
  }

  lin::Value ListOf(std::string_view text) {
    lin::Value list = lin::kNil;
    while (!text.empty()) {
      size_t length = 1;
      if (cut_behind_) {
        const size_t end = text.find(*cut_behind_);
        length = end == std::string_view::npos ? text.size() : end + 1;
      }
      list = log_.values().Append(list,
                                  log_.values().Name(text.substr(0, length)));
      text.remove_prefix(length);
    }
    return list;
  }

  // Nothing for a vector where none belongs.
  std::optional<lin::Value> ValueOf(const EdnValue& value) {
    switch (value.type) {
      case Type::kNil:
        return lin::kNil;
      case Type::kInteger:
        return ValueOfNumber(value.integer);
      case Type::kText:
        return model_ == "list" ? ListOf(value.text)
                                : log_.values().Name(value.text);
      case Type::kVector:
        if (model_ == "kv") return std::nullopt;
        return ValueOfList(
            log_.values(), value.elements,
            [&](const EdnValue& element) { return ValueOf(element); });
      default:
        return std::nullopt;
    }
  }

  raft::Result<void> Add(const Event& event) {
    const auto bad = [&](std::string_view reason) {
      return BadLine(path_, event.line, reason);
    };
    lin::Operation told;
    told.verb = event.function->verb;
    if (!lin::FindModel(model_)->Knows(told.verb)) {
      return bad(
          fmt::format("the model {} has no :{}", model_, event.function->name));
    }
    if (told.verb == Verb::kCompareAndSet) {
      const auto& pair = event.value.elements;
      const auto from = pair.size() == 2 ? ValueOf(pair[0]) : std::nullopt;
      const auto to = pair.size() == 2 ? ValueOf(pair[1]) : std::nullopt;
      if (!from || !to) return bad("a :cas needs :value [expected new]");
      told.expected = *from;
      told.argument = *to;
    } else {
      const auto value = ValueOf(event.value);
      if (!value) return bad("no value for this operation");
      (event.function->observes ? told.result : told.argument) = *value;
      if (told.verb == Verb::kAppend && event.value.is(Type::kInteger)) {
        told.argument = log_.values().Append(lin::kNil, *value);
      }
    }
    if (event.type == "invoke" || event.type == "ok") {
      const std::string_view wrong = lin::FindModel(model_)->wrong(told);
      if (!wrong.empty()) return bad(wrong);
    }
    if (event.type == "invoke") {
      if (event.function->observes) told.result = lin::kUnseen;
      told.key = log_.Key(event.key);
      return log_.Call(event.line, event.process, told);
    }
    return Return(event, told);
  }

  raft::Result<void> Return(const Event& event, const lin::Operation& told) {
    const auto open = log_.Open(event.line, event.process);
    if (!open) return std::unexpected(open.error());
    Ended ended = Ended::kUnknown;
    if (event.type == "ok") {
      ended = Ended::kOk;
    } else if (event.type == "fail") {
      ended = Ended::kUndone;
    } else if (event.type != "info") {
      return BadLine(path_, event.line,
                     "neither :invoke, :ok, :fail nor :info");
    }
    if ((*open)->verb != told.verb || (*open)->key != log_.Key(event.key) ||
        (ended == Ended::kOk && ((*open)->argument != told.argument ||
                                 (*open)->expected != told.expected))) {
      return BadLine(path_, event.line,
                     "it returns something else than was called");
    }
    if (event.function->observes) {
      (*open)->result = told.result;
      const bool says_nothing =
          event.function->name == "read" && event.value.is(Type::kNil);
      if (says_nothing && ended == Ended::kOk) ended = Ended::kUndone;
      if (ended == Ended::kUnknown) (*open)->result = lin::kUnseen;
    }
    log_.Return(event.line, event.process, ended);
    return {};
  }

  const std::string_view path_;
  Lines lines_;
  EventLog log_;
  std::vector<Event> events_;
  std::string model_;
  std::optional<char> cut_behind_;
};

}  // namespace

raft::Result<Loaded> ReadEdnLog(std::string_view path, std::string_view text) {
  return Reader(path, text).Read();
}

}  // namespace harness
