#include "harness/view/mermaid.h"

#include <fmt/format.h>

#include <string_view>

#include "harness/view/badges.h"
#include "harness/view/story.h"
#include "harness/view/words.h"

namespace harness {
namespace {

// Text that ends no statement and begins none.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '#' || c == ';' || c == '<' || c == '>' || c == '%') {
      escaped += fmt::format("#{};", static_cast<int>(c));
    } else {
      escaped += c >= 0 && c < ' ' ? ' ' : c;
    }
  }
  return escaped;
}

std::string ArrowOf(Fate fate, bool copy) {
  if (fate != Fate::kDelivered) return "-x";
  return copy ? "-->>" : "->>";
}

void AddStep(const Frames& frames, uint64_t number, std::string& text) {
  const ShownStep& step = frames.steps[number];
  const std::string shown_number = NumberOf(step);
  bool says_what = false;
  for (const size_t position : step.ended) {
    const ShownMessage& message = frames.messages[position];
    text += fmt::format("  n{}{}n{}: {}. {}{}\n", message.from,
                        ArrowOf(message.fate, message.copy_of.has_value()),
                        message.to, shown_number,
                        Escaped(Label(message, frames)),
                        message.fate == Fate::kDelivered
                            ? ""
                            : fmt::format(" ({})", Name(message.fate)));
    says_what |= message.sent != number;
  }
  std::string note;
  if (!says_what) note = Escaped(step.text);
  if (step.no_op) note = fmt::format("({})", note);
  const auto note_over = [&](raft::NodeId node) {
    if (note.empty()) return;
    text += fmt::format("  Note over n{}: {}. {}\n", node, shown_number, note);
    note.clear();
  };
  for (const raft::NodeId node : step.touched) {
    for (const Badge& badge : BadgesOf(frames, number, node)) {
      note += (note.empty() ? "" : ", ") + Escaped(badge.text);
    }
    note_over(node);
  }
  const raft::NodeId node = step.action.node;
  note_over(node >= 1 && node <= frames.nodes ? node : 1);
}

}  // namespace

std::string MermaidOf(const Frames& frames) {
  std::string text = fmt::format("sequenceDiagram\n  %% {}: {}\n",
                                 Escaped(frames.title), Escaped(frames.setup));
  for (raft::NodeId id = 1; id <= frames.nodes; ++id) {
    text += fmt::format("  participant n{} as node {}\n", id, id);
  }
  for (uint64_t step = 1; step < frames.steps.size(); ++step) {
    AddStep(frames, step, text);
  }
  const std::string fall = FallOf(frames);
  if (!fall.empty()) {
    text += frames.nodes == 1
                ? fmt::format("  Note over n1: {}\n", Escaped(fall))
                : fmt::format("  Note over n1,n{}: {}\n", frames.nodes,
                              Escaped(fall));
  }
  return text;
}

}  // namespace harness
