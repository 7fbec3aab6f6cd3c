// What it costs to check histories, as numbers:
//
//     bazel run --config=opt //harness/bench:lin_bench [FOLDER OF LOGS]
//
// The histories are made here, the same ones every time: clients that read,
// write and compare-and-set a register, of which some never hear an answer; and
// with one answer made up that nobody can have got.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/lin/read_history.h"
#include "invariants/linearizability/check.h"
#include "invariants/linearizability/sample.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Shape {
  uint64_t operations = 0;
  uint64_t clients = 0;
  uint64_t values = 0;      // 0: each is written once.
  uint64_t unknown_of = 0;  // One mutation of so many; 0: none.
  bool violated = false;
};

// Clients take turns at random: call, take effect, return.
class Maker {
 public:
  explicit Maker(const Shape& shape)
      : shape_(shape),
        clients_(shape.clients),
        seen_(shape.clients, lin::kNil),
        draw_(lin::DrawFrom(7)) {
    history_.keys.emplace_back("register");
    history_.operations.reserve(shape.operations);
    for (uint64_t i = 0; i < shape.clients; ++i) names_.push_back(next_++);
  }

  lin::History Make() {
    uint64_t running = 0;
    while (history_.operations.size() < shape_.operations || running > 0) {
      const uint64_t client = draw_(clients_.size());
      auto& open = clients_[client];
      if (!open) {
        if (history_.operations.size() == shape_.operations) continue;
        open = Call(client);
        took_effect_.push_back(false);
        ++running;
      } else if (!took_effect_[*open]) {
        took_effect_[*open] = true;
        TakeEffect(history_.operations[*open]);
      } else {
        Return(client);
        --running;
      }
    }
    if (shape_.violated) Violate();
    return std::move(history_);
  }

 private:
  // In the middle nobody writes the value 1 for a while, so that a read of it
  // there is a lie.
  bool Quiet() const {
    const uint64_t at = history_.operations.size();
    return shape_.violated && at > shape_.operations / 2 &&
           at < shape_.operations / 2 + 20 * shape_.clients;
  }

  lin::Value AnyValue() {
    if (shape_.values == 0) return ++written_;
    const auto value = static_cast<lin::Value>(1 + draw_(shape_.values));
    return value == 1 && Quiet() ? 2 : value;
  }

  size_t Call(uint64_t client) {
    lin::Operation& operation = history_.operations.emplace_back();
    operation.process = names_[client];
    operation.called_at = now_++;
    const uint64_t what = draw_(4);
    if (what < 2) return history_.operations.size() - 1;
    operation.verb = what == 2 ? lin::Verb::kWrite : lin::Verb::kCompareAndSet;
    operation.argument = AnyValue();
    if (what == 3) {
      operation.expected =
          shape_.values == 0
              ? seen_[client]
              : static_cast<lin::Value>(1 + draw_(shape_.values));
    }
    return history_.operations.size() - 1;
  }

  void TakeEffect(lin::Operation& operation) {
    if (operation.verb == lin::Verb::kRead) {
      operation.result = value_;
      return;
    }
    if (shape_.unknown_of != 0 && draw_(shape_.unknown_of) == 0) {
      operation.status = lin::Status::kUnknown;
      if (draw_(2) == 0) return;
    }
    if (operation.verb == lin::Verb::kCompareAndSet &&
        operation.expected != value_) {
      if (operation.status == lin::Status::kOk) {
        operation.status = lin::Status::kFailed;
      }
      return;
    }
    value_ = operation.argument;
  }

  void Return(uint64_t client) {
    lin::Operation& operation = history_.operations[*clients_[client]];
    if (operation.status == lin::Status::kUnknown) {
      names_[client] = next_++;
    } else {
      operation.returned_at = now_++;
      if (operation.status == lin::Status::kOk) {
        seen_[client] = operation.verb == lin::Verb::kRead ? operation.result
                                                           : operation.argument;
      }
    }
    clients_[client].reset();
  }

  void Violate() {
    const size_t middle = shape_.operations / 2 + 15 * shape_.clients;
    for (size_t i = middle; i < history_.operations.size(); ++i) {
      if (history_.operations[i].verb != lin::Verb::kRead) continue;
      history_.operations[i].result =
          shape_.values == 0 ? history_.operations[i / 2].argument : 1;
      if (history_.operations[i].result != lin::kNil) return;
    }
  }

  const Shape& shape_;
  std::vector<std::optional<size_t>> clients_;
  std::vector<lin::Value> seen_;  // By client, what it knows of the register.
  std::vector<int64_t> names_;
  lin::Draw draw_;
  lin::History history_;
  std::vector<bool> took_effect_;  // By operation.
  lin::Value value_ = lin::kNil;
  lin::Value written_ = 0;
  lin::Time now_ = 0;
  int64_t next_ = 0;
};

double MillisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin)
      .count();
}

uint64_t PeakMegabytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) / 1000;
}

void Measure(const std::string& name, const Shape& shape) {
  lin::History history = Maker(shape).Make();
  const auto begin = Clock::now();
  const lin::Report report =
      lin::Check(history, *lin::FindModel("register"), {});
  const char* verdict[] = {"linearizable", "not linearizable", "undecided"};
  fmt::print("{:<46} {:>9.1f} ms {:>6} MB  {} ({})\n", name,
             MillisecondsSince(begin), PeakMegabytes(),
             verdict[static_cast<int>(report.verdict)],
             report.parts.front().engine);
}

// Reading included; the least of some rounds.
void MeasureLogs(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".log") files.push_back(entry.path());
  }
  double least = 1e9;
  for (int round = 0; round < 20; ++round) {
    const auto begin = Clock::now();
    for (const std::string& file : files) {
      auto loaded = harness::ReadHistory(file);
      if (!loaded) {
        fmt::print(stderr, "{}\n", loaded.error().Text());
        return;
      }
      lin::Check(loaded->history, *lin::FindModel(loaded->model), {});
    }
    least = std::min(least, MillisecondsSince(begin));
  }
  fmt::print("{:<46} {:>9.1f} ms\n", fmt::format("{} logs", files.size()),
             least);
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  CLI::App app("How long histories take to check", "lin_bench");
  std::string logs;
  app.add_option("folder", logs, "Jepsen's logs of etcd, to be checked, too")
      ->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  if (!logs.empty()) MeasureLogs(logs);
  Measure("1,000,000 operations, 100 clients, 1 % unknown",
          {.operations = 1'000'000, .clients = 100, .unknown_of = 50});
  Measure("the same with a violation", {.operations = 1'000'000,
                                        .clients = 100,
                                        .unknown_of = 50,
                                        .violated = true});
  for (const uint64_t clients : {10, 50}) {
    Measure(fmt::format("10,000 operations, {} clients, 5 values", clients),
            {.operations = 10'000, .clients = clients, .values = 5});
    Measure("the same with a violation", {.operations = 10'000,
                                          .clients = clients,
                                          .values = 5,
                                          .violated = true});
  }
  Measure("the same, 10 clients, 1 % unknown",
          {.operations = 10'000, .clients = 10, .values = 5, .unknown_of = 50});
  return 0;
}
