// The store against maps that remember everything, and its snapshots against
// bytes that are none.
#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "raft/example/kv/store.h"

namespace kv {

// What a failing property prints.
void showValue(const Command& command, std::ostream& stream) {
  stream << "kind " << static_cast<int>(command.kind) << " client "
         << command.client << " sequence " << command.sequence << " "
         << rc::toString(command.key) << "=" << rc::toString(command.value)
         << " expected " << rc::toString(command.expected);
}

namespace {

using Kind = Command::Kind;
using Commands = std::vector<Command>;

// The definition of a store: what every command did, for ever.
class Model {
 public:
  Outcome Apply(const Command& command) {
    auto& outcomes = clients_[command.client];
    if (!outcomes.empty() && outcomes.rbegin()->first > command.sequence) {
      Outcome stale;
      stale.stale = true;
      return stale;
    }
    if (!outcomes.contains(command.sequence)) {
      outcomes[command.sequence] = Execute(command);
    }
    return outcomes[command.sequence];
  }
  std::optional<raft::Payload> Get(const std::string& key) const {
    if (!pairs_.contains(key)) return std::nullopt;
    return raft::Payload(pairs_.at(key));
  }

 private:
  Outcome Execute(const Command& command) {
    Outcome outcome;
    outcome.ok = true;
    outcome.found = pairs_.contains(command.key);
    const std::string before = outcome.found ? pairs_[command.key] : "";
    outcome.value = raft::Payload(before);
    switch (command.kind) {
      case Kind::kPut:
        pairs_[command.key] = command.value;
        break;
      case Kind::kDelete:
        pairs_.erase(command.key);
        break;
      case Kind::kCompareAndSet:
        outcome.ok = before == command.expected;
        if (outcome.ok) pairs_[command.key] = command.value;
        break;
      case Kind::kGet:
        break;
    }
    return outcome;
  }

  std::map<std::string, std::string> pairs_;
  std::map<uint64_t, std::map<uint64_t, Outcome>> clients_;
};

// More keys and clients than a store holds in place; of the values few, so that
// they are often those expected.
const std::vector<std::string> kKeys = {
    "", "a", "aa", std::string("a\0", 2), "b", "\xff", std::string(300, 'k')};
const std::vector<std::string> kValues = {"", "x", std::string("x\0", 2)};

rc::Gen<Command> AnyCommand() {
  return rc::gen::build<Command>(
      rc::gen::set(&Command::kind,
                   rc::gen::element(Kind::kPut, Kind::kDelete,
                                    Kind::kCompareAndSet, Kind::kGet)),
      rc::gen::set(&Command::client, rc::gen::inRange<uint64_t>(0, 6)),
      rc::gen::set(
          &Command::sequence,
          rc::gen::element<uint64_t>(0, 1, 2, 3, 4, 254, 255, 256, UINT64_MAX)),
      rc::gen::set(&Command::key, rc::gen::elementOf(kKeys)),
      rc::gen::set(&Command::value, rc::gen::elementOf(kValues)),
      rc::gen::set(&Command::expected, rc::gen::elementOf(kValues)));
}

rc::Gen<Commands> AnyCommands() {
  return rc::gen::container<Commands>(AnyCommand());
}

Store StoreAfter(const Commands& commands) {
  Store store;
  for (const Command& command : commands) store.Apply(command);
  return store;
}

uint64_t FingerprintOf(const Store& store) {
  raft::Fingerprint fingerprint;
  store.AddTo(fingerprint);
  return fingerprint.Get();
}

RC_GTEST_PROP(StoreModel, AnswersLikeMapsThatRememberEverything, ()) {
  Store store;
  Model model;
  for (const Command& command : *AnyCommands()) {
    RC_ASSERT(store.Apply(command) == model.Apply(command));
    for (const std::string& key : kKeys) {
      RC_ASSERT(store.Get(key) == model.Get(key));
    }
  }
}

RC_GTEST_PROP(StoreModel, GoesOnFromItsSnapshotAsIfThereWereNone, ()) {
  Store store;
  Model model;
  for (const Command& command : *AnyCommands()) {
    auto restored = Store::Restore(store.Snapshot().view());
    RC_ASSERT(restored.has_value());
    RC_ASSERT(*restored == store);
    RC_ASSERT(FingerprintOf(*restored) == FingerprintOf(store));
    store = std::move(*restored);
    RC_ASSERT(store.Apply(command) == model.Apply(command));
  }
}

RC_GTEST_PROP(StoreModel, EqualStoresAndNoOthersHaveEqualBytes, ()) {
  // Few commands, so that many pairs of stores are equal.
  const auto few = rc::gen::resize(3, AnyCommands());
  const Store a = StoreAfter(*few);
  const Store b = StoreAfter(*few);
  RC_ASSERT((a == b) == (a.Snapshot() == b.Snapshot()));
  RC_ASSERT((a == b) == (FingerprintOf(a) == FingerprintOf(b)));
}

RC_GTEST_PROP(StoreModel, RestoresNothingThatSnapshotDoesNotMake, ()) {
  std::string bytes(StoreAfter(*AnyCommands()).Snapshot().view());
  const auto place = *rc::gen::inRange<size_t>(0, bytes.size());
  bytes[place] =
      *rc::gen::oneOf(rc::gen::inRange<char>(0, 4), rc::gen::arbitrary<char>(),
                      rc::gen::just('\xff'));
  const auto store = Store::Restore(bytes);
  if (store) {
    RC_ASSERT(store->Snapshot().view() == bytes);
  } else {
    RC_ASSERT(store.error().code == raft::ErrorCode::kBadBytes);
  }
}

RC_GTEST_PROP(StoreModel, RestoresNoPrefixOfASnapshot, ()) {
  const raft::Payload snapshot = StoreAfter(*AnyCommands()).Snapshot();
  const auto size = *rc::gen::inRange<size_t>(0, snapshot.size());
  // A copy of its own, so that a sanitizer sees a read beyond it.
  RC_ASSERT(!Store::Restore(std::string(snapshot.view().substr(0, size))));
}

TEST(StoreModel, FingerprintsTellApartWhatDiffersInOneOutcome) {
  std::set<uint64_t> fingerprints;
  for (const char flags : {'\0', '\1', '\2', '\3'}) {
    for (const std::string& value :
         {std::string("\0", 1), std::string("\1x")}) {
      const std::string session = std::string("\1\5\6", 3) + flags + value;
      const auto store = Store::Restore('\0' + session);
      ASSERT_TRUE(store.has_value());
      fingerprints.insert(FingerprintOf(*store));
    }
  }
  EXPECT_EQ(fingerprints.size(), 8u);
}

struct Refusal {
  const char* what;
  std::string bytes;
  const char* because;
};

TEST(StoreModel, RestoreRefusesWhatIsOutOfOrder) {
  using std::string;
  const Refusal refusals[] = {
      {"nothing", "", "cut short"},
      {"bytes left over", string("\0\0\0", 3), "left over"},
      {"a key twice", string("\2\1a\1x\1a\1y\0", 10), "out of order"},
      {"falling keys", string("\2\1b\1x\1a\1y\0", 10), "out of order"},
      {"a client twice", string("\0\2\1\1\1\0\1\2\1\0", 10), "out of order"},
      {"falling clients", string("\0\2\2\1\1\0\1\1\1\0", 10), "out of order"},
      {"a flag too many", string("\0\1\1\1\4\0", 6), "unknown flags"},
      {"a long number", string("\xff\0\0\0\0\0\0\0\0\0", 10), "malformed"},
      {"2^64 - 1 pairs", string(9, '\xff'), "cut short"},
      {"2^64 - 1 sessions", '\0' + string(9, '\xff'), "cut short"},
  };
  for (const Refusal& refusal : refusals) {
    const auto store = Store::Restore(refusal.bytes);
    ASSERT_FALSE(store) << refusal.what;
    EXPECT_EQ(store.error().code, raft::ErrorCode::kBadBytes);
    EXPECT_NE(store.error().detail.find(refusal.because), std::string::npos)
        << refusal.what << ": " << store.error().detail;
  }
}

}  // namespace
}  // namespace kv
