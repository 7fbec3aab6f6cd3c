#include "harness/lin/history_page.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "harness/lin/page.h"
#include "invariants/linearizability/explain.h"

namespace harness {
namespace {

using lin::Operation;
using lin::Verdict;
using nlohmann::json;

// How an operation is coloured.
int KindOf(const Operation& operation) {
  if (operation.status == lin::Status::kFailed) return 3;
  switch (operation.verb) {
    case lin::Verb::kRead:
    case lin::Verb::kContains:
    case lin::Verb::kDequeue:
      return 0;
    case lin::Verb::kCompareAndSet:
      return 2;
    default:
      return 1;
  }
}

// What a report says of an operation.
struct Mark {
  json place = nullptr;   // In the order of its part, from 1 on.
  json moment = nullptr;  // When it can have taken effect.
  bool conflicts = false;
};

std::vector<Mark> MarksOf(const lin::History& history,
                          const lin::Report& report) {
  std::vector<Mark> marks(history.operations.size());
  for (const lin::PartReport& part : report.parts) {
    lin::Time moment = lin::kAlways;
    size_t place = 0;
    for (const uint32_t position : part.finding.order) {
      const uint32_t index = part.part[position];
      moment = std::max(moment, history.operations[index].called_at);
      marks[index].place = ++place;
      marks[index].moment = moment;
    }
    for (const lin::Witness& witness : part.finding.conflict) {
      marks[part.part[witness.position]].conflicts = true;
    }
  }
  return marks;
}

// Replaces a mark of the page.
void Fill(std::string& page, std::string_view mark, std::string_view text) {
  const size_t place = page.find(mark);
  if (place != std::string::npos) page.replace(place, mark.size(), text);
}

// As a part of a page, in which `<` might end a script.
std::string Safe(const json& all) {
  std::string safe;
  for (const char c : all.dump(-1, ' ', true, json::error_handler_t::replace)) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string HistoryPage(std::string_view title, const lin::History& history,
                        const lin::Model& model, const lin::Report& report) {
  constexpr std::array<std::string_view, 3> kVerdicts = {
      "linearizable", "not linearizable", "undecided"};
  json all = {{"title", title},
              {"verdict", kVerdicts[static_cast<size_t>(report.verdict)]},
              {"why", ""}};
  if (const auto* part = report.First(Verdict::kNot)) {
    all["why"] = lin::InOneLine(history, model, *part);
  } else if (report.verdict == Verdict::kUndecided) {
    all["why"] = lin::DecidedInWords(history, report);
  }
  const std::vector<Mark> marks = MarksOf(history, report);
  json& lanes = all["lanes"] = json::array();
  json& ids = all["ids"] = json::array();
  json& operations = all["operations"] = json::array();
  std::unordered_map<int64_t, size_t> lane_of;  // Never iterated.
  lin::Time end = 0;
  for (size_t i = 0; i < history.operations.size(); ++i) {
    const Operation& operation = history.operations[i];
    const auto [lane, is_new] =
        lane_of.try_emplace(operation.process, lanes.size());
    if (is_new) lanes.push_back("process " + std::to_string(operation.process));
    end = std::max(end, operation.called_at);
    json returned = nullptr;
    if (operation.returned_at != lin::kNever) {
      returned = operation.returned_at;
      end = std::max(end, operation.returned_at);
    }
    ids.push_back(history.IdOf(i));
    std::string words = lin::InWords(history, operation);
    words = words.substr(words.find(' ', sizeof("process")) + 1);
    if (history.keys.size() > 1) {
      words += " (" + history.keys[operation.key] + ")";
    }
    operations.push_back({lane->second, operation.called_at, returned,
                          KindOf(operation), words, marks[i].place,
                          marks[i].moment, marks[i].conflicts ? 1 : 0});
  }
  all["end"] = end;
  std::string page(HistoryPagePart("page.html"));
  Fill(page, "/*style*/", HistoryPagePart("page.css"));
  Fill(page, "/*script*/", HistoryPagePart("main.js"));
  // The last one, so that nothing in it is taken for a mark.
  Fill(page, "/*history*/", Safe(all));
  return page;
}

}  // namespace harness
