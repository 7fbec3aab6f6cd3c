#include "harness/strategy/bytes.h"

#include <fmt/format.h>

#include <cstring>

#include "harness/action/apply.h"
#include "harness/action/batch.h"
#include "harness/action/lasting.h"
#include "harness/action/work.h"
#include "harness/strategy/byte_settling.h"
#include "harness/strategy/byte_verbs.h"
#include "harness/strategy/random_walk.h"

namespace harness {
namespace {

constexpr uint64_t kCommandKinds = 3;
constexpr uint64_t kTransitions = 3;
constexpr uint64_t kFares = 2;
constexpr uint64_t kKeepMost = 8;

// Members mostly stay: ids that have gone never come back. The first three are
// each change once, in their order.
constexpr uint64_t kChanges[] = {0, 1, 2, 0, 2, 0, 2, 0};
constexpr uint64_t kChangesOfABatch = 3;
// The peer of a change that names nobody.
constexpr uint8_t kNobody = 255;

// One record, and what its bytes mean in one world.
class Reader {
 public:
  Reader(const RecordBytes& record, const World& world)
      : record_(record), world_(world), total_(world.setup().total()) {}

  Action Read(Verb verb) const {
    Action action = ReadFields(verb);
    if (!RandomWalk::NeedsBusy(verb)) return action;
    const auto busy = Find(action.node, [&](const Replica& replica) {
      return RandomWalk::IsBusy(world_, replica, verb);
    });
    if (!busy) return Message(Verb::kDeliver);
    action.node = *busy;
    if (verb == Verb::kReport) FindReported(action);
    return action;
  }

 private:
  // Bytes 1, 2 and 3; two numbers of two bytes each, the second of which may
  // also be two numbers of one byte.
  raft::NodeId node() const { return 1 + record_[1] % total_; }
  raft::NodeId peer() const { return 1 + record_[2] % total_; }
  // Plain records say exactly what they mean; others look for what fits.
  bool seeks() const { return (record_[3] & 3) != 0; }
  uint64_t wide() const { return record_[4] | uint64_t{record_[5]} << 8; }
  uint64_t second() const { return record_[6] | uint64_t{record_[7]} << 8; }
  uint64_t all() const { return (uint64_t{1} << total_) - 1; }

  // The first node from `start` on that fits.
  template <typename Fits>
  std::optional<raft::NodeId> Find(raft::NodeId start, const Fits& fits) const {
    for (uint64_t i = 0; i < total_; ++i) {
      const raft::NodeId id = 1 + (start - 1 + i) % total_;
      if (fits(world_.replica(id))) return id;
    }
    return std::nullopt;
  }
  template <typename Fits>
  raft::NodeId Seek(const Fits& fits) const {
    return seeks() ? Find(node(), fits).value_or(node()) : node();
  }
  raft::NodeId Leader() const {
    return Seek([](const Replica& replica) { return replica.leads(); });
  }

  // What brings messages about when there are none: the work of a node, or
  // time.
  Action Work() const {
    for (const harness::Work& work : kWork) {
      const auto busy = Find(node(), [&](const Replica& replica) {
        return (replica.*work.can)();
      });
      if (busy) return {.verb = work.verb, .node = *busy};
    }
    return Ticks(wide() % 4 == 0 ? Verb::kTimeout : Verb::kTick, Up());
  }

  // Where the clocks hold a node up, a tick of one that is behind.
  Action Ticks(Verb verb, raft::NodeId id) const {
    if (!seeks()) return {.verb = verb, .node = id};
    const Replica& replica = world_.replica(id);
    const uint64_t ticks = verb == Verb::kTimeout ? replica.TicksToTimeout()
                           : verb == Verb::kBeat  ? replica.TicksToBeat()
                                                  : 1;
    if (world_.MayTick(id, ticks)) return {.verb = verb, .node = id};
    const auto behind = Find(id, [&](const Replica& other) {
      return other.up() && world_.MayTick(other.id(), 1);
    });
    return {.verb = Verb::kTick, .node = behind.value_or(id)};
  }

  // The links are gone round from that between `node` and `peer` on.
  Action Message(Verb verb) const {
    if (world_.network.in_flight() == 0) return Work();
    uint64_t link = (node() - 1) * total_ + peer() - 1;
    const auto count = [&](uint64_t number) {
      return world_.network.On(number / total_ + 1, number % total_ + 1).size();
    };
    while (count(link) == 0) link = (link + 1) % (total_ * total_);
    // Every other one that seeks takes the oldest.
    const bool oldest = seeks() && (record_[3] & 4) != 0;
    size_t position = oldest ? 0 : wide() % count(link);
    for (uint64_t i = 0; i < link; ++i) position += count(i);
    return Action::About(verb, world_.network.NameOf(position));
  }

  // Retries need an open call, new calls need none: what fits is meant.
  Action Call(Verb verb) const {
    Action action{.verb = verb};
    action.client = 1 + record_[2] % world_.clients.count();
    if (verb == Verb::kAbandon) return action;
    action.node = Leader();
    const bool open = world_.clients.OpenCall(action.client) != nullptr;
    if (open) action.verb = Verb::kRetry;
    if (!open && verb == Verb::kRetry) action.verb = Verb::kPropose;
    if (action.verb == Verb::kRetry) return action;
    action.key = record_[6] % world_.setup().keys;
    if (action.verb == Verb::kPropose) {
      action.option = record_[7] % kCommandKinds;
    }
    return action;
  }

  Action Batch() const {
    Action action{.verb = Verb::kBatch,
                  .node = Leader(),
                  .key = second() & all()};
    if (action.key != 0) action.nth = record_[2] % kChangesOfABatch;
    action.option = wide() & ((uint64_t{1} << world_.clients.count()) - 1);
    const bool fits = seeks() && world_.replica(action.node).up();
    return fits ? Fitting(world_, action) : action;
  }

  Action Link(Verb verb) const {
    uint64_t link = (node() - 1) * total_ + peer() - 1;
    for (uint64_t i = 0; seeks() && i < total_ * total_; ++i) {
      const bool cut =
          world_.network.IsCut(link / total_ + 1, link % total_ + 1);
      if (cut == (verb == Verb::kHeal)) break;
      link = (link + 1) % (total_ * total_);
    }
    return {.verb = verb, .node = link / total_ + 1, .peer = link % total_ + 1};
  }

  void FindReported(Action& action) const {
    if (!seeks()) return;
    for (uint64_t i = 0; i < total_; ++i) {
      const raft::NodeId id = 1 + (action.peer - 1 + i) % total_;
      if (!world_.replica(action.node).AwaitsSnapshot(id)) continue;
      action.peer = id;
      return;
    }
  }

  Action ReadFields(Verb verb) const {
    switch (verb) {
      case Verb::kDeliver:
      case Verb::kDrop:
      case Verb::kDuplicate:
        return Message(verb);
      case Verb::kPropose:
      case Verb::kRetry:
      case Verb::kRead:
      case Verb::kAbandon:
        return Call(verb);
      case Verb::kMend:
        return {.verb = verb};
      case Verb::kPartition:
        return {.verb = verb, .option = (wide() | 1) & all()};
      case Verb::kCut:
      case Verb::kHeal:
        return Link(verb);
      case Verb::kTransfer:
      case Verb::kUnreachable:
        return {.verb = verb, .node = Leader(), .peer = peer()};
      case Verb::kReport:
        return {.verb = verb,
                .node = node(),
                .peer = peer(),
                .option = record_[7] % kFares};
      case Verb::kBatch:
        return Batch();
      case Verb::kChange:
        return {.verb = verb,
                .node = Leader(),
                .peer = record_[2] == kNobody ? raft::kNone : peer(),
                .option = kChanges[record_[7] % std::size(kChanges)]};
      case Verb::kReconfigure:
        return {.verb = verb,
                .node = Leader(),
                .nth = record_[2] % kTransitions,
                .key = second() & all() & ~wide(),
                .option = wide() & all()};
      case Verb::kCompact:
        // Mostly nothing is kept: then others need the snapshot.
        return {.verb = verb,
                .node = Seek([](const Replica& replica) {
                  return replica.CanCompact();
                }),
                .option = record_[7] < kKeepMost ? record_[7] : uint64_t{0}};
      case Verb::kCrash:
      case Verb::kFail: {
        const raft::NodeId id = Seek(
            [](const Replica& replica) { return replica.unsynced() != 0; });
        const uint64_t unsynced = world_.replica(id).unsynced();
        return {.verb = verb, .node = id, .option = wide() % (unsynced + 1)};
      }
      case Verb::kTick:
      case Verb::kTimeout:
        return Ticks(verb, Up());
      case Verb::kBeat: {
        // Without a leader somebody wants to become one.
        const raft::NodeId leader = Leader();
        const bool none = seeks() && !world_.replica(leader).leads();
        return Ticks(none ? Verb::kTimeout : verb, leader);
      }
      case Verb::kForget:
      case Verb::kCampaign:
        return {.verb = verb, .node = Up()};
      default:
        return {.verb = verb, .node = node()};
    }
  }

  raft::NodeId Up() const {
    return Seek([](const Replica& replica) { return replica.up(); });
  }

  const RecordBytes& record_;
  const World& world_;
  uint64_t total_;
};

// Where on its link a message is; 0 if it is not there, for then no record
// means it anyway.
uint64_t PositionOf(const Action& action, const World& world) {
  uint64_t position = 0;
  uint64_t equals = 0;
  for (const raft::Message& message :
       world.network.On(action.node, action.peer)) {
    const bool same = message.type == action.type &&
                      message.term == action.term &&
                      message.index == action.index;
    if (same && equals++ == action.nth) return position;
    ++position;
  }
  return 0;
}

uint8_t Low(uint64_t value) { return static_cast<uint8_t>(value); }

}  // namespace

Action Decode(const RecordBytes& record, const World& world, Mix mix) {
  return Reader(record, world).Read(VerbsOf(mix)[record[0]]);
}

std::optional<RecordBytes> Encode(const Action& action, const World& world,
                                  Mix mix) {
  const std::optional<uint8_t> verb = ByteOf(action.verb, mix);
  if (!verb) return std::nullopt;
  RecordBytes record{};
  record[0] = *verb;
  record[1] = Low(action.node == 0 ? 0 : action.node - 1);
  record[2] = Low(action.peer == 0 ? 0 : action.peer - 1);
  uint64_t wide = action.option;
  uint64_t second = action.key;
  switch (action.verb) {
    case Verb::kDeliver:
    case Verb::kDrop:
    case Verb::kDuplicate:
      if (!world.Knows(action.node) || !world.Knows(action.peer)) {
        return std::nullopt;
      }
      wide = PositionOf(action, world);
      break;
    case Verb::kPropose:
    case Verb::kRetry:
    case Verb::kRead:
    case Verb::kAbandon:
      record[2] = Low(action.client == 0 ? 0 : action.client - 1);
      second |= action.option << 8;
      break;
    case Verb::kReconfigure:
    case Verb::kBatch:
      record[2] = Low(action.nth);
      break;
    case Verb::kChange:
      if (action.peer == raft::kNone) record[2] = kNobody;
      second |= action.option << 8;
      break;
    default:
      second |= action.option << 8;
  }
  record[4] = Low(wide);
  record[5] = Low(wide >> 8);
  record[6] = Low(second);
  record[7] = Low(second >> 8);
  if (Decode(record, world, mix) != action) return std::nullopt;
  return record;
}

ByteReader::ByteReader(std::string_view bytes)
    : bytes_(bytes),
      header_(DecodeHeader(bytes)),
      end_(EndOfActions(bytes, header_, kRecordSize)) {}

std::optional<Action> ByteReader::Next(const World& world) {
  if (at_ + kRecordSize <= end_) {
    RecordBytes record;
    std::memcpy(record.data(), bytes_.data() + at_, kRecordSize);
    at_ += kRecordSize;
    return Decode(record, world, header_.mix);
  }
  if (settled_ || !header_.settling) return std::nullopt;
  settled_ = true;
  return Action{.verb = Verb::kSettle,
                .option = SettlingAt(bytes_, end_, header_)};
}

Trace FromBytes(std::string_view bytes) {
  ByteReader reader(bytes);
  Trace trace;
  trace.setup = reader.header().setup;
  trace.strategy = "bytes";
  World world(trace.setup);
  Applier applier;
  while (const std::optional<Action> action = reader.Next(world)) {
    trace.actions.push_back(*action);
    if (applier.Apply(world, *action)) break;
  }
  return trace;
}

raft::Result<std::string> ToBytes(const Trace& trace, Mix mix) {
  Header header{.setup = trace.setup, .mix = mix, .settling = {}};
  size_t count = trace.actions.size();
  std::optional<SettleOption> end;
  if (count > 0 && trace.actions.back().verb == Verb::kSettle) {
    end = DecodeSettling(trace.actions.back().option);
    // One that means nothing is a no-op like any other.
    if (end) header.settling = end->settling;
    --count;
  }
  const raft::Result<HeaderBytes> first = EncodeHeader(header);
  if (!first) return std::unexpected(first.error());
  std::string bytes(first->begin(), first->end());
  World world(DecodeHeader(bytes).setup);
  Applier applier;
  for (size_t i = 0; i < count; ++i) {
    const Action& action = trace.actions[i];
    const std::optional<RecordBytes> record = Encode(action, world, mix);
    const uint64_t no_ops = world.record.no_ops;
    const auto violation = applier.Apply(world, action);
    if (world.record.no_ops != no_ops) continue;
    if (!record) {
      return raft::Fail(raft::ErrorCode::kBadBytes,
                        fmt::format("bytes cannot say action {}: {}", i + 1,
                                    Describe(action)));
    }
    bytes.append(record->begin(), record->end());
    if (violation) break;
  }
  if (end) AppendSettling(*end, trace.setup.total(), bytes);
  return bytes;
}

Action ByteWalk::Next(const World& world) {
  const uint64_t drawn = random_.Next();
  RecordBytes record;
  for (size_t i = 0; i < kRecordSize; ++i) {
    record[i] = static_cast<uint8_t>(drawn >> (8 * i));
  }
  return Decode(record, world, mix_);
}

}  // namespace harness
