#include "raft/example/kv/gob.h"

#include <gtest/gtest.h>
// Must come after gtest.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace kv {
namespace {

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t at = 0; at < hex.size(); at += 2) {
    bytes += static_cast<char>(
        std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

// What the field's example wrote for {"/my-key", "hello"}.
const std::string kMeasured = FromHex(
    "20ff81030101026b7601ff8200010201034b6579010c00010356616c010c000000"
    "13ff8201072f6d792d6b6579010568656c6c6f00");

TEST(Gob, HasTheBytesOfTheFieldsExample) {
  EXPECT_EQ(EncodeGob({.key = "/my-key", .value = "hello"}), kMeasured);
}

TEST(Gob, ReadsTheBytesOfTheFieldsExample) {
  const auto put = DecodeGob(kMeasured);
  ASSERT_TRUE(put.has_value()) << put.error().Text();
  EXPECT_EQ(*put, (GobPut{.key = "/my-key", .value = "hello"}));
}

TEST(Gob, LeavesOutAnEmptyText) {
  const std::string bytes = EncodeGob({.key = "", .value = "v"});
  EXPECT_EQ(bytes.substr(33), FromHex("06ff8202017600"));
  EXPECT_EQ(DecodeGob(bytes)->value, "v");
}

// The same type as another program may have numbered and named it.
TEST(Gob, GoesByTheNamesOfFieldsAndNotByTheirPlaces) {
  const auto put = DecodeGob(FromHex(
      "29ff83030101036f6f7001ff84000103"  // "oop", type 66, three fields:
      "010356616c010c00"                  // Val, a text,
      "0103416765010400"                  // Age, an integer,
      "01034b6579010c000000"              // Key, a text.
      "0bff84010176010a01016b00"));       // "v", 5, "k".
  ASSERT_TRUE(put.has_value()) << put.error().Text();
  EXPECT_EQ(*put, (GobPut{.key = "k", .value = "v"}));
}

TEST(Gob, RefusesWhatIsCutShortAnywhere) {
  const std::string bytes =
      EncodeGob({.key = "k", .value = "v", .client = 300, .sequence = 7});
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto put = DecodeGob(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(put.has_value()) << "the first " << size;
    EXPECT_TRUE(put.error().Text().starts_with("gob: "));
  }
  EXPECT_FALSE(DecodeGob(bytes + "x").has_value());
}

RC_GTEST_PROP(Gob, ReadsWhatItWrote,
              (const std::string& key, const std::string& value,
               uint64_t client, uint64_t sequence)) {
  const GobPut put{key, value, client, sequence};
  const auto read = DecodeGob(EncodeGob(put));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == put);
}

}  // namespace
}  // namespace kv
