#include "harness/explore/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "harness/trace/files.h"

namespace harness {
namespace {

constexpr uint64_t kMostOfABudget = 255;

template <Budget budget>
uint64_t& Of(Model& model) {
  return model.budget[static_cast<size_t>(budget)];
}

template <uint64_t Model::* member>
uint64_t& Of(Model& model) {
  return model.*member;
}

template <Budget budget>
constexpr Bound Row(std::string_view name, std::string_view help) {
  return {name, Of<budget>, 0, kMostOfABudget, help};
}

constexpr auto kBounds = std::to_array<Bound>({
    Row<Budget::kTimeouts>("timeouts", "election timeouts"),
    Row<Budget::kBeats>("beats", "heartbeats of leaders"),
    Row<Budget::kTicks>("ticks", "single ticks"),
    Row<Budget::kProposals>("proposals", "writes of clients"),
    Row<Budget::kReads>("reads", "reads of clients"),
    Row<Budget::kRetries>("retries", "of open calls"),
    Row<Budget::kCrashes>("crashes", "restarts are free"),
    Row<Budget::kDrops>("drops", "messages lost"),
    Row<Budget::kDuplicates>("duplicates", "messages doubled"),
    Row<Budget::kIsolations>("isolations", "nodes cut off; mending is free"),
    Row<Budget::kChanges>("changes", "of the membership"),
    Row<Budget::kSnapshots>("snapshots", "made by nodes"),
    Row<Budget::kTransfers>("transfers", "of the leadership"),
    Row<Budget::kReports>("reports", "of lost snapshots and messages"),
    Row<Budget::kFailures>("failures", "of disks"),
    Row<Budget::kForgets>("forgets", "followers that forget their leader"),
    {"terms", Of<&Model::terms>, 1, 1000, "that may begin"},
    {"in_flight", Of<&Model::in_flight>, 1, 1000, "messages at a time"},
    {"depth", Of<&Model::depth>, 0, 65000, "actions; 0: no bound"},
    {"propose_anywhere", Of<&Model::propose_anywhere>, 0, 1,
     "1: not to leaders alone"},
    {"change_voters", Of<&Model::change_voters>, 0, 255,
     "mask of the voters that a change leads to; 0: single changes"},
    {"change_learners", Of<&Model::change_learners>, 0, 255,
     "mask of the learners that it leads to"},
    {"change_how", Of<&Model::change_how>, 0, 2,
     "0 as it must be, 1 joint and left by itself, 2 joint"},
    {"deviations", Of<&Model::deviations>, 0, 1000,
     "one more than the places in which schedules differ from the default "
     "one; 0: no such bound"},
    {"settle", Of<&Model::settle>, 0, 1000000000,
     "demand progress from one state in so many; 1: from all; 0: from none"},
    {"node_symmetry", Of<&Model::node_symmetry>, 0, 1,
     "merge what differs only in the names of nodes"},
    {"value_symmetry", Of<&Model::value_symmetry>, 0, 1,
     "merge what differs only in the names of clients"},
    {"partial_order", Of<&Model::partial_order>, 0, 1,
     "skip orders of actions that do not matter"},
});

std::unexpected<raft::Error> Wrong(std::string text) {
  return raft::Fail(raft::ErrorCode::kBadConfig, std::move(text));
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

bool IsWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// What is expected is no bound, and has no range.
raft::Result<bool> SetExpected(Model& model, std::string_view name,
                               std::string_view value) {
  if (name == "falls" || name == "bug") {
    if (!IsWord(value)) return Wrong(fmt::format("{} must be a name", name));
    (name == "bug" ? model.bug : model.falls) = value;
    return true;
  }
  if (name != "states" && name != "fall_depth") return false;
  const auto number = Number(value);
  if (!number) {
    return Wrong(fmt::format("{} must be a number, not '{}'", name, value));
  }
  (name == "states" ? model.states : model.fall_depth) = *number;
  return true;
}

}  // namespace

std::span<const Bound> Bounds() { return kBounds; }

Model DefaultModel() {
  Model model;
  model.setup.jitter = 0;
  model.setup.clients = 1;
  model.setup.keys = 1;
  return model;
}

raft::Result<void> Set(Model& model, std::string_view assignment) {
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return Wrong(fmt::format("'{}' is no name=value", assignment));
  }
  const std::string_view name = Trimmed(assignment.substr(0, equals));
  const std::string_view value = Trimmed(assignment.substr(equals + 1));
  const auto expected = SetExpected(model, name, value);
  if (!expected) return std::unexpected(expected.error());
  if (*expected) return {};
  for (const Bound& bound : kBounds) {
    if (bound.name != name) continue;
    const auto number = Number(value);
    if (!number || *number < bound.least || *number > bound.most) {
      return Wrong(fmt::format("{} must be in [{}, {}], not '{}'", name,
                               bound.least, bound.most, value));
    }
    bound.of(model) = *number;
    return {};
  }
  const auto fields = SetupFields();
  if (std::none_of(fields.begin(), fields.end(),
                   [&](const SetupField& f) { return f.name == name; })) {
    return Wrong(fmt::format("there is no bound '{}'", name));
  }
  return Set(model.setup, fmt::format("{}={}", name, value));
}

raft::Result<void> Validate(const Model& model) {
  if (const auto valid = Validate(model.setup); !valid) return valid;
  if (model.setup.total() > kMostNodes) {
    return Wrong(fmt::format("{} nodes are more than {}", model.setup.total(),
                             kMostNodes));
  }
  if (model.setup.reuse_ids != 0) {
    return Wrong("reuse_ids must be 0: no disk is lost in an exploration");
  }
  if (model.setup.jitter != 0) {
    return Wrong("jitter must be 0: every draw would be another state");
  }
  if (((model.change_voters | model.change_learners) >> model.setup.total()) !=
      0) {
    return Wrong("a change leads to nodes that are not there");
  }
  if ((model.change_voters & model.change_learners) != 0) {
    return Wrong("a change makes a node a voter and a learner");
  }
  return {};
}

raft::Result<Model> ParseModel(std::string_view text, std::string_view path) {
  Model model = DefaultModel();
  size_t line = 0;
  while (!text.empty()) {
    ++line;
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view content = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    content = Trimmed(content.substr(0, content.find('#')));
    if (content.empty()) continue;
    if (const auto set = Set(model, content); !set) {
      return Wrong(fmt::format("{}:{}: {}", path, line, set.error().detail));
    }
  }
  if (const auto valid = Validate(model); !valid) {
    return Wrong(fmt::format("{}:{}: {}", path, line, valid.error().detail));
  }
  return model;
}

raft::Result<Model> ReadModel(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text) return std::unexpected(text.error());
  return ParseModel(*text, path);
}

std::string ToText(const Model& model) {
  const Model standard = DefaultModel();
  std::string text;
  for (const SetupField& field : SetupFields()) {
    const uint64_t value = model.setup.*(field.member);
    if (value == standard.setup.*(field.member)) continue;
    text += fmt::format("{}={}\n", field.name, value);
  }
  Model copy = model;
  Model plain = standard;
  for (const Bound& bound : kBounds) {
    if (bound.of(copy) == bound.of(plain)) continue;
    text += fmt::format("{}={}\n", bound.name, bound.of(copy));
  }
  if (model.states) text += fmt::format("states={}\n", *model.states);
  if (model.fall_depth) {
    text += fmt::format("fall_depth={}\n", *model.fall_depth);
  }
  if (!model.falls.empty()) text += fmt::format("falls={}\n", model.falls);
  if (!model.bug.empty()) text += fmt::format("bug={}\n", model.bug);
  return text;
}

}  // namespace harness
