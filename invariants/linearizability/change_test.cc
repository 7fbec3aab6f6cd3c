#include "invariants/linearizability/change.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace lin {
namespace {

State StateOf(const std::vector<bool>& bits) {
  State state;
  for (const bool bit : bits) state.push_back(bit ? 1 : 0);
  return state;
}

RC_GTEST_PROP(Change, IsUndone,
              (const std::vector<bool>& before,
               const std::vector<bool>& after)) {
  State state = StateOf(after);
  Change::Between(StateOf(before), state).Undo(state);
  RC_ASSERT(state == StateOf(before));
}

TEST(Change, KeepsOnlyWhatIsDifferent) {
  State longer;
  for (Value value = 0; value < 1000; ++value) longer.push_back(value);
  State shorter = longer;
  shorter.erase(shorter.begin());
  EXPECT_EQ(Change::Between(longer, shorter).before.size(), 1u);
  EXPECT_EQ(Change::Between(shorter, longer).before.size(), 0u);
}

}  // namespace
}  // namespace lin
