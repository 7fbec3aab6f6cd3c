#include "harness/explore/parts.h"

#include "raft/core/message_hash.h"

namespace harness {
namespace {

enum Kind : uint64_t {
  kReplica = 1,
  kMessage = 2,
  kGhost = 3,
  kRest = 4,
  kDurable = 5,
};

// Counts the renamings through, for parts that are renamed before they are
// taken apart.
class EachRenaming {
 public:
  explicit EachRenaming(const std::vector<Names>& renamings)
      : renamings_(renamings) {}

  // KeysOf asks twice for each.
  const Names& Next() { return renamings_[calls_++ / 2]; }

 private:
  const std::vector<Names>& renamings_;
  size_t calls_ = 0;
};

// Bits of the links as they are with other names.
uint64_t RenamedCut(uint64_t cut, const raft::Fingerprint& fingerprint) {
  uint64_t renamed = 0;
  for (uint64_t bit = 0; bit < 64; ++bit) {
    if ((cut >> bit & 1) == 0) continue;
    const uint64_t from = fingerprint.NameOf(bit / 8 + 1);
    const uint64_t to = fingerprint.NameOf(bit % 8 + 1);
    renamed |= uint64_t{1} << ((from - 1) * 8 + to - 1);
  }
  return renamed;
}

}  // namespace

ReplicaPart::ReplicaPart(std::shared_ptr<Replica> of) : replica(std::move(of)) {
  unsynced = static_cast<uint32_t>(replica->unsynced());
  up = replica->up();
  if (!up) return;
  const invariants::NodeView view = replica->View();
  term = view.term;
  leads = replica->leads();
  follows = view.lead != raft::kNone && !leads;
  campaigns = !leads && replica->configuration().voters.Contains(replica->id());
  can_take = replica->CanTake();
  can_sync = replica->CanSync();
  can_hear = replica->CanHear();
  can_apply = replica->CanApply();
  can_compact = replica->CanCompact();
}

Added Parts::Add(const std::shared_ptr<Replica>& replica) {
  const auto add = [&](raft::Fingerprint& f) { replica->AddAllTo(f); };
  // Most are known, and known by their own key.
  const PartKeys own = KeysOf({renamings_.front()}, kReplica, add);
  const PartId known = replicas.Find(own.front());
  if (known != PartTable<ReplicaPart>::kNone) return {known, false};
  ReplicaPart part(replica);
  const invariants::DurableView view = replica->Durable();
  part.durable =
      durables_
          .Add(0, KeysOf({renamings_.front()}, kDurable,
                         [&](raft::Fingerprint& f) {
                           for (const uint64_t word :
                                {view.term, view.vote, view.last_index,
                                 view.last_term, view.snapshot_index,
                                 uint64_t{replica->Promises()}}) {
                             f.Add(word);
                           }
                         }))
          .first;
  return replicas.Add(std::move(part), KeysOf(renamings_, kReplica, add));
}

Added Parts::Add(raft::NodeId sender, const raft::Message& message) {
  const auto add = [&](raft::Fingerprint& f) {
    f.AddId(sender);
    raft::AddTo(f, message);
  };
  const PartKeys own = KeysOf({renamings_.front()}, kMessage, add);
  const PartId known = messages.Find(own.front());
  if (known != PartTable<MessagePart>::kNone) return {known, false};
  return messages.Add({sender, message}, KeysOf(renamings_, kMessage, add));
}

Added Parts::Add(const invariants::Ghost& ghost) {
  const std::vector<Names> own_names = {renamings_.front()};
  EachRenaming first(own_names);
  const PartKeys own = KeysOf(own_names, kGhost, [&](raft::Fingerprint& f) {
    Renamed(ghost, first.Next()).AddTo(f);
  });
  const PartId known = ghosts.Find(own.front());
  if (known != PartTable<invariants::Ghost>::kNone) return {known, false};
  EachRenaming each(renamings_);
  return ghosts.Add(ghost,
                    KeysOf(renamings_, kGhost, [&](raft::Fingerprint& f) {
                      Renamed(ghost, each.Next()).AddTo(f);
                    }));
}

Added Parts::Add(const RestPart& rest) {
  return rests.Add(rest, KeysOf(renamings_, kRest, [&](raft::Fingerprint& f) {
                     rest.clients.AddTo(f);
                     for (const uint64_t ticks : rest.counts.ticks) {
                       f.Add(ticks);
                     }
                     f.Add(rest.counts.changes);
                     f.Add(rest.counts.leaving);
                     f.Add(RenamedCut(rest.cut, f));
                   }));
}

StateKey Parts::KeyOf(PartKind kind, PartId id) const {
  return InTable(kind,
                 [&](const auto& table) { return table.Get(id).keys.front(); });
}

PartId Parts::Find(PartKind kind, const StateKey& key) const {
  return InTable(kind, [&](const auto& table) { return table.Find(key); });
}

size_t Parts::size() const {
  return replicas.size() + messages.size() + ghosts.size() + rests.size();
}

}  // namespace harness
