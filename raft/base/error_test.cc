#include "raft/base/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace raft {
namespace {

// Texts of the reference: scripts and users compare with them.
TEST(Error, SaysWhatTheReferenceSays) {
  const struct {
    ErrorCode code;
    std::string_view text;
  } kTable[] = {
      {ErrorCode::kCompacted,
       "requested index is unavailable due to compaction"},
      {ErrorCode::kUnavailable, "requested entry at index is unavailable"},
      {ErrorCode::kSnapshotOutOfDate,
       "requested index is older than the existing snapshot"},
      {ErrorCode::kSnapshotTemporarilyUnavailable,
       "snapshot is temporarily unavailable"},
      {ErrorCode::kLogTemporarilyUnavailable,
       "requested entries are temporarily unavailable"},
      {ErrorCode::kProposalDropped, "raft proposal dropped"},
      {ErrorCode::kStepLocalMessage, "raft: cannot step raft local message"},
      {ErrorCode::kStepPeerNotFound, "raft: cannot step as peer not found"},
      {ErrorCode::kStopped, "raft: stopped"},
  };
  for (const auto& row : kTable) {
    EXPECT_EQ(ErrorText(row.code), row.text);
    EXPECT_EQ((Error{row.code, ""}).Text(), row.text);
  }
}

TEST(Error, HasATextOfItsOwnForEveryKind) {
  std::set<std::string_view> texts;
  const int kinds = static_cast<int>(ErrorCode::kStopped) + 1;
  for (int kind = 0; kind < kinds; ++kind) {
    texts.insert(ErrorText(static_cast<ErrorCode>(kind)));
  }
  EXPECT_EQ(texts.size(), static_cast<size_t>(kinds));
  EXPECT_FALSE(texts.contains("unknown error"));
  EXPECT_EQ(ErrorText(static_cast<ErrorCode>(kinds)), "unknown error");
}

TEST(Error, PrefersItsDetail) {
  const Error error{ErrorCode::kBadConfig, "cannot use none as id"};
  EXPECT_EQ(error.Text(), "cannot use none as id");
}

TEST(Error, ComparesKindAndDetail) {
  const Error error{ErrorCode::kIo, "disk full"};
  EXPECT_EQ(error, (Error{ErrorCode::kIo, "disk full"}));
  EXPECT_NE(error, (Error{ErrorCode::kIo, "no such file"}));
  EXPECT_NE(error, (Error{ErrorCode::kBadBytes, "disk full"}));
}

TEST(Result, HoldsAFailure) {
  const Result<int> failed = Fail(ErrorCode::kIo, "disk full");
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error(), (Error{ErrorCode::kIo, "disk full"}));
  EXPECT_EQ(Result<int>(7).value(), 7);
}

}  // namespace
}  // namespace raft
