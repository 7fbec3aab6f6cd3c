#include "harness/view/html.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "harness/view/badges.h"
#include "harness/view/page.h"
#include "harness/view/story.h"
#include "harness/view/words.h"
#include "raft/describe/name.h"

namespace harness {
namespace {

using nlohmann::json;

json ToJson(const ShownNode& node) {
  const invariants::NodeView& view = node.view;
  if (!view.up) return {{"up", false}, {"log", json::array()}};
  return {{"up", true},
          {"role", RoleWord(view.role)},
          {"term", view.term},
          {"vote", view.vote},
          {"lead", view.lead},
          {"commit", view.commit},
          {"applied", view.applied},
          {"first", view.first_index},
          {"last", view.last_index},
          {"configuration", node.configuration},
          {"unsynced", node.unsynced},
          {"log", node.log}};
}

json ToJson(const ShownMessage& message, const Frames& frames) {
  json shown = {{"from", message.from},
                {"to", message.to},
                {"type", raft::Name(message.type)},
                {"label", Label(message, frames)},
                {"phrase", Phrase(message, frames)},
                {"term", message.term},
                {"index", message.index},
                {"sent", message.sent},
                {"ended", message.ended},
                {"fate", Name(message.fate)}};
  if (message.log_term != 0) shown["logTerm"] = message.log_term;
  if (message.commit != 0) shown["commit"] = message.commit;
  if (message.reject) shown["reject"] = true;
  if (!message.entries.empty()) shown["entries"] = message.entries;
  if (message.snapshot != 0) shown["snapshot"] = message.snapshot;
  if (message.copy_of) shown["copyOf"] = *message.copy_of;
  return shown;
}

json ToJson(const ShownCall& call) {
  return {{"client", call.client},    {"text", call.text},
          {"called", call.called_at}, {"answered", call.answered_at},
          {"left", call.left_at},     {"answer", call.answer},
          {"sequence", call.sequence}};
}

json BadgesToJson(const Frames& frames, uint64_t number) {
  json badges = json::array();  // One list per touched node, in their order.
  for (const raft::NodeId node : frames.steps[number].touched) {
    json& list = badges.emplace_back(json::array());
    for (const Badge& badge : BadgesOf(frames, number, node)) {
      list.push_back({badge.text, badge.kind});
    }
  }
  return badges;
}

json ToJson(const Frames& frames, uint64_t number, const std::string& story) {
  const ShownStep& step = frames.steps[number];
  json shown = {{"number", NumberOf(step)},
                {"text", step.text},
                {"story", story},
                {"nodes", step.nodes},
                {"touched", step.touched},
                {"sent", step.sent},
                {"ended", step.ended},
                {"badges", BadgesToJson(frames, number)}};
  if (step.no_op) shown["noOp"] = true;
  if (!step.began.empty()) shown["began"] = step.began;
  if (!step.answered.empty()) shown["answered"] = step.answered;
  if (step.lost != 0) shown["lost"] = step.lost;
  if (!step.cut.empty()) shown["cut"] = step.cut;
  return shown;
}

json ToJson(const ShownViolation& violation, const std::string& text) {
  return {{"invariant", violation.what.invariant},
          {"evidence", violation.what.evidence},
          {"step", violation.step},
          {"stored", violation.stored},
          {"text", text}};
}

// Puts `text` in the place of `mark`, which the page holds once.
void Fill(std::string& page, std::string_view mark, std::string_view text) {
  const size_t place = page.find(mark);
  if (place != std::string::npos) page.replace(place, mark.size(), text);
}

}  // namespace

std::string JsonOf(const Frames& frames) {
  json all = {{"title", frames.title},     {"setup", frames.setup},
              {"origin", frames.origin},   {"nodes", frames.nodes},
              {"members", frames.members}, {"differsAt", frames.differs_at}};
  json& entries = all["entries"] = json::array();
  for (const ShownEntry& entry : frames.entries) {
    entries.push_back(json::array({entry.index, entry.term, entry.text}));
  }
  json& states = all["states"] = json::array();
  for (const ShownNode& node : frames.states) states.push_back(ToJson(node));
  json& messages = all["messages"] = json::array();
  for (const ShownMessage& message : frames.messages) {
    messages.push_back(ToJson(message, frames));
  }
  json& calls = all["calls"] = json::array();
  for (const ShownCall& call : frames.calls) calls.push_back(ToJson(call));
  json& steps = all["steps"] = json::array();
  const std::vector<std::string> story = StoryOf(frames);
  for (size_t i = 0; i < frames.steps.size(); ++i) {
    steps.push_back(ToJson(frames, i, story[i]));
  }
  if (frames.violation) {
    all["violation"] = ToJson(*frames.violation, FallOf(frames));
  }
  const std::string text =
      all.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    // All of these stand in strings, where an escape means the same.
    switch (c) {
      case '<':
        safe += "\\u003c";
        break;
      case '>':
        safe += "\\u003e";
        break;
      case '&':
        safe += "\\u0026";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string PageOf(const Frames& frames) {
  std::string page(PagePart("page.html"));
  std::string script;
  for (const auto part :
       {"model.js", "lanes.js", "panel.js", "legend.js", "main.js"}) {
    script += PagePart(part);
  }
  Fill(page, "/*style*/", PagePart("page.css"));
  Fill(page, "/*script*/", script);
  // The last one, so that nothing in it is taken for a mark.
  Fill(page, "/*frames*/", JsonOf(frames));
  return page;
}

}  // namespace harness
