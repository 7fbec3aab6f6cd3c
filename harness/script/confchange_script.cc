#include "harness/script/confchange_script.h"

#include <fmt/format.h>

#include "raft/confchange/changer.h"
#include "raft/describe/conf_changes_text.h"

namespace harness {
namespace {

constexpr raft::InflightLimits kLimits{.messages = 10, .bytes = 0};

}  // namespace

std::string ConfChangeScript::Run(const Directive& directive) {
  const std::string output = Change(directive);
  ++last_index_;
  return output;
}

std::string ConfChangeScript::Change(const Directive& directive) {
  const auto changes = raft::ParseConfChanges(directive.input);
  if (!changes) return std::string(changes.error().Text()) + "\n";
  const raft::Changer changer(membership_, last_index_, kLimits);
  const std::span span(changes->data(), changes->size());
  raft::Result<raft::Membership> next;
  if (directive.command == "simple") {
    next = changer.Simple(span);
  } else if (directive.command == "enter-joint") {
    const Argument* flag = directive.Find("autoleave");
    const bool auto_leave =
        flag != nullptr && !flag->values.empty() && ToFlag(flag->values[0]);
    next = changer.EnterJoint(auto_leave, span);
  } else if (directive.command == "leave-joint") {
    if (!changes->empty()) return "this command takes no input\n";
    next = changer.LeaveJoint();
  } else {
    return "unknown command\n";
  }
  if (!next) return std::string(next.error().Text()) + "\n";
  membership_ = std::move(*next);
  std::string text = raft::Describe(membership_.configuration) + "\n";
  for (const auto& [id, progress] : membership_.progress) {
    text += fmt::format("{}: {}\n", id, raft::Describe(progress));
  }
  return text;
}

}  // namespace harness
