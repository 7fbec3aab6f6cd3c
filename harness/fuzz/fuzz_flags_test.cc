#include "harness/fuzz/fuzz_flags.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/strategy/byte_setup.h"
#include "harness/world/setup.h"

namespace harness {
namespace {

// The arguments of a program, as main() is given them.
class Arguments {
 public:
  explicit Arguments(std::vector<std::string> words)
      : words_(std::move(words)) {
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
    count = static_cast<int>(words_.size());
  }
  char** pointers() { return pointers_.data(); }

  int count;

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

TEST(FuzzFlags, AreTakenFromAmongTheOthers) {
  Arguments arguments({"fuzz", "-runs=1", "--set=drive=2", "--no-shapes",
                       "corpus", "--set=nodes=5", "--report"});
  const auto flags = TakeFuzzFlags(arguments.count, arguments.pointers());
  ASSERT_TRUE(flags.has_value());
  EXPECT_EQ(flags->set, (std::vector<std::string>{"drive=2", "nodes=5"}));
  EXPECT_FALSE(flags->shapes);
  EXPECT_TRUE(flags->report);
  ASSERT_EQ(arguments.count, 3);
  EXPECT_STREQ(arguments.pointers()[1], "-runs=1");
  EXPECT_STREQ(arguments.pointers()[2], "corpus");
  EXPECT_EQ(arguments.pointers()[3], nullptr);
}

TEST(FuzzFlags, SetFieldsOfAnyHeader) {
  Arguments arguments({"fuzz", "--set=drive=2"});
  const auto flags = TakeFuzzFlags(arguments.count, arguments.pointers());
  ASSERT_TRUE(flags.has_value());
  const Header header = WithSet(*flags, DecodeHeader("any bytes"));
  EXPECT_EQ(header.setup.drive, 2);
  EXPECT_EQ(WithSet(*flags, header), header);
}

TEST(FuzzFlags, LeaveTheOtherFieldsOrMakeThemPlain) {
  const Header before = DecodeHeader("\x7f\x7f\x7f\x7f\x7f\x7f\x7f");
  ASSERT_NE(before.setup, harness::Setup());
  FuzzFlags flags;
  EXPECT_EQ(WithSet(flags, before), before);
  flags.only_set = true;
  EXPECT_EQ(WithSet(flags, before).setup, harness::Setup());
  EXPECT_EQ(WithSet(flags, before).mix, before.mix);
}

TEST(FuzzFlags, RefuseWhatTheyDoNotKnow) {
  const auto error = [](std::string flag) {
    Arguments arguments({"fuzz", std::move(flag)});
    const auto flags = TakeFuzzFlags(arguments.count, arguments.pointers());
    return flags ? "none" : std::string(flags.error().Text());
  };
  EXPECT_EQ(error("--shape"), "--shape is no flag of this fuzzer");
  EXPECT_NE(error("--set=drive=7").find("drive"), std::string::npos);
  EXPECT_NE(error("--set=nodes=60"), "none");
}

}  // namespace
}  // namespace harness
