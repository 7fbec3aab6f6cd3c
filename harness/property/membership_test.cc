// What the library makes of a membership change is what the model says that
// the invariants go by; the two were written apart.
#include <gtest/gtest.h>
// gtest comes first.
#include <rapidcheck/gtest.h>

#include <utility>

#include "invariants/membership_model.h"
#include "raft/confchange/changer.h"
#include "raft/tracker/tracker.h"
#include "raft/types.h"

namespace harness {
namespace {

raft::ConfChangeSingle AnyPart() {
  const raft::NodeId node =
      *rc::gen::weightedOneOf<raft::NodeId>(
          {{30, rc::gen::inRange<raft::NodeId>(0, 6)},
           {1, rc::gen::just(raft::kLocalApplyThread)}});
  // Also a type that there is not.
  const int type = *rc::gen::weightedOneOf<int>(
      {{30, rc::gen::inRange(0, 4)}, {1, rc::gen::just(9)}});
  return {static_cast<raft::ConfChangeType>(type), node};
}

raft::ConfChangeV2 AnyChange() {
  raft::ConfChangeV2 change;
  const int transition = *rc::gen::inRange(0, 3);
  change.transition = static_cast<raft::ConfChangeTransition>(transition);
  const int parts = *rc::gen::inRange(0, 5);
  for (int i = 0; i < parts; ++i) change.changes.push_back(AnyPart());
  return change;
}

// Changes on changes, so that every membership that there can be is met.
RC_GTEST_PROP(MembershipModel, SaysWhatTheLibraryMakesOfAChange, ()) {
  raft::Membership members;
  const int changes = *rc::gen::inRange(1, 12);
  for (int i = 0; i < changes; ++i) {
    const raft::ConfChangeV2 change = AnyChange();
    const raft::ConfState before = raft::ToConfState(members.configuration);
    const auto expected = invariants::MembershipAfter(before, change);
    auto made =
        raft::Changer(members, /*last_index=*/10, raft::InflightLimits())
            .Apply(change);
    RC_TAG(made.has_value() ? "made" : "refused");
    RC_ASSERT(made.has_value() == expected.has_value());
    if (!made) continue;
    RC_ASSERT(raft::ToConfState(made->configuration) == *expected);
    members = std::move(*made);
  }
}

}  // namespace
}  // namespace harness
