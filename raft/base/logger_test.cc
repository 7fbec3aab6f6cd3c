#include "raft/base/logger.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace raft {
namespace {

class WarningsOnly : public Logger {
 public:
  bool Wants(LogLevel level) const override { return level >= LogLevel::kWarn; }
  void Write(LogLevel, std::string_view line) override {
    lines.emplace_back(line);
  }
  std::vector<std::string> lines;
};

// Its formatting is counted.
struct Counted {
  int* formatted;
};

}  // namespace
}  // namespace raft

template <>
struct fmt::formatter<raft::Counted> : formatter<int> {
  auto format(const raft::Counted& counted, format_context& context) const {
    return formatter<int>::format(++*counted.formatted, context);
  }
};

namespace raft {
namespace {

TEST(Log, BuildsOnlyTheLinesThatAreWanted) {
  WarningsOnly logger;
  int formatted = 0;
  Log(&logger, LogLevel::kInfo, "{:x} line {}", 10, Counted{&formatted});
  EXPECT_EQ(formatted, 0);
  Log(&logger, LogLevel::kWarn, "{:x} line {}", 10, Counted{&formatted});
  EXPECT_EQ(logger.lines, std::vector<std::string>{"a line 1"});
}

TEST(Log, GoesNowhereWithoutALogger) {
  int formatted = 0;
  Log(nullptr, LogLevel::kFatal, "{}", Counted{&formatted});
  EXPECT_EQ(formatted, 0);
}

}  // namespace
}  // namespace raft
