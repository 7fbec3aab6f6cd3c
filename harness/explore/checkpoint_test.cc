// An exploration that was interrupted ends as one that was not; and nothing
// but what such a one wrote is taken for it.
#include "harness/explore/checkpoint.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "harness/explore/explore.h"
#include "harness/explore/model.h"

namespace harness {
namespace {

std::string PathOf(const std::string& name) {
  return std::string(std::getenv("TEST_TMPDIR")) + "/" + name;
}

Model ModelOf(std::string_view text) {
  const auto model = ParseModel(text, "test");
  EXPECT_TRUE(model.has_value()) << model.error().Text();
  return *model;
}

Exploration Explored(const Model& model, const ExploreOptions& options) {
  auto found = Explore(model, options);
  EXPECT_TRUE(found.has_value()) << found.error().Text();
  return std::move(*found);
}

void ExpectTheSame(const Exploration& one, const Exploration& other) {
  EXPECT_EQ(one.end, Exploration::End::kAll);
  EXPECT_EQ(other.end, Exploration::End::kAll) << other.reason;
  EXPECT_EQ(one.depth_bound, other.depth_bound);
  EXPECT_EQ(one.counts.states, other.counts.states);
  EXPECT_EQ(one.counts.transitions, other.counts.transitions);
  EXPECT_EQ(one.counts.beyond, other.counts.beyond);
  EXPECT_EQ(one.counts.settled, other.counts.settled);
  EXPECT_EQ(one.counts.depth, other.counts.depth);
  EXPECT_EQ(one.counts.excluded, other.counts.excluded);
  EXPECT_EQ(one.counts.with_node_names, other.counts.with_node_names);
  EXPECT_EQ(one.counts.with_all_names, other.counts.with_all_names);
  EXPECT_EQ(other.counts.waiting, one.counts.waiting);
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    EXPECT_EQ(one.milestones.Count(milestone) != 0,
              other.milestones.Count(milestone) != 0)
        << invariants::Name(milestone);
  }
}

struct Searched {
  std::string_view model;
  Order order = Order::kBreadth;
  uint64_t jobs = 1;
};

constexpr auto kSearches = std::to_array<Searched>({
    {"timeouts=1\nterms=1\nproposals=1\nin_flight=3\ncrashes=1\n"},
    {"timeouts=1\nterms=1\nproposals=1\nin_flight=3\ncrashes=1\n",
     Order::kBreadth, 2},
    {"nodes=2\nspares=1\ntimeouts=1\nterms=1\nchanges=1\nin_flight=3\n"},
    {"timeouts=1\nterms=1\nisolations=2\nin_flight=3\nsettle=7\n"},
    {"timeouts=1\nterms=1\nproposals=1\nin_flight=6\ndepth=13\n"},
    {"timeouts=1\nterms=1\nproposals=1\nin_flight=6\ndepth=14\n",
     Order::kDepth},
    {"timeouts=1\nterms=1\ncrashes=1\nproposals=1\ndeviations=3\n"},
});

// Each time it sees a few hundred states more, in a process of its own, as it
// were: nothing but the file is left of the last time.
TEST(Checkpoint, InterruptedSearchesSeeTheSame) {
  const std::string path = PathOf("interrupted");
  for (const Searched& search : kSearches) {
    SCOPED_TRACE(search.model);
    const Model model = ModelOf(search.model);
    ExploreOptions options{.order = search.order, .jobs = search.jobs};
    const Exploration whole = Explored(model, options);
    options.checkpoint = path;
    uint64_t times = 1;
    Exploration found;
    for (;; ++times) {
      options.states = whole.counts.states * times / 4;
      found = Explored(model, options);
      if (found.end != Exploration::End::kUndecided) break;
      ASSERT_LT(times, 9u);
      EXPECT_EQ(found.checkpoint_failed, "");
      EXPECT_GT(found.counts.waiting, 0u);
      options.resume = path;
    }
    EXPECT_GE(times, 3u);
    ExpectTheSame(whole, found);
  }
}

TEST(Checkpoint, WritingOneNowAndThenChangesNothing) {
  const std::string path = PathOf("now_and_then");
  for (const Searched& search : kSearches) {
    SCOPED_TRACE(search.model);
    const Model model = ModelOf(search.model);
    ExploreOptions options{.order = search.order, .jobs = search.jobs};
    const Exploration whole = Explored(model, options);
    options.checkpoint = path;
    // Whenever it looks.
    options.checkpoint_every = std::chrono::milliseconds(0);
    const Exploration found = Explored(model, options);
    EXPECT_GT(found.checkpoints, 3u);
    ExpectTheSame(whole, found);
    // The last one that was written is from the middle of it, and as good.
    options.checkpoint_every.reset();
    options.resume = path;
    ExpectTheSame(whole, Explored(model, options));
  }
}

// A checkpoint of a small search, as bytes.
std::string Written(const std::string& path) {
  const Model model = ModelOf("timeouts=1\nterms=1\nproposals=1\n");
  const Exploration found =
      Explored(model, {.states = 500, .checkpoint = path});
  EXPECT_EQ(found.end, Exploration::End::kUndecided);
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string WhyRefused(const std::string& bytes) {
  StateSet seen;
  std::istringstream in(bytes);
  const auto checkpoint = ReadCheckpoint(in, bytes.size(), seen);
  return checkpoint ? "" : checkpoint.error().detail;
}

TEST(Checkpoint, IsReadAsItWasWritten) {
  const std::string bytes = Written(PathOf("as_written"));
  StateSet seen;
  std::istringstream in(bytes);
  const auto checkpoint = ReadCheckpoint(in, bytes.size(), seen);
  ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().Text();
  EXPECT_EQ(seen.size(), checkpoint->counts.states);
  EXPECT_GT(checkpoint->recipes.size(), 10u);
  std::ostringstream again;
  WriteCheckpoint(again, *checkpoint, seen);
  // States stand in the order of a set that has grown otherwise.
  EXPECT_EQ(again.str().size(), bytes.size());
  EXPECT_EQ(WhyRefused(again.str()), "");
}

RC_GTEST_PROP(CheckpointBytes, WhatIsCutOrAlteredIsRefused, ()) {
  static const std::string* const bytes =
      new std::string(Written(PathOf("altered")));
  std::string other = *bytes;
  const auto place = *rc::gen::inRange<size_t>(0, bytes->size());
  if (*rc::gen::arbitrary<bool>()) {
    other.resize(place);
  } else {
    const auto change = *rc::gen::inRange(1, 256);
    other[place] = static_cast<char>(other[place] ^ change);
  }
  RC_ASSERT(WhyRefused(other) != "");
}

TEST(CheckpointBytes, SayWhatIsWrongWithThem) {
  const std::string bytes = Written(PathOf("wrong"));
  EXPECT_EQ(WhyRefused(bytes), "");
  EXPECT_EQ(WhyRefused(bytes + "x"), "it was cut or altered");
  EXPECT_EQ(WhyRefused(bytes.substr(0, bytes.size() - 1)),
            "it was cut or altered");
  EXPECT_EQ(WhyRefused(""), "it is no checkpoint");
  EXPECT_EQ(WhyRefused("timeouts=1\n"), "it is no checkpoint");
  std::string later = bytes;
  later[later.find('\n') - 1] += 1;
  EXPECT_EQ(WhyRefused(later),
            "it was written by another version of raftproof");
}

std::string WhyNotResumed(const Model& model, const ExploreOptions& options) {
  const auto found = Explore(model, options);
  return found ? "" : found.error().detail;
}

TEST(Checkpoint, IsGoodForItsOwnModelAndOrderOnly) {
  const std::string path = PathOf("other");
  (void)Written(path);
  Model same = ModelOf("timeouts=1\nterms=1\nproposals=1\nstates=7\n");
  EXPECT_EQ(WhyNotResumed(same, {.resume = path}), "");
  const Model other = ModelOf("timeouts=1\nterms=1\nproposals=2\n");
  EXPECT_EQ(WhyNotResumed(other, {.resume = path}),
            path + ": it was written for another model");
  EXPECT_EQ(WhyNotResumed(same, {.signature = "x", .resume = path}),
            path + ": it was written for another order");
  const std::string none = PathOf("none");
  EXPECT_EQ(WhyNotResumed(same, {.resume = none}),
            none + ": No such file or directory");
}

// As if the library had changed: a part has another key than it had.
TEST(Checkpoint, OfALibraryThatDoesSomethingElseIsRefused) {
  const std::string path = PathOf("library");
  (void)Written(path);
  {
    StateSet seen;
    auto checkpoint = ReadCheckpoint(path, seen);
    ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().Text();
    checkpoint->recipes[5].made.front().key.low ^= 1;
    ASSERT_TRUE(WriteCheckpoint(path, *checkpoint, seen).has_value());
  }
  EXPECT_EQ(WhyNotResumed(ModelOf("timeouts=1\nterms=1\nproposals=1\n"),
                          {.resume = path}),
            path +
                ": what it holds does not come about in this version of "
                "raftproof");
}

TEST(Checkpoint, IsNotWrittenOverAnythingElse) {
  const std::string path = PathOf("precious");
  std::ofstream(path) << "timeouts=1\n";
  EXPECT_EQ(WhyNotResumed(DefaultModel(), {.checkpoint = path}),
            path + ": it is no checkpoint and is not written over");
  EXPECT_EQ(std::filesystem::file_size(path), 11u);
  const std::string nowhere = PathOf("no/such/folder/file");
  EXPECT_EQ(WhyNotResumed(DefaultModel(), {.checkpoint = nowhere}),
            nowhere + ": No such file or directory");
}

}  // namespace
}  // namespace harness
