#include "invariants/linearizability/trail.h"

#include <algorithm>

namespace lin {

std::vector<uint32_t> Trail::Order(uint32_t trail) const {
  // From the end to the beginning: what is absorbed comes before its write.
  std::vector<uint32_t> order;
  std::vector<uint32_t> absorbed;
  for (; trail != kBeginning; trail = steps_[trail].before) {
    const Step& step = steps_[trail];
    if (step.kind == Kind::kAbsorbed) {
      absorbed.push_back(step.operation);
      continue;
    }
    order.push_back(step.operation);
    if (step.kind != Kind::kWritten) continue;
    order.insert(order.end(), absorbed.begin(), absorbed.end());
    absorbed.clear();
  }
  std::reverse(order.begin(), order.end());
  return order;
}

void Trail::Keep(std::vector<uint32_t*> trails) {
  std::vector<uint32_t> moved_to(steps_.size());  // 0: it is not kept.
  for (const uint32_t* trail : trails) {
    for (uint32_t at = *trail; at != kBeginning && moved_to[at] == 0;
         at = steps_[at].before) {
      moved_to[at] = 1;
    }
  }
  uint32_t kept = 1;
  for (uint32_t at = 1; at < steps_.size(); ++at) {
    if (moved_to[at] == 0) continue;
    steps_[kept] = steps_[at];
    steps_[kept].before = moved_to[steps_[at].before];
    moved_to[at] = kept++;
  }
  steps_.resize(kept);
  for (uint32_t* trail : trails) *trail = moved_to[*trail];
}

}  // namespace lin
