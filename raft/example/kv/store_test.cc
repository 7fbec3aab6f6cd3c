#include "raft/example/kv/store.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kv {
namespace {

using Kind = Command::Kind;

// The commands of one client, each with the next sequence.
class Client {
 public:
  explicit Client(uint64_t id) : id_(id) {}

  Command Put(std::string key, std::string value) {
    return Next(Kind::kPut, std::move(key), std::move(value), "");
  }
  Command Delete(std::string key) {
    return Next(Kind::kDelete, std::move(key), "", "");
  }
  Command CompareAndSet(std::string key, std::string expected,
                        std::string value) {
    return Next(Kind::kCompareAndSet, std::move(key), std::move(value),
                std::move(expected));
  }
  Command Get(std::string key) {
    return Next(Kind::kGet, std::move(key), "", "");
  }

 private:
  Command Next(Kind kind, std::string key, std::string value,
               std::string expected) {
    return {kind,
            id_,
            ++sequence_,
            std::move(key),
            std::move(value),
            std::move(expected)};
  }

  uint64_t id_ = 0;
  uint64_t sequence_ = 0;
};

Outcome OkWithoutKey() {
  Outcome outcome;
  outcome.ok = true;
  return outcome;
}

Outcome Stale() {
  Outcome outcome;
  outcome.stale = true;
  return outcome;
}

// The value under `key`, or "none".
std::string ValueOf(const Store& store, std::string_view key) {
  const auto value = store.Get(key);
  return value ? std::string(value->view()) : "none";
}

uint64_t FingerprintOf(const Store& store) {
  raft::Fingerprint fingerprint;
  store.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(Store, IsEmptyAtFirst) {
  EXPECT_EQ(Store().Get("key"), std::nullopt);
  EXPECT_EQ(Store().Get(""), std::nullopt);
}

TEST(Store, PutReplacesTheValueAndReturnsTheOneBefore) {
  Store store;
  Client client(1);
  EXPECT_EQ(store.Apply(client.Put("a", "1")), OkWithoutKey());
  const Outcome second = store.Apply(client.Put("a", "2"));
  EXPECT_TRUE(second.ok);
  EXPECT_TRUE(second.found);
  EXPECT_EQ(second.value.view(), "1");
  EXPECT_EQ(ValueOf(store, "a"), "2");
  EXPECT_EQ(ValueOf(store, "b"), "none");
}

TEST(Store, DeleteReturnsWhatItTookAway) {
  Store store;
  Client client(1);
  store.Apply(client.Put("a", "1"));
  store.Apply(client.Put("b", "2"));
  EXPECT_EQ(store.Apply(client.Delete("a")).value.view(), "1");
  EXPECT_EQ(ValueOf(store, "a"), "none");
  EXPECT_EQ(ValueOf(store, "b"), "2");
  EXPECT_EQ(store.Apply(client.Delete("a")), OkWithoutKey());
}

TEST(Store, CompareAndSetWritesOnlyOverWhatItExpects) {
  Store store;
  Client client(1);
  store.Apply(client.Put("a", "1"));
  const Outcome refused = store.Apply(client.CompareAndSet("a", "2", "3"));
  EXPECT_FALSE(refused.ok);
  EXPECT_EQ(refused.value.view(), "1");
  EXPECT_EQ(ValueOf(store, "a"), "1");
  EXPECT_TRUE(store.Apply(client.CompareAndSet("a", "1", "3")).ok);
  EXPECT_EQ(ValueOf(store, "a"), "3");
}

TEST(Store, CompareAndSetWithNothingMatchesNoKeyAndAnEmptyValue) {
  Store store;
  Client client(1);
  EXPECT_TRUE(store.Apply(client.CompareAndSet("a", "", "1")).ok);
  EXPECT_FALSE(store.Apply(client.CompareAndSet("a", "", "2")).ok);
  store.Apply(client.Put("a", ""));
  EXPECT_TRUE(store.Apply(client.CompareAndSet("a", "", "3")).ok);
  EXPECT_EQ(ValueOf(store, "a"), "3");
}

TEST(Store, AnEmptyValueIsNotNoKey) {
  Store store;
  Client client(1);
  store.Apply(client.Put("a", ""));
  EXPECT_EQ(ValueOf(store, "a"), "");
  EXPECT_TRUE(store.Apply(client.Get("a")).found);
}

TEST(Store, GetChangesNoPair) {
  Store store;
  Client client(1);
  store.Apply(client.Put("a", "1"));
  EXPECT_EQ(store.Apply(client.Get("a")).value.view(), "1");
  EXPECT_FALSE(store.Apply(client.Get("b")).found);
  EXPECT_EQ(ValueOf(store, "a"), "1");
  EXPECT_EQ(ValueOf(store, "b"), "none");
}

TEST(Store, ARepeatedCommandChangesNothingAndHasTheSameOutcome) {
  Store store;
  Client one(1);
  Client two(2);
  store.Apply(one.Put("a", "1"));
  const Command put = one.Put("a", "2");
  const Outcome outcome = store.Apply(put);
  store.Apply(two.Put("a", "3"));
  const Store before = store;
  EXPECT_EQ(store.Apply(put), outcome);
  EXPECT_EQ(store, before);
  EXPECT_EQ(ValueOf(store, "a"), "3");
}

TEST(Store, ARepeatedCompareAndSetThatSucceededSucceeds) {
  Store store;
  Client client(1);
  const Command set = client.CompareAndSet("a", "", "1");
  EXPECT_TRUE(store.Apply(set).ok);
  EXPECT_TRUE(store.Apply(set).ok);
}

TEST(Store, AnOlderCommandIsStaleAndChangesNothing) {
  Store store;
  Client client(1);
  const Command older = client.Put("a", "1");
  const Command newer = client.Put("a", "2");
  store.Apply(newer);
  const Store before = store;
  EXPECT_EQ(store.Apply(older), Stale());
  EXPECT_EQ(store, before);
}

TEST(Store, TheFirstSequenceOfAClientMayBeAny) {
  Store store;
  for (const uint64_t first : {uint64_t{0}, uint64_t{7}, UINT64_MAX}) {
    Command put = Client(first).Put("a", std::to_string(first));
    put.sequence = first;
    EXPECT_EQ(store.Apply(put).stale, false);
    EXPECT_EQ(ValueOf(store, "a"), put.value);
  }
}

TEST(Store, ClientsHaveSequencesOfTheirOwn) {
  Store store;
  for (uint64_t id : {9, 3, 7, 1, 5, 2}) {
    EXPECT_EQ(store.Apply(Client(id).Put("a", std::to_string(id))).stale,
              false);
    EXPECT_EQ(ValueOf(store, "a"), std::to_string(id));
  }
}

TEST(Store, ACopyIsIndependent) {
  Store store;
  Client client(1);
  store.Apply(client.Put("a", "1"));
  Store copy = store;
  copy.Apply(client.Put("a", "2"));
  EXPECT_EQ(ValueOf(store, "a"), "1");
  EXPECT_EQ(ValueOf(copy, "a"), "2");
}

TEST(Store, ACopySharesTheBytesOfItsValues) {
  Store store;
  store.Apply(Client(1).Put("a", "value"));
  const Store copy = store;
  EXPECT_EQ(copy.Get("a")->view().data(), store.Get("a")->view().data());
}

TEST(Store, ItsFingerprintSeesPairsAndSessions) {
  Store store;
  Client client(1);
  store.Apply(client.Put("a", "1"));
  const uint64_t first = FingerprintOf(store);
  store.Apply(client.Get("a"));
  const uint64_t second = FingerprintOf(store);
  EXPECT_NE(second, first);
  store.Apply(Client(2).Get("a"));
  EXPECT_NE(FingerprintOf(store), second);
}

}  // namespace
}  // namespace kv
