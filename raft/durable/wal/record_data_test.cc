#include "raft/durable/wal/record_data.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "raft/base/payload.h"
#include "raft/types.h"

namespace raft::wal {
namespace {

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    const std::string digits(hex.substr(i, 2));
    bytes += static_cast<char>(std::stoi(digits, nullptr, 16));
  }
  return bytes;
}

template <typename T>
std::string With(void (*append)(const T&, std::string&), const T& value) {
  std::string bytes;
  append(value, bytes);
  return bytes;
}

TEST(RecordData, ZerosAreWritten) {
  EXPECT_EQ(With<Entry>(AppendEntry, {}), FromHex("080010001800"));
  EXPECT_EQ(With<HardState>(AppendState, {}), FromHex("080010001800"));
  EXPECT_EQ(With<SnapshotRecord>(AppendSnapshotRecord, {}),
            FromHex("08001000"));
}

TEST(RecordData, AnEntryWithoutDataHasNoField4) {
  EXPECT_EQ(With<Entry>(AppendEntry, {.term = 2, .index = 3, .data = {},
                                      .type = EntryType::kConfChangeV2}),
            FromHex("080210021803"));
  EXPECT_TRUE(ParseEntry(FromHex("0802100218032200")))
      << "Go writes data of no bytes so";
}

TEST(RecordData, AMembershipIsWrittenAsLaterEtcdsWriteIt) {
  SnapshotRecord snapshot{.index = 5, .term = 2, .conf_state = ConfState{}};
  snapshot.conf_state->voters = {1, 2};
  snapshot.conf_state->learners = {3};
  EXPECT_EQ(With(AppendSnapshotRecord, snapshot),
            FromHex("080510021a08080108021003") + FromHex("2800"));
}

TEST(RecordData, OnlyTheCanonicalFormIsRead) {
  EXPECT_FALSE(ParseEntry(""));
  EXPECT_FALSE(ParseEntry(FromHex("080310001800"))) << "no such type";
  EXPECT_FALSE(ParseEntry(FromHex("10001800"))) << "a field left out";
  EXPECT_FALSE(ParseEntry(FromHex("08001080001800"))) << "a long varint";
  EXPECT_FALSE(ParseEntry(FromHex("08001000180022056162"))) << "cut data";
  EXPECT_FALSE(ParseEntry(FromHex("0800100018002800"))) << "another field";
  EXPECT_FALSE(ParseState(FromHex("08001000")));
  EXPECT_FALSE(ParseState(FromHex("0800100018002200")));
  EXPECT_FALSE(ParseSnapshotRecord(FromHex("0800")));
  EXPECT_FALSE(ParseSnapshotRecord(FromHex("080010001a00")))
      << "a membership says whether it is left automatically";
  EXPECT_FALSE(ParseSnapshotRecord(FromHex("080010001a022802")));
  EXPECT_FALSE(ParseSnapshotRecord(FromHex("080010001a0410010801")));
}

rc::Gen<IdList> AnyIds() {
  return rc::gen::map(rc::gen::container<std::vector<uint64_t>>(
                          rc::gen::arbitrary<uint64_t>()),
                      [](const std::vector<uint64_t>& ids) {
                        return IdList(ids.begin(), ids.end());
                      });
}

RC_GTEST_PROP(RecordDataProperty, EntriesAndStatesAreReadAsTheyWereWritten,
              (uint64_t a, uint64_t b, uint64_t c, std::string data)) {
  Entry entry{.term = a, .index = b, .data = Payload(data), .type = {}};
  entry.type = static_cast<EntryType>(c % 3);
  RC_ASSERT(ParseEntry(With(AppendEntry, entry)) == entry);
  const HardState state{.term = a, .vote = b, .commit = c};
  RC_ASSERT(ParseState(With(AppendState, state)) == state);
}

RC_GTEST_PROP(RecordDataProperty, SnapshotsAreReadAsTheyWereWritten,
              (uint64_t index, uint64_t term, bool has_state, bool leave)) {
  SnapshotRecord snapshot{.index = index, .term = term, .conf_state = {}};
  if (has_state) {
    snapshot.conf_state.emplace();
    snapshot.conf_state->voters = *AnyIds();
    snapshot.conf_state->learners = *AnyIds();
    snapshot.conf_state->voters_outgoing = *AnyIds();
    snapshot.conf_state->learners_next = *AnyIds();
    snapshot.conf_state->auto_leave = leave;
  }
  RC_ASSERT(ParseSnapshotRecord(With(AppendSnapshotRecord, snapshot)) ==
            snapshot);
}

}  // namespace
}  // namespace raft::wal
