#include "harness/lin/jepsen_log.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string>

#include "harness/lin/event_log.h"
#include "harness/lin/lines.h"

namespace harness {
namespace {

// The words of a line; more than there is room for make one too many.
struct Words {
  std::array<std::string_view, 10> words;
  size_t count = 0;
  std::string_view operator[](size_t i) const { return words[i]; }
};

Words Split(std::string_view line) {
  constexpr std::string_view kBlanks = " \t[]";
  Words words;
  for (size_t at = 0; words.count < words.words.size();) {
    const size_t begin = line.find_first_not_of(kBlanks, at);
    if (begin == std::string_view::npos) break;
    at = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.words[words.count++] = line.substr(begin, at - begin);
  }
  return words;
}

std::optional<lin::Value> Number(std::string_view text) {
  lin::Value value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() ||
      value < lin::kLeastNumber || value >= lin::kFirstName) {
    return std::nullopt;
  }
  return value;
}

std::optional<lin::Value> NumberOrNil(std::string_view text) {
  if (text == "nil") return lin::kNil;
  return Number(text);
}

class Reader {
 public:
  Reader(std::string_view path, std::string_view text)
      : path_(path), lines_(text), log_(path) {}

  raft::Result<Loaded> Read() {
    log_.Key("register");
    while (lines_.Next()) {
      if (auto read = ReadLine(); !read) return std::unexpected(read.error());
    }
    if (lines_.number() == 0 || log_.size() == 0) {
      return BadLine(path_, 1, "there is no operation in it");
    }
    return Loaded{log_.Finish(), "register"};
  }

 private:
  std::unexpected<raft::Error> Bad(std::string_view reason) const {
    return BadLine(path_, lines_.number(), reason);
  }

  raft::Result<void> ReadLine() {
    constexpr size_t kFixed = 6;  // INFO jepsen.util - PROCESS :TYPE :F
    const Words words = Split(lines_.line());
    if (words.count < kFixed || words[0] != "INFO" ||
        words[1] != "jepsen.util" || words[2] != "-") {
      return Bad("no line as `INFO  jepsen.util - 0 :invoke :read nil`");
    }
    const auto process = Number(words[3]);
    if (!process) return Bad(fmt::format("no process: '{}'", words[3]));
    lin::Operation operation;
    size_t arguments = 1;
    if (words[5] == ":read") {
      operation.verb = lin::Verb::kRead;
    } else if (words[5] == ":write") {
      operation.verb = lin::Verb::kWrite;
    } else if (words[5] == ":cas") {
      operation.verb = lin::Verb::kCompareAndSet;
      arguments = 2;
    } else {
      return Bad(fmt::format("no operation: '{}'", words[5]));
    }
    const bool timed_out =
        words.count == kFixed + 1 && words[kFixed] == ":timed-out";
    if (!timed_out) {
      if (words.count != kFixed + arguments) {
        return Bad(fmt::format("{} takes {} argument{}", words[5], arguments,
                               arguments == 1 ? "" : "s"));
      }
      if (auto read = ReadArguments(words, kFixed, operation); !read) {
        return read;
      }
    }
    if (words[4] == ":invoke") {
      if (timed_out) return Bad("a call that timed out before it began");
      operation.result = lin::kUnseen;
      return log_.Call(lines_.number(), *process, operation);
    }
    return ReadReturn(words[4], *process, operation, timed_out);
  }

  raft::Result<void> ReadArguments(const Words& words, size_t from,
                                   lin::Operation& operation) {
    const auto first = NumberOrNil(words[from]);
    if (!first) return Bad(fmt::format("no value: '{}'", words[from]));
    switch (operation.verb) {
      case lin::Verb::kRead:
        operation.result = *first;
        break;
      case lin::Verb::kWrite:
        operation.argument = *first;
        break;
      default: {
        const auto second = NumberOrNil(words[from + 1]);
        if (!second) return Bad(fmt::format("no value: '{}'", words[from + 1]));
        operation.expected = *first;
        operation.argument = *second;
      }
    }
    return {};
  }

  raft::Result<void> ReadReturn(std::string_view type, int64_t process,
                                const lin::Operation& told, bool timed_out) {
    const bool swaps = told.verb == lin::Verb::kCompareAndSet;
    Ended ended = Ended::kUnknown;
    if (type == ":ok") {
      if (timed_out) return Bad("an `:ok` that timed out");
      ended = Ended::kOk;
    } else if (type == ":fail") {
      ended = swaps && !timed_out ? Ended::kFailed : Ended::kUndone;
    } else if (type != ":info") {
      return Bad(
          fmt::format("neither :invoke, :ok, :fail nor :info: '{}'", type));
    }
    const auto open = log_.Open(lines_.number(), process);
    if (!open) return std::unexpected(open.error());
    if ((*open)->verb != told.verb ||
        (!timed_out && ((*open)->argument != told.argument ||
                        (*open)->expected != told.expected))) {
      return Bad("it returns something else than was called");
    }
    if (ended == Ended::kOk) (*open)->result = told.result;
    log_.Return(lines_.number(), process, ended);
    return {};
  }

  const std::string_view path_;
  Lines lines_;
  EventLog log_;
};

}  // namespace

raft::Result<Loaded> ReadJepsenLog(std::string_view path,
                                   std::string_view text) {
  return Reader(path, text).Read();
}

}  // namespace harness
