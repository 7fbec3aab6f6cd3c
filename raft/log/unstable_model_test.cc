// Unstable against the plainest thing that it could be: the list of all entries
// and two marks in it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "raft/log/unstable.h"

namespace raft {
namespace {

uint64_t Between(uint64_t low, uint64_t high) {
  return *rc::gen::resize(rc::kNominalSize,
                          rc::gen::inRange<uint64_t>(low, high + 1));
}

struct Model {
  std::vector<Term> terms;  // Of all entries, from `start` + 1 on.
  Index start = 0;          // The snapshot that the log begins with.
  Term start_term = 1;
  Index stable = 0;      // Storage has up to here.
  Index handed_out = 0;  // Up to here it is being written.
  bool snapshot_waits = false;
  bool snapshot_handed_out = false;

  Index last() const { return start + terms.size(); }
  Term At(Index index) const {
    return index == start ? start_term : terms[index - start - 1];
  }
};

void Compare(const Unstable& unstable, const Model& model) {
  RC_ASSERT(unstable.offset() == model.stable + 1);
  RC_ASSERT(unstable.offset_in_progress() == model.handed_out + 1);
  RC_ASSERT(unstable.entries().size() == model.last() - model.stable);
  for (Index i = model.stable + 1; i <= model.last(); ++i) {
    const Entry& entry = unstable.entries()[i - model.stable - 1];
    RC_ASSERT(entry.index == i);
    RC_ASSERT(entry.term == model.At(i));
    RC_ASSERT(unstable.MaybeTermAt(i) == model.At(i));
  }
  RC_ASSERT(!unstable.MaybeTermAt(model.last() + 1).has_value());
  RC_ASSERT(unstable.NextEntries().size() == model.last() - model.handed_out);
  RC_ASSERT((unstable.snapshot() != nullptr) == model.snapshot_waits);
  RC_ASSERT((unstable.NextSnapshot() != nullptr) ==
            (model.snapshot_waits && !model.snapshot_handed_out));
  RC_ASSERT(
      unstable.MaybeFirstIndex() ==
      (model.snapshot_waits ? std::optional(model.start + 1) : std::nullopt));
  const bool knows_last = model.last() > model.stable || model.snapshot_waits;
  RC_ASSERT(unstable.MaybeLastIndex().has_value() == knows_last);
  if (knows_last) RC_ASSERT(*unstable.MaybeLastIndex() == model.last());
  // What it remembers of the entry before its own is true.
  if (unstable.term_before() != 0 && model.stable >= model.start) {
    RC_ASSERT(unstable.term_before() == model.At(model.stable));
  }
}

void DoSomething(Unstable& unstable, Model& model) {
  switch (Between(0, 4)) {
    case 0: {  // Appends, and perhaps cuts what conflicts.
      const Index first = Between(model.start + 1, model.last() + 1);
      const Term before = model.At(first - 1);
      const size_t count = Between(1, 3);
      std::vector<Entry> entries;
      for (size_t i = 0; i < count; ++i) {
        Entry& entry = entries.emplace_back();
        entry.index = first + i;
        entry.term = before + Between(0, 2);
      }
      unstable.TruncateAndAppend(entries);
      model.terms.resize(first - model.start - 1);
      for (const Entry& entry : entries) model.terms.push_back(entry.term);
      model.stable = std::min(model.stable, first - 1);
      model.handed_out = std::min(model.handed_out, first - 1);
      break;
    }
    case 1:
      unstable.AcceptInProgress();
      model.handed_out = model.last();
      if (model.snapshot_waits) model.snapshot_handed_out = true;
      break;
    case 2: {  // Written, though perhaps rewritten since.
      // A snapshot is written before what follows it.
      if (model.snapshot_waits) break;
      const Index index = Between(model.start, model.last() + 1);
      const bool there = index > model.stable && index <= model.last();
      const Term term = there && Between(0, 3) != 0 ? model.At(index) : 99;
      unstable.StableTo({term, index});
      if (!there || term == 99) break;
      model.stable = index;
      model.handed_out = std::max(model.handed_out, index);
      break;
    }
    case 3: {
      const Index index = model.last() + Between(0, 3);
      auto snapshot = std::make_shared<Snapshot>();
      snapshot->index = index;
      snapshot->term = Between(1, 9);
      unstable.Restore(snapshot);
      model = {};
      model.start = model.stable = model.handed_out = index;
      model.start_term = snapshot->term;
      model.snapshot_waits = true;
      break;
    }
    default: {
      const Index index = Between(model.start, model.start + 1);
      unstable.StableSnapshotTo(index);
      if (!model.snapshot_waits || index != model.start) break;
      model.snapshot_waits = model.snapshot_handed_out = false;
      break;
    }
  }
}

RC_GTEST_PROP(Unstable, BehavesAsAListWithTwoMarks, ()) {
  Unstable unstable(1, nullptr);
  Model model;
  const uint64_t steps = Between(0, 40);
  for (uint64_t i = 0; i < steps; ++i) {
    DoSomething(unstable, model);
    Compare(unstable, model);
  }
}

}  // namespace
}  // namespace raft
