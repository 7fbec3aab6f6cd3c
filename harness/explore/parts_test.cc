// What others see of a disk is a part of the key of a step.
#include "harness/explore/parts.h"

#include <gtest/gtest.h>

#include <memory>

#include "harness/explore/model.h"
#include "harness/explore/names.h"
#include "harness/world/output.h"
#include "harness/world/replica.h"
#include "harness/world/setup.h"
#include "invariants/view.h"
#include "raft/types.h"

namespace harness {
namespace {

// An append of one entry, behind those with which a cluster begins.
raft::Message AppendOf(raft::NodeId leader, raft::Term term,
                       const raft::EntryId& previous) {
  raft::Message append;
  append.type = raft::MessageType::kApp;
  append.from = leader;
  append.to = 2;
  append.term = term;
  append.index = previous.index;
  append.log_term = previous.term;
  raft::Entry& entry = append.entries.emplace_back();
  entry.term = term;
  entry.index = previous.index + 1;
  return append;
}

// Node 2 after a crash in the midst of the write that replaces an entry of term
// 2 by one of term 3: `kept` operations of it are on the disk, the entry first.
std::shared_ptr<Replica> Crashed(uint64_t kept) {
  Setup setup;
  setup.drive = static_cast<uint64_t>(Drive::kSync);
  auto replica = std::make_shared<Replica>(setup, 2);
  const raft::EntryId first = replica->LastEntry();
  Output output;
  replica->Deliver(AppendOf(1, 2, first), output);
  replica->Take(output);
  replica->Sync(output);
  while (replica->HasWork()) {
    if (replica->CanTake()) replica->Take(output);
    if (replica->CanSync()) replica->Sync(output);
    if (replica->CanApply()) replica->Apply(output);
  }
  replica->Deliver(AppendOf(3, 3, first), output);
  replica->Take(output);
  EXPECT_EQ(output.impossible, "");
  replica->Crash(kept, output);
  return replica;
}

TEST(Parts, DisksThatDifferInTheTermOfTheirLastEntryAloneAreOthers) {
  const auto without = Crashed(0);
  const auto with = Crashed(1);
  invariants::DurableView view = without->Durable();
  EXPECT_EQ(view.last_term, 2u);
  view.last_term = 3;
  EXPECT_EQ(view, with->Durable());
  EXPECT_EQ(without->Promises(), with->Promises());

  Parts parts(RenamingsOf(Model(), false));
  const PartId one = parts.replicas[parts.Add(without).first].durable;
  const PartId other = parts.replicas[parts.Add(with).first].durable;
  EXPECT_NE(one, other);
  EXPECT_EQ(parts.replicas[parts.Add(Crashed(0)).first].durable, one);
}

}  // namespace
}  // namespace harness
