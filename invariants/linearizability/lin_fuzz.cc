// Small histories as bytes choose them: every engine against the definition.
#include <cstddef>
#include <cstdint>
#include <span>

#include "invariants/linearizability/brute_force.h"
#include "invariants/linearizability/configurations.h"
#include "invariants/linearizability/decide.h"
#include "invariants/linearizability/sample.h"
#include "invariants/linearizability/search.h"
#include "invariants/linearizability/shrink.h"
#include "invariants/linearizability/testing.h"
#include "invariants/linearizability/zones.h"
#include "raft/base/check.h"

namespace lin {
namespace {

void Hold(const History& history, const Model& model, const Finding& finding,
          std::string_view engine) {
  const auto decide = [&](History& h) { return IsLinearizable(h, model); };
  const std::string wrong = WrongWithFinding(history, model, finding, decide);
  RAFT_CHECK(wrong.empty(), "{} on a {}: {}", engine, model.name, wrong);
}

void CheckAll(std::span<const uint8_t> bytes) {
  // When the bytes are used up the rest is a run of a generator.
  Draw rest = DrawFrom(bytes.size());
  const Draw draw = [&](uint64_t bound) -> uint64_t {
    if (bytes.empty()) return rest(bound);
    const uint64_t byte = bytes.front();
    bytes = bytes.subspan(1);
    return byte % bound;
  };
  const Model& model = Models()[draw(Models().size())];
  History history = MakeSample(model, AnyShape(draw), draw);
  const std::vector<uint32_t> part = AllOf(history);
  Hold(history, model, Search(history, model, part, {}), "search");
  Decided decided = Decide(history, model, part, {});
  Hold(history, model, decided.finding, decided.engine);
  Budget small;
  small.steps = draw(30);
  Hold(history, model, Decide(history, model, part, small).finding,
       "a small budget");
  Shrink(history, model, part, decided.finding);
  Hold(history, model, decided.finding, "shrink");
  if (!model.is_register) return;
  const RegisterPart reduced = AsRegister(history, part);
  Hold(history, model, CheckZones(reduced), "zones");
  if (reduced.contradiction) return;
  Hold(history, model, CheckConfigurations(reduced, {}), "configurations");
  const Handover soon = {.after_steps = draw(3), .search_steps = draw(60)};
  Hold(history, model, CheckConfigurations(reduced, {}, soon), "leaps");
}

}  // namespace
}  // namespace lin

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  lin::CheckAll({data, size});
  return 0;
}
