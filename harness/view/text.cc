#include "harness/view/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "harness/view/badges.h"
#include "harness/view/story.h"
#include "harness/view/words.h"

namespace harness {
namespace {

constexpr size_t kWidth = 120;
constexpr size_t kNumberWidth = 6;  // At least.

// How many places it takes on a terminal; all our characters take one.
size_t WidthOf(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string Padded(std::string text, size_t width) {
  const size_t has = WidthOf(text);
  if (has < width) text.append(width - has, ' ');
  return text;
}

// The text, or its beginning, in `width` places.
std::string Cut(std::string text, size_t width) {
  if (WidthOf(text) <= width) return text;
  // Ends between two characters: the width falls with the first byte of one.
  while (WidthOf(text) >= width) text.pop_back();
  return text + "…";
}

// The parts in lines of at most `width`.
std::vector<std::string> Wrapped(const std::vector<std::string>& parts,
                                 size_t width) {
  std::vector<std::string> lines;
  for (const std::string& part : parts) {
    if (!lines.empty() && WidthOf(lines.back()) + 2 + WidthOf(part) <= width) {
      lines.back() += "  " + part;
    } else {
      lines.push_back(Cut(part, width));
    }
  }
  return lines;
}

class Drawer {
 public:
  explicit Drawer(const Frames& frames)
      : frames_(frames),
        number_width_(
            std::max(kNumberWidth, NumberOf(frames.steps.back()).size() + 2)),
        width_(std::clamp<size_t>((kWidth - number_width_) / frames.nodes, 18,
                                  38)) {}

  std::string Draw() {
    std::string text = fmt::format("{}: {}\n{}\n\n", frames_.title,
                                   frames_.origin, frames_.setup);
    std::vector<std::vector<std::string>> names(frames_.nodes);
    for (raft::NodeId id = 1; id <= frames_.nodes; ++id) {
      names[id - 1] = {fmt::format("node {}", id)};
    }
    text += Row("", names, 0);
    for (uint64_t step = 1; step < frames_.steps.size(); ++step) {
      text += RoundOf(step);
      if (const auto& place = frames_.steps[step].place;
          place && place->quiet) {
        continue;
      }
      text += Row(NumberOf(frames_.steps[step]), CellsOf(step), step);
      text += Note(LeftOutIn(frames_.steps[step]));
    }
    const std::string fall = FallOf(frames_);
    if (!fall.empty()) text += "\n" + fall + "\n";
    if (frames_.differs_at != 0) {
      text += fmt::format(
          "\nFrom step {} on the state differs from the stored one.\n",
          frames_.differs_at);
    }
    return text;
  }

 private:
  using Cells = std::vector<std::vector<std::string>>;

  std::string Note(const std::string& text) const {
    if (text.empty()) return "";
    return fmt::format("{:{}}({})\n", "", number_width_, text);
  }

  // Where a round of a settle phase begins, and which ones show nothing.
  std::string RoundOf(uint64_t number) const {
    const auto& place = frames_.steps[number].place;
    if (!place) return "";
    if (place->quiet) return Note(frames_.steps[number].text);
    const auto& before = frames_.steps[number - 1].place;
    const uint64_t round = before ? before->round : 0;
    if (place->round == round) return "";
    return Note(fmt::format("round {}", place->round));
  }

  // By id - 1: the lines of each node's cell.
  Cells CellsOf(uint64_t number) const {
    const ShownStep& step = frames_.steps[number];
    std::vector<std::vector<std::string>> parts(frames_.nodes);
    const auto cell = [&](raft::NodeId id) -> std::vector<std::string>& {
      return parts[std::clamp<size_t>(id, 1, frames_.nodes) - 1];
    };
    const bool arrives = AddArrivals(step, cell);
    if (step.no_op) {
      cell(step.action.node)
          .push_back(fmt::format("({})", Name(step.action.verb)));
    } else if (!arrives) {
      cell(step.action.node).push_back(What(step));
    }
    for (const raft::NodeId id : step.touched) {
      for (const Badge& badge : BadgesOf(frames_, number, id)) {
        if (badge.kind != "down") cell(id).push_back(badge.text);
      }
    }
    AddSent(step, cell);
    for (const size_t call : step.answered) {
      const raft::NodeId id =
          step.touched.empty() ? step.action.node : step.touched.front();
      cell(id).push_back(fmt::format("⇒client {}", frames_.calls[call].client));
    }
    if (frames_.violation && frames_.violation->step == number &&
        !frames_.violation->stored) {
      cell(step.touched.empty() ? 1 : step.touched.front()).push_back("✗");
    }
    Cells cells;
    for (const auto& part : parts) cells.push_back(Wrapped(part, width_ - 3));
    return cells;
  }

  // Returns true if they say what the action was.
  template <typename Cell>
  bool AddArrivals(const ShownStep& step, Cell cell) const {
    bool arrives = false;
    for (const size_t position : step.ended) {
      const ShownMessage& message = frames_.messages[position];
      if (message.fate == Fate::kCut || message.fate == Fate::kFull) continue;
      const std::string label = Label(message, frames_);
      const bool dropped = message.fate == Fate::kDropped;
      cell(dropped ? message.from : message.to)
          .push_back(dropped ? fmt::format("✗→{} {}", message.to, label)
                     : message.fate == Fate::kDelivered
                         ? fmt::format("←{} {}", message.from, label)
                         : fmt::format("✗←{} {}", message.from, label));
      arrives |=
          message.fate == Fate::kDropped || step.action.verb == Verb::kDeliver;
    }
    return arrives;
  }

  // Messages to several nodes that look the same are one part.
  template <typename Cell>
  void AddSent(const ShownStep& step, Cell cell) const {
    struct Part {
      raft::NodeId sender = raft::kNone;
      std::string label;
      std::string targets;
      size_t arrive = 0;  // How many of them were not lost at once.
    };
    std::vector<Part> parts;
    for (const size_t position : step.sent) {
      const ShownMessage& message = frames_.messages[position];
      std::string label = Label(message, frames_);
      if (message.copy_of) label += " twice";
      auto part =
          std::find_if(parts.begin(), parts.end(), [&](const Part& other) {
            return other.sender == message.from && other.label == label;
          });
      if (part == parts.end()) {
        parts.push_back({message.from, label, "", 0});
        part = parts.end() - 1;
      } else {
        part->targets += ",";
      }
      const bool lost =
          message.fate == Fate::kCut || message.fate == Fate::kFull;
      part->targets += fmt::format("{}{}", message.to, lost ? "✗" : "");
      if (!lost) ++part->arrive;
    }
    for (const Part& part : parts) {
      const bool all = part.arrive > 3 && part.arrive + 1 == frames_.nodes;
      cell(part.sender)
          .push_back(
              fmt::format("→{} {}", all ? "all" : part.targets, part.label));
    }
  }

  std::string What(const ShownStep& step) const {
    std::string what(Name(step.action.verb));
    if (step.action.client != 0) {
      what += fmt::format(" (client {})", step.action.client);
    }
    if (step.action.verb == Verb::kDuplicate) return "×2";
    if (step.action.peer != 0) what += fmt::format(" {}", step.action.peer);
    return what;
  }

  std::string Row(const std::string& number, const Cells& cells,
                  uint64_t step) const {
    size_t height = 1;
    for (const auto& lines : cells) height = std::max(height, lines.size());
    std::string text;
    for (size_t line = 0; line < height; ++line) {
      std::string row =
          fmt::format("{:>{}}  ", line == 0 ? number : "", number_width_ - 2);
      for (raft::NodeId id = 1; id <= frames_.nodes; ++id) {
        const auto& lines = cells[id - 1];
        row += Padded(line < lines.size() ? Bar(step, id, true) + lines[line]
                                          : Bar(step, id, false),
                      width_);
      }
      row.erase(row.find_last_not_of(' ') + 1);
      text += row + "\n";
    }
    return text;
  }

  // The lane: wide under a leader, broken while the node is down.
  std::string Bar(uint64_t step, raft::NodeId id, bool text) const {
    if (step == 0) return "";
    const invariants::NodeView& view = frames_.At(step, id).view;
    if (!view.up) return text ? "┆ " : "┆";
    const bool leads = view.role == raft::Role::kLeader;
    if (text) return leads ? "┣ " : "├ ";
    return leads ? "┃" : "│";
  }

  const Frames& frames_;
  const size_t number_width_;
  const size_t width_;  // Of a column.
};

}  // namespace

std::string TextOf(const Frames& frames) { return Drawer(frames).Draw(); }

}  // namespace harness
