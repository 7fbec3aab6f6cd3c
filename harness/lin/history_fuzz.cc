// Bytes as a file: what can be read is written and read back as the same, and
// is checked: a short history against the definition.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/lin/lin_ops.h"
#include "harness/lin/read_history.h"
#include "invariants/linearizability/brute_force.h"
#include "invariants/linearizability/check.h"
#include "invariants/linearizability/explain.h"
#include "invariants/linearizability/testing.h"
#include "raft/base/check.h"

namespace harness {
namespace {

void CheckIt(Loaded loaded) {
  constexpr size_t kShort = 6;  // Orders of this many are tried out.
  const lin::Model& model = *lin::FindModel(loaded.model);
  lin::Budget budget;
  budget.steps = 1000;
  for (lin::PartReport& part :
       lin::Check(loaded.history, model, budget).parts) {
    if (part.finding.verdict == lin::Verdict::kNot) {
      RAFT_CHECK(!lin::Explain(loaded.history, model, part).empty(),
                 "no words");
    }
    if (part.part.size() > kShort) continue;
    lin::History alone = loaded.history;
    alone.operations.clear();
    for (const uint32_t operation : part.part) {
      alone.operations.push_back(loaded.history.operations[operation]);
    }
    const std::string wrong = lin::WrongWithFinding(
        alone, model, part.finding,
        [&](lin::History& h) { return lin::IsLinearizable(h, model); });
    RAFT_CHECK(wrong.empty(), "{} on a {}: {}", part.engine, model.name, wrong);
  }
}

void ReadAndCheck(std::string_view text) {
  auto read = ParseHistory("file", text);
  if (!read) {
    RAFT_CHECK(read.error().Text().starts_with("file:"), "no place: {}",
               read.error().Text());
    return;
  }
  const std::string written = WriteLinOps(read->history, read->model);
  const auto again = ParseHistory("file", written);
  RAFT_CHECK(again.has_value(), "{}", again.error().Text());
  RAFT_CHECK(WriteLinOps(again->history, again->model) == written,
             "it is read back as something else");
  CheckIt(*std::move(read));
}

}  // namespace
}  // namespace harness

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  harness::ReadAndCheck({reinterpret_cast<const char*>(data), size});
  return 0;
}
