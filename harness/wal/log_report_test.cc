#include "harness/wal/log_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "raft/base/payload.h"
#include "raft/durable/file_system/posix_file_system.h"
#include "raft/durable/wal/log.h"

namespace harness {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr const char* kFirst = "0000000000000000-0000000000000000.wal";

// A log of three entries, of which two are committed.
class LogReportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    node_ = ::testing::TempDir() + "log_report";
    std::filesystem::remove_all(node_);
    std::filesystem::create_directory(node_);
    auto log = raft::wal::Log::Create(files_, node_ + "/wal",
                                      {.preallocate = false, .number = 77}, {});
    ASSERT_TRUE(log.has_value()) << log.error().detail;
    std::vector<raft::Entry> entries;
    for (raft::Index index = 1; index <= 3; ++index) {
      entries.push_back({.term = 2,
                         .index = index,
                         .data = raft::Payload(std::string(40, 'x')),
                         .type = {}});
    }
    const raft::HardState state = {.term = 2, .vote = 1, .commit = 2};
    ASSERT_TRUE(log->Append(entries, &state).has_value());
    ASSERT_TRUE(log->Close().has_value());
  }
  std::string Segment() const { return node_ + "/wal/" + kFirst; }
  LogReport Report() {
    auto report = ReportOn(files_, node_, "");
    EXPECT_TRUE(report.has_value()) << report.error().detail;
    return report ? *report : LogReport{};
  }
  // Where the record of this type and text begins.
  uint64_t OffsetOf(const std::string& text) {
    const LogReport report = Report();
    for (const LogRecord& record : report.segments[0].records) {
      if (record.text.find(text) != std::string::npos) return record.offset;
    }
    ADD_FAILURE() << "no record says " << text;
    return 0;
  }
  void Write(uint64_t offset, const std::string& bytes) {
    std::fstream file(Segment(), std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(offset));
    file << bytes;
  }

  std::string node_;
  raft::durable::PosixFileSystem files_;
};

TEST_F(LogReportTest, ASoundLogIsShownRecordByRecord) {
  const LogReport report = Report();
  EXPECT_EQ(report.directory, node_ + "/wal") << "where the node has its log";
  EXPECT_EQ(Conclusion(report),
            "entries 1..3, commit 2, term 2, vote 1: intact");
  const std::string text = Describe(report);
  EXPECT_THAT(text, HasSubstr("         0  checksum  00000000, log "
                              "000000000000004d\n"));
  EXPECT_THAT(text, HasSubstr("entry     3 of term 2, 40 bytes\n"));
  EXPECT_THAT(text, HasSubstr("state     commit 2, term 2, vote 1\n"));
  EXPECT_THAT(text, EndsWith(Conclusion(report) + "\n"));
  const auto json = nlohmann::json::parse(ToJson(report));
  EXPECT_EQ(json["verdict"], "intact");
  EXPECT_EQ(json["segments"][0]["records"][0]["offset"], 0);
  EXPECT_FALSE(json.contains("at"));
}

TEST_F(LogReportTest, AWriteThatWasCutShortIsATornTail) {
  // Behind all that the log says was synced.
  const uint64_t end = std::filesystem::file_size(Segment());
  Write(end, std::string("\x50\0\0\0\0\0\0\0half", 12));
  const LogReport report = Report();
  EXPECT_EQ(report.verdict, LogVerdict::kTorn);
  EXPECT_EQ(Conclusion(report),
            "entries 1..3, commit 2, term 2, vote 1: torn tail at " +
                std::string(kFirst) + ":" + std::to_string(end));
}

TEST_F(LogReportTest, AFlippedBitIsDamageAndWhatStandsBeforeItIsShown) {
  const uint64_t second = OffsetOf("2 of term 2");
  Write(second + 30, "y");
  const LogReport report = Report();
  EXPECT_EQ(report.verdict, LogVerdict::kDamaged);
  EXPECT_EQ(report.offset, second);
  EXPECT_EQ(report.last, 1u);
  EXPECT_THAT(Conclusion(report),
              HasSubstr("entries 1..1, commit 0, term 0, vote 0: damaged at " +
                        std::string(kFirst) + ":" + std::to_string(second) +
                        ": "));
  EXPECT_THAT(Describe(report), HasSubstr("entry     1 of term 2"));
  const auto json = nlohmann::json::parse(ToJson(report));
  EXPECT_EQ(json["at"]["offset"], second);
}

TEST_F(LogReportTest, NothingIsWritten) {
  Write(std::filesystem::file_size(Segment()), "torn");
  const auto before = std::filesystem::last_write_time(Segment());
  Report();
  EXPECT_EQ(std::filesystem::last_write_time(Segment()), before);
  const auto names = files_.List(node_ + "/wal");
  EXPECT_EQ(*names, (std::vector<std::string>{kFirst, "tail"}));
}

TEST_F(LogReportTest, WhatIsNotTheLogsIsNamed) {
  std::ofstream(node_ + "/wal/notes.txt") << "mine";
  EXPECT_EQ(Report().unread, std::vector<std::string>{"notes.txt"});
}

TEST_F(LogReportTest, ADirectoryWithoutALogIsAnError) {
  const std::string empty = node_ + "/empty";
  std::filesystem::create_directory(empty);
  const auto report = ReportOn(files_, empty, "");
  ASSERT_FALSE(report.has_value());
  EXPECT_THAT(report.error().detail, HasSubstr("there is no log in it"));
  EXPECT_THAT(ReportOn(files_, node_ + "/none", "").error().detail,
              HasSubstr("none: No such file or directory"));
}

}  // namespace
}  // namespace harness
