// What the list of planted bugs says, and what it says of a bad one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/bugs/bugs_command.h"
#include "harness/bugs/planted_bug.h"
#include "harness/world/setup.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

class Bugs : public testing::Test {
 protected:
  void SetUp() override {
    checkout_ = fs::path(std::getenv("TEST_TMPDIR")) /
                testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = checkout_ / "corpus/bugs";
    fs::create_directories(folder_);
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }

  void WriteTwo() {
    Write("slow.patch",
          "# effect: Slow.\n# source: nobody\n# invariant: progress\n"
          "# equivalent: only later\n# test: //x:y\n--- a/x.cc\n+++ b/x.cc\n");
    Write("bad.patch",
          "# effect: Bad: very.\n# source: SandTable x-1\n"
          "# invariant: log_matching\n# run: --set nodes=3\n"
          "--- a/x.cc\n# effect: not of the header\n");
    Write("scoreboard.json",
          R"({"seconds": 60, "bugs": {"bad": {"build_seconds": 5.5, "engines": {
             "random": {"found": 0, "hunts": 3, "limit": 3, "invariant": null, "runs": null,
               "actions": null, "seconds": null, "trace": null,
               "minimized": null},
             "pct": {"found": 0, "hunts": 3, "limit": 3600,
               "limit_actions": 20000000, "invariant": null, "runs": null,
               "actions": null, "seconds": null, "trace": null,
               "minimized": null, "missed_runs": 10000,
               "missed_actions": 20001234, "missed_seconds": 12.3},
             "swarm": {"found": 2, "hunts": 3, "invariant": "log_matching",
               "runs": 7, "actions": 900, "seconds": 1.5, "trace": 80,
               "minimized": 9}}}}})");
  }

  std::string ErrorOf() {
    const auto read = ReadPlantedBugs(folder_.string());
    return read ? "none" : std::string(read.error().Text());
  }

  fs::path checkout_;
  fs::path folder_;
};

TEST_F(Bugs, AreReadWithTheirHeadersAndScores) {
  WriteTwo();
  const auto planted = ReadPlantedBugs(folder_.string());
  ASSERT_TRUE(planted.has_value()) << planted.error().Text();
  ASSERT_EQ(planted->bugs.size(), 2u);
  const PlantedBug& bad = planted->bugs[0];
  EXPECT_EQ(bad.name, "bad");
  EXPECT_EQ(bad.effect, "Bad: very.");
  EXPECT_EQ(bad.run, "--set nodes=3");
  EXPECT_EQ(bad.equivalent, "");
  ASSERT_EQ(bad.rows.size(), 3u);
  EXPECT_EQ(bad.rows[0].missed_actions, 20001234u);
  EXPECT_FALSE(bad.rows[1].seconds.has_value());
  EXPECT_FALSE(bad.rows[1].missed_actions.has_value());
  EXPECT_EQ(bad.rows[1].limit, 3);
  EXPECT_EQ(bad.rows[2].limit, 60);
  ASSERT_NE(bad.Best(), nullptr);
  EXPECT_EQ(bad.Best()->engine, "swarm");
  EXPECT_EQ(planted->bugs[1].equivalent, "only later");
  EXPECT_EQ(planted->bugs[1].Best(), nullptr);
}

TEST_F(Bugs, StandInATableWithAColumnForEachEngine) {
  WriteTwo();
  const auto planted = ReadPlantedBugs(folder_.string());
  ASSERT_TRUE(planted.has_value()) << planted.error().Text();
  EXPECT_EQ(Table(*planted),
            "bug   expected                             pct          random    "
            "       swarm\n"
            "bad   log_matching                     >12/20M              >3    "
            "    1.50/900\n"
            "\n"
            "equivalent to the library, so not counted:\n"
            "slow  progress                                                    "
            "            \n"
            "  only later\n"
            "  shown by //x:y\n"
            "\n"
            "1 bugs, 1 more are equivalent; 1 hunted, 1 of them with options "
            "that their patches name; 1 found within 60 s, 1 within 10 s\n");
  EXPECT_NE(Details(planted->bugs[0])
                .find("pct: 0 of 3 hunts, nothing after 10000 runs, 20001234 "
                      "actions, 12.30 s"),
            std::string::npos);
  EXPECT_NE(Details(planted->bugs[0])
                .find("swarm: 2 of 3 hunts, by log_matching, 7 runs, 900 "
                      "actions, 1.50 s, a trace of 80 actions, 9 minimized"),
            std::string::npos);
}

TEST_F(Bugs, ThatAreNoPatchesSayWhyAndWhatShowsThem) {
  WriteTwo();
  Write("catalogue.json",
        R"([{"id": "X1", "effect": "Bad.", "patch": "bad"},
            {"id": "X2", "effect": "Worse.", "reason": "It is refused.",
             "test": "x_test.cc: X.IsRefused"}])");
  const auto planted = ReadPlantedBugs(folder_.string());
  ASSERT_TRUE(planted.has_value()) << planted.error().Text();
  ASSERT_EQ(planted->unplanted.size(), 1u);
  EXPECT_NE(Table(*planted).find("no patches, and why:\n"
                                 "X2  Worse.\n"
                                 "  It is refused.\n"
                                 "  shown by x_test.cc: X.IsRefused\n"),
            std::string::npos);
  Write("catalogue.json", R"([{"id": "X2", "effect": "Worse."}])");
  EXPECT_EQ(ErrorOf(), (folder_ / "catalogue.json").string() +
                           ": not a list of bugs, each with its patch or with "
                           "effect, reason and test");
}

TEST_F(Bugs, WithoutAScoreboardWereNotHunted) {
  WriteTwo();
  fs::remove(folder_ / "scoreboard.json");
  const auto planted = ReadPlantedBugs(folder_.string());
  ASSERT_TRUE(planted.has_value()) << planted.error().Text();
  EXPECT_TRUE(planted->bugs[0].rows.empty());
}

TEST_F(Bugs, ThatCannotBeReadAreNamedInOneLine) {
  EXPECT_EQ(ErrorOf(), folder_.string() + ": no patches in it");
  Write("bad.patch", "# effect: Bad.\n--- a/x.cc\n");
  EXPECT_EQ(ErrorOf(), (folder_ / "bad.patch").string() +
                           ": its header lacks effect, source or invariant");
  WriteTwo();
  for (const char* text : {"", "[]", "{\"seconds\": 1}", "{\"seconds\": []}"}) {
    Write("scoreboard.json", text);
    EXPECT_EQ(ErrorOf(), (folder_ / "scoreboard.json").string() +
                             ": not a scoreboard of ci/hunt");
  }
  folder_ /= "nowhere";
  EXPECT_EQ(ErrorOf(), folder_.string() + ": No such file or directory");
}

TEST_F(Bugs, AreFoundFromAnyFolderOfACheckout) {
  fs::create_directories(checkout_ / "raft/core");
  const auto folder = FindBugsFolder((checkout_ / "raft/core").string());
  ASSERT_TRUE(folder.has_value()) << folder.error().Text();
  EXPECT_EQ(*folder, folder_.string());
  EXPECT_FALSE(FindBugsFolder("/proc").has_value());
}

TEST_F(Bugs, OfThisCheckoutCanAllBeRead) {
  const auto planted = ReadPlantedBugs("corpus/bugs");
  ASSERT_TRUE(planted.has_value()) << planted.error().Text();
  EXPECT_GE(planted->bugs.size(), 75u);
  EXPECT_GE(planted->unplanted.size(), 4u);
}

TEST_F(Bugs, OfThisCheckoutAskForSetupsThatThereAre) {
  const auto planted = ReadPlantedBugs("corpus/bugs");
  ASSERT_TRUE(planted.has_value()) << planted.error().Text();
  for (const PlantedBug& bug : planted->bugs) {
    harness::Setup setup;
    std::istringstream options(bug.run);
    std::string option;
    std::string value;
    while (options >> option >> value) {
      ASSERT_EQ(option, "--set") << bug.name;
      const auto set = Set(setup, value);
      EXPECT_TRUE(set.has_value()) << bug.name << ": " << set.error().Text();
    }
    EXPECT_TRUE(Validate(setup).has_value()) << bug.name;
  }
}

}  // namespace
}  // namespace harness
