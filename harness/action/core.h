// Core: the nodes that are healed for a settle phase, and how the others are.
#pragma once

#include <cstdint>

#include "harness/action/doer.h"
#include "harness/action/lasting.h"
#include "harness/world/world.h"

namespace harness {

// What a settle phase leaves broken.
struct Outside {
  Faults faults = {};    // kNone: the node belongs to the core.
  bool frayed = false;   // One of them is kFrayed.
  bool deaf = false;     // One of them is kDeaf.
  bool IsCore(raft::NodeId id) const {
    return faults[id - 1] == Fault::kNone;
  }
};

// Who of those that `option` names stays outside: from the highest id down, as
// many as every membership can do without. A core has a quorum of all of them,
// of both halves of a joint one. While any log, snapshot or message holds a
// change of the membership that is not applied, nobody stays outside, since
// then it is not known which memberships there will be.
//
// What would be unfair is made fair: whoever is deaf or frayed is cut off
// instead if he could keep a sound core from its work. A deaf leader without
// check-quorum leads for ever, and a deaf candidate without pre-vote, or one to
// whom voters without leases listen, ends one term after the other. So all
// whom the core can hear, removed nodes included, must have both, and timeouts
// must vary. And whoever is frayed must not have a quorum of any membership
// with which it is connected both ways: it could lead and reach only that one.
//
// `world` before anything heals: links that are cut count. `doer` is lent for
// trying on copies what nodes hold back.
Outside ChooseOutside(const World& world, const SettleOption& option,
                      Doer& doer);

// True if a message from one to the other is lost as long as the phase lasts;
// `was_cut`: the link was cut before.
bool Severs(const Outside& outside, raft::NodeId from, raft::NodeId to,
            bool was_cut);

}  // namespace harness
