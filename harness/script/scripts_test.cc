// Runs our own scripts, and holds the runner to what it promises.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/script/data_driven.h"
#include "harness/script/run_scripts.h"

namespace harness {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Scripts, OursGiveTheOutputsThatStandInThem) {
  size_t count = 0;
  for (const char* folder : {"corpus/scripts", "corpus/reference/library"}) {
    const auto files = FindScripts(folder);
    ASSERT_TRUE(files.has_value()) << files.error().Text();
    count += files->size();
    for (const std::string& file : *files) {
      const auto result = RunScript(file, ReadFile(file));
      ASSERT_TRUE(result.has_value()) << result.error().Text();
      EXPECT_TRUE(result->passed) << result->difference;
    }
  }
  EXPECT_GE(count, 9u);
}

// In the reference it is a panic, after which a script of it has nothing more
// to say.
TEST(Scripts, AMembershipChangeThatCannotBeMadeIsOutput) {
  const std::string text =
      "log-level none\n----\nok\n\n"
      "add-nodes 1 voters=(1) index=2\n----\nok\n\n"
      "campaign 1\n----\nok\n\n"
      "stabilize 1\n----\nok\n\n"
      "propose-conf-change 1\nr1\n----\nok\n\n"
      "stabilize 1\n----\n";
  const auto result = RunScript("x.txt", text);
  ASSERT_TRUE(result.has_value()) << result.error().Text();
  EXPECT_TRUE(result->rewritten.ends_with("panic: removed all voters\n"))
      << result->rewritten;
}

TEST(Scripts, AMismatchIsShownAsADiffAndCanBeRewritten) {
  const std::string text = "# why\nvote cfg=(1) votes=(y)\n----\nVoteLost\n";
  const auto result = RunScript("x.txt", text);
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->passed);
  EXPECT_EQ(
      result->difference,
      "--- x.txt\n+++ x.txt\n@@ -4,1 +4,1 @@ vote\n-VoteLost\n+VoteWon\n");
  EXPECT_EQ(result->rewritten,
            "# why\nvote cfg=(1) votes=(y)\n----\nVoteWon\n");
  EXPECT_TRUE(RunScript("x.txt", result->rewritten)->passed);
}

TEST(Scripts, BadOnesAreRefusedWithTheirLine) {
  const auto refusal = [](const std::string& text) {
    const auto result = RunScript("x.txt", text);
    return result.has_value() ? "" : std::string(result.error().Text());
  };
  EXPECT_EQ(refusal(""), "x.txt:1: expected a directive; there is none");
  EXPECT_EQ(refusal("# only a comment\n"),
            "x.txt:1: expected a directive; there is none");
  EXPECT_EQ(refusal("\ncampaign 1\n"),
            "x.txt:2: expected ---- after this directive");
  EXPECT_EQ(refusal("add-nodes 1 voters=(1\n----\n"),
            "x.txt:1: expected ) after voters=(");
  EXPECT_EQ(refusal("\n\ncampaign 7\n----\n"), "x.txt:3: there is no node 7");
  EXPECT_EQ(refusal("campaign one\n----\n"),
            "x.txt:1: expected a number, not 'one'");
  EXPECT_EQ(refusal("vote cfg=(1,2) votes=(y)\n----\n"),
            "x.txt:1: expected 2 values, one per voter, not 1");
}

TEST(Scripts, ArgumentsAreWordsValuesAndLists) {
  const auto file = ParseScript(
      "do 1 a=b c=(x, y,z) \\\n  d\ninput line\n----\nout\n\ndo\n----\n");
  ASSERT_TRUE(file.has_value());
  ASSERT_EQ(file->directives.size(), 2u);
  const Directive& directive = file->directives[0];
  EXPECT_EQ(directive.Words(), (std::vector<std::string>{"1", "d"}));
  EXPECT_EQ(directive.Find("a")->values, std::vector<std::string>{"b"});
  EXPECT_EQ(directive.Find("c")->values,
            (std::vector<std::string>{"x", "y", "z"}));
  EXPECT_EQ(directive.input, "input line");
  EXPECT_EQ(directive.expected, "out\n");
  EXPECT_EQ(file->directives[1].expected, "");
}

TEST(Scripts, AFolderWithoutScriptsIsAnError) {
  const std::string folder = testing::TempDir() + "/empty";
  std::filesystem::create_directories(folder);
  EXPECT_FALSE(FindScripts(folder).has_value());
  EXPECT_FALSE(FindScripts(folder + "/none").has_value());
}

}  // namespace
}  // namespace harness
