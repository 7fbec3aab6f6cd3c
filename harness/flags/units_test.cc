#include "harness/flags/units.h"

#include <gtest/gtest.h>

#include <string>

namespace harness {
namespace {

// What a flag with this validator makes of the text; its complaint, if it
// takes it not.
std::string Taken(const CLI::Validator& validator, std::string text) {
  const std::string error = validator(text);
  return error.empty() ? text : error;
}

TEST(Units, TimesBecomeSeconds) {
  EXPECT_EQ(Taken(Time(), "90"), "90");
  EXPECT_EQ(Taken(Time(), "30s"), "30");
  EXPECT_EQ(Taken(Time(), "1.5m"), "90");
  EXPECT_EQ(Taken(Time(), "2h"), "7200");
  EXPECT_EQ(Taken(Time(), "0.001"), "0.001");
}

TEST(Units, SizesBecomeBytes) {
  EXPECT_EQ(Taken(Size(), "1K"), "1024");
  EXPECT_EQ(Taken(Size(), "1.5M"), "1572864");
  EXPECT_EQ(Taken(Size(), "4G"), "4294967296");
  EXPECT_EQ(Taken(Size(), "1024G"), "1099511627776");
}

TEST(Units, WhatIsNoTimeIsRefusedByName) {
  for (const char* text : {"", "s", "0", "-1", "0.0001", "10d", "10 m", "1m2",
                           "nan", "inf", "1e300", "100000h"}) {
    EXPECT_EQ(Taken(Time(), text),
              "must be a time like 90, 30s, 10m or 2h, not '" +
                  std::string(text) + "'");
  }
}

TEST(Units, WhatIsNoSizeIsRefusedByName) {
  for (const char* text :
       {"", "500", "0K", "-1M", "1k", "2T", "nanG", "0.0001K", "1025G"}) {
    EXPECT_EQ(
        Taken(Size(), text),
        "must be a size like 64K, 500M or 4G, not '" + std::string(text) + "'");
  }
}

TEST(Units, AFlagIsNamedInTheComplaint) {
  CLI::App app;
  double seconds = 1;
  app.add_option("--for", seconds)->transform(Time());
  app.parse("--for 2m");
  EXPECT_EQ(seconds, 120);
  try {
    app.parse("--for soon");
    FAIL() << "taken";
  } catch (const CLI::ParseError& error) {
    EXPECT_STREQ(error.what(),
                 "--for: must be a time like 90, 30s, 10m or 2h, not 'soon'");
  }
}

}  // namespace
}  // namespace harness
