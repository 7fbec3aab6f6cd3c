#include "harness/world/clients.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/base/payload.h"
#include "raft/example/kv/command.h"
#include "raft/example/kv/store.h"

namespace harness {
namespace {

using Kind = kv::Command::Kind;

kv::Outcome OutcomeOf(bool ok, std::string_view value) {
  kv::Outcome outcome;
  outcome.ok = ok;
  outcome.found = !value.empty();
  outcome.value = raft::Payload(value);
  return outcome;
}

// What client 1 believes to be under `key`: what it would compare with.
std::string Seen(Clients clients, uint64_t key) {
  return clients.Write(1, Kind::kCompareAndSet, key).command.expected;
}

uint64_t FingerprintOf(const Clients& clients) {
  raft::Fingerprint fingerprint;
  clients.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(Clients, HaveNoOpenCallAtFirst) {
  const Clients clients(3, 2);
  EXPECT_EQ(clients.count(), 3u);
  for (uint64_t client = 1; client <= 3; ++client) {
    EXPECT_TRUE(clients.Knows(client));
    EXPECT_EQ(clients.OpenCall(client), nullptr);
  }
}

TEST(Clients, AreNumberedFromOneOn) {
  const Clients clients(2, 1);
  for (const uint64_t stranger : {uint64_t{0}, uint64_t{3}, UINT64_MAX}) {
    EXPECT_FALSE(clients.Knows(stranger));
    EXPECT_EQ(clients.OpenCall(stranger), nullptr);
  }
}

TEST(Clients, AWriteIsACommandWithItsClientSequenceAndKey) {
  Clients clients(2, 3);
  const Call& call = clients.Write(2, Kind::kPut, 4);
  EXPECT_FALSE(call.is_read);
  EXPECT_EQ(call.contacted, 0u);
  EXPECT_EQ(call.command.kind, Kind::kPut);
  EXPECT_EQ(call.command.client, 2u);
  EXPECT_EQ(call.command.sequence, 1u);
  EXPECT_EQ(call.command.key, "k1");  // There are three.
  EXPECT_NE(call.command.value, "");
  EXPECT_EQ(call.command.expected, "");
  EXPECT_EQ(clients.OpenCall(2), &call);
  EXPECT_EQ(clients.OpenCall(1), nullptr);
}

TEST(Clients, AReadAsksForAKey) {
  Clients clients(1, 3);
  const Call& call = clients.Read(1, 2);
  EXPECT_TRUE(call.is_read);
  EXPECT_EQ(call.command.kind, Kind::kGet);
  EXPECT_EQ(call.command.key, "k2");
  EXPECT_EQ(call.command.value, "");
}

TEST(Clients, ADeleteWritesNoValue) {
  Clients clients(1, 1);
  EXPECT_EQ(clients.Write(1, Kind::kDelete, 0).command.value, "");
}

TEST(Clients, ASecondOpenCallIsABug) {
  Clients clients(2, 1);
  clients.Write(1, Kind::kPut, 0);
  EXPECT_THROW(clients.Write(1, Kind::kPut, 0), raft::Panic);
  EXPECT_THROW(clients.Read(1, 0), raft::Panic);
  EXPECT_NO_THROW(clients.Read(2, 0));
}

TEST(Clients, ValuesThatAreWrittenAreUnique) {
  Clients clients(12, 2);
  std::set<std::string> values;
  for (int round = 0; round < 12; ++round) {
    for (uint64_t client = 1; client <= 12; ++client) {
      const Kind kind = round % 2 == 0 ? Kind::kPut : Kind::kCompareAndSet;
      const Call& call = clients.Write(client, kind, 0);
      EXPECT_TRUE(values.insert(call.command.value).second);
      clients.Abandon(client);
    }
  }
}

TEST(Clients, SequencesRiseFromCallToCallWhateverBecomesOfThem) {
  Clients clients(2, 1);
  EXPECT_EQ(clients.Write(1, Kind::kPut, 0).command.sequence, 1u);
  clients.Answer(1, OutcomeOf(true, ""));
  EXPECT_EQ(clients.Read(1, 0).command.sequence, 2u);
  clients.Abandon(1);
  EXPECT_EQ(clients.Write(1, Kind::kDelete, 0).command.sequence, 3u);
  EXPECT_EQ(clients.Read(2, 0).command.sequence, 1u);
}

TEST(Clients, AnAnswerAndAnAbandonCloseTheCall) {
  Clients clients(2, 1);
  clients.Write(1, Kind::kPut, 0);
  clients.Read(2, 0);
  clients.Answer(1, OutcomeOf(true, ""));
  EXPECT_EQ(clients.OpenCall(1), nullptr);
  EXPECT_NE(clients.OpenCall(2), nullptr);
  clients.Abandon(2);
  EXPECT_EQ(clients.OpenCall(2), nullptr);
}

TEST(Clients, CompareAndSetExpectsWhatTheClientSawLast) {
  struct Case {
    bool is_read;
    Kind kind;
    bool ok;
    std::string_view answer;
    std::string_view seen;  // "own": the value that it wrote.
  };
  constexpr Case kCases[] = {
      {true, Kind::kGet, true, "old", "old"},
      {true, Kind::kGet, true, "", ""},
      {false, Kind::kPut, true, "old", "own"},
      {false, Kind::kCompareAndSet, true, "old", "own"},
      {false, Kind::kCompareAndSet, false, "old", "old"},
      {false, Kind::kGet, true, "old", "old"},
  };
  for (const Case& c : kCases) {
    Clients clients(2, 2);
    const Call& call =
        c.is_read ? clients.Read(1, 1) : clients.Write(1, c.kind, 1);
    const std::string own = call.command.value;
    clients.Answer(1, OutcomeOf(c.ok, c.answer));
    EXPECT_EQ(Seen(clients, 1), c.seen == "own" ? own : c.seen)
        << static_cast<int>(c.kind) << c.ok;
    EXPECT_EQ(Seen(clients, 0), "");
    // Nobody tells the others.
    EXPECT_EQ(clients.Write(2, Kind::kCompareAndSet, 1).command.expected, "");
  }
}

TEST(Clients, AnAbandonedCallTeachesNothing) {
  Clients clients(1, 1);
  clients.Read(1, 0);
  clients.Answer(1, OutcomeOf(true, "old"));
  clients.Write(1, Kind::kPut, 0);
  clients.Abandon(1);
  EXPECT_EQ(Seen(clients, 0), "old");
}

TEST(Clients, ADisconnectedNodeAnswersNobodyAndOthersStillDo) {
  Clients clients(3, 1);
  clients.Write(1, Kind::kPut, 0);
  clients.Read(2, 0);
  clients.OpenCall(1)->contacted = 0b1011;
  clients.OpenCall(2)->contacted = 0b0001;
  clients.Disconnect(2);
  EXPECT_EQ(clients.OpenCall(1)->contacted, 0b1001u);
  EXPECT_EQ(clients.OpenCall(2)->contacted, 0b0001u);
  clients.Disconnect(1);
  EXPECT_EQ(clients.OpenCall(1)->contacted, 0b1000u);
  EXPECT_EQ(clients.OpenCall(2)->contacted, 0u);
  EXPECT_EQ(clients.OpenCall(3), nullptr);
}

TEST(Clients, TheSameCallsGiveEqualClientsAndACopyIsIndependent) {
  Clients one(2, 2);
  Clients other(2, 2);
  for (Clients* clients : {&one, &other}) {
    clients->Write(1, Kind::kCompareAndSet, 1);
    clients->Answer(1, OutcomeOf(true, "x"));
    clients->Read(2, 0);
  }
  EXPECT_EQ(one, other);
  EXPECT_EQ(FingerprintOf(one), FingerprintOf(other));
  Clients copy = one;
  copy.Abandon(2);
  EXPECT_EQ(one, other);
  EXPECT_NE(copy, one);
}

TEST(Clients, TheirFingerprintSeesCallsContactsAndWhatWasSeen) {
  Clients clients(2, 2);
  std::set<uint64_t> seen = {FingerprintOf(clients)};
  clients.Read(1, 0);
  EXPECT_TRUE(seen.insert(FingerprintOf(clients)).second);
  clients.OpenCall(1)->contacted = 2;
  EXPECT_TRUE(seen.insert(FingerprintOf(clients)).second);
  Clients abandoned = clients;
  abandoned.Abandon(1);
  EXPECT_TRUE(seen.insert(FingerprintOf(abandoned)).second);
  clients.Answer(1, OutcomeOf(true, "x"));
  EXPECT_TRUE(seen.insert(FingerprintOf(clients)).second);
}

}  // namespace
}  // namespace harness
