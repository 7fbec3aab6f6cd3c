#include "harness/strategy/bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/action/lasting.h"
#include "harness/strategy/byte_setup.h"
#include "harness/strategy/byte_verbs.h"
#include "harness/strategy/random.h"
#include "harness/strategy/random_walk.h"
#include "harness/trace/replay.h"
#include "harness/trace/trace.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {
namespace {

std::string RandomBytes(Random& random, size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    bytes += static_cast<char>(random.Below(256));
  }
  return bytes;
}

// A schedule that a random walk chose, in a setup that bytes can say.
Trace WalkOf(uint64_t seed, uint64_t steps) {
  Random random(seed);
  Trace trace;
  trace.setup = DecodeHeader(RandomBytes(random, kHeaderSize)).setup;
  World world(trace.setup);
  RandomWalk walk(DrawWeights(trace.setup, random), random);
  Applier applier;
  for (uint64_t i = 0; i < steps; ++i) {
    trace.actions.push_back(walk.Next(world));
    EXPECT_FALSE(applier.Apply(world, trace.actions.back()).has_value());
  }
  return trace;
}

std::vector<uint64_t> FingerprintsOf(const Trace& trace) {
  Trace complete = trace;
  Complete(complete);
  return complete.fingerprints;
}

TEST(Bytes, EveryStringOfBytesIsAValidSetupInsideTheFaultAtlas) {
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string bytes = RandomBytes(random, random.Below(40));
    const harness::Setup setup = DecodeHeader(bytes).setup;
    for (const SetupField& field : SetupFields()) {
      ASSERT_GE(setup.*field.member, field.least) << field.name;
      ASSERT_LE(setup.*field.member, field.most) << field.name;
    }
    ASSERT_TRUE(Validate(setup).has_value()) << Validate(setup).error().Text();
    ASSERT_TRUE(InsideAtlas(setup)) << Describe(setup);
    ASSERT_LE(setup.total(), 8u);
  }
}

TEST(Bytes, ZerosAreThePlainestSetup) {
  harness::Setup plain;
  plain.clients = 1;
  plain.keys = 1;
  plain.jitter_seed = 0;
  EXPECT_EQ(DecodeHeader(""), (Header{plain, Mix::kEvery, {}}));
}

TEST(Bytes, HeadersSurviveTheirBytes) {
  Random random(2);
  for (int i = 0; i < 20000; ++i) {
    const Header header = DecodeHeader(RandomBytes(random, kHeaderSize));
    const auto bytes = EncodeHeader(header);
    ASSERT_TRUE(bytes.has_value()) << bytes.error().Text();
    EXPECT_EQ(DecodeHeader({reinterpret_cast<const char*>(bytes->data()),
                            bytes->size()}),
              header);
  }
}

TEST(Bytes, WhatBytesCannotSayIsRefusedByName) {
  const auto refusal = [](uint64_t harness::Setup::* member, uint64_t value) {
    Header header;
    header.setup.*member = value;
    const auto bytes = EncodeHeader(header);
    return bytes ? "" : bytes.error().detail;
  };
  EXPECT_EQ(refusal(&harness::Setup::nodes, 3), "");
  EXPECT_EQ(refusal(&harness::Setup::nodes, 9), "bytes cannot say nodes=9");
  EXPECT_EQ(refusal(&harness::Setup::reuse_ids, 1),
            "bytes cannot say reuse_ids=1");
  EXPECT_EQ(refusal(&harness::Setup::election_tick, 1000),
            "bytes cannot say election_tick=1000");
}

TEST(Bytes, EveryVerbButSettleAndWipeHasAByteInEveryMix) {
  for (uint64_t mix = 0; mix < kMixes; ++mix) {
    const ByteVerbs& verbs = VerbsOf(static_cast<Mix>(mix));
    EXPECT_EQ(std::set<Verb>(verbs.begin(), verbs.end()).size(), kVerbs - 3);
    EXPECT_GE(std::count(verbs.begin(), verbs.end(), Verb::kDeliver), 32);
    EXPECT_FALSE(ByteOf(Verb::kSettle, static_cast<Mix>(mix)).has_value());
    EXPECT_FALSE(ByteOf(Verb::kWipe, static_cast<Mix>(mix)).has_value());
  }
}

TEST(Bytes, WhateverAWalkDoesARecordSays) {
  std::set<uint64_t> drives;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    const Trace trace = WalkOf(seed, 300);
    drives.insert(trace.setup.drive);
    World world(trace.setup);
    Applier applier;
    const auto mix = static_cast<Mix>(seed % kMixes);
    for (const Action& action : trace.actions) {
      const auto record = Encode(action, world, mix);
      ASSERT_TRUE(record.has_value()) << Describe(action);
      ASSERT_EQ(Decode(*record, world, mix), action);
      applier.Apply(world, action);
    }
  }
  EXPECT_EQ(drives.size(), 4u);
}

TEST(Bytes, EveryRecordIsAnActionAndMostDoSomething) {
  uint64_t actions = 0;
  uint64_t no_ops = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    const std::string bytes = RandomBytes(random, kHeaderSize + 300 * 8 + 5);
    const Trace trace = FromBytes(bytes);
    const ReplayResult result = Replay(trace);
    EXPECT_FALSE(result.violation.has_value()) << result.violation->evidence;
    const auto settling = DecodeHeader(bytes).settling;
    // What lasts takes the last record.
    const bool lasts = settling == Settling::kLasting;
    EXPECT_EQ(trace.actions.size(), 300u - lasts + settling.has_value());
    actions += result.actions;
    no_ops += result.no_ops;
  }
  EXPECT_LT(no_ops * 4, actions);
}

TEST(Bytes, ATraceAndItsBytesGoTheSameWay) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    Trace trace = WalkOf(seed, 200);
    if (seed % 2 == 0) {
      SettleOption option{.settling = static_cast<Settling>(seed / 2 % 3)};
      if (seed / 2 % 3 == 2) option.faults[0] = Fault::kDeaf;
      trace.actions.push_back(
          {.verb = Verb::kSettle, .option = EncodeSettling(option)});
    }
    const auto bytes = ToBytes(trace);
    ASSERT_TRUE(bytes.has_value()) << bytes.error().Text();
    const Trace again = FromBytes(*bytes);
    EXPECT_EQ(again.setup, trace.setup);
    // Only no-ops are missing, and those change nothing.
    std::vector<uint64_t> before = FingerprintsOf(trace);
    std::vector<uint64_t> after = FingerprintsOf(again);
    EXPECT_EQ(before.back(), after.back());
    before.erase(std::unique(before.begin(), before.end()), before.end());
    after.erase(std::unique(after.begin(), after.end()), after.end());
    EXPECT_EQ(before.size() - after.size(), before.size() > after.size());
    EXPECT_EQ(ToBytes(again), *bytes);
  }
}

TEST(Bytes, TheFirstNodeMayBeWithoutLimitsAndNoOther) {
  harness::Setup setup = DecodeHeader(std::string{'\x80'}).setup;
  EXPECT_EQ(setup.unlimited, 1u);
  const Header header{setup, Mix::kEvery, std::nullopt};
  EXPECT_TRUE(EncodeHeader(header).has_value());
  Header other = header;
  other.setup.unlimited = 0b010;
  const auto refused = EncodeHeader(other);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().Text(), "bytes cannot say unlimited=2");
}

// A header that says that faults last, then `rest`.
std::string LastsWith(const std::string& rest) {
  Header header{.setup = {}, .settling = Settling::kLasting};
  header.setup.pre_vote = header.setup.check_quorum = 7;
  const auto first = EncodeHeader(header);
  EXPECT_TRUE(first.has_value());
  return std::string(first->begin(), first->end()) + rest;
}

TEST(Bytes, TheLastRecordSaysWhatLastsAndMeansSomethingWhateverItIs) {
  const auto option_of = [](const std::string& rest) {
    const Trace trace = FromBytes(LastsWith(rest));
    EXPECT_EQ(trace.actions.size(), 1u);
    return trace.actions.back().option;
  };
  const uint64_t deaf = EncodeSettling(
      {.settling = Settling::kLasting, .faults = {Fault::kDeaf}});
  EXPECT_EQ(option_of({'\3', 0, 0, 0, 0, 0, 0, 0}), deaf);
  // Modulo the number of kinds, and of three nodes.
  EXPECT_EQ(option_of({'\11', 0, 0, '\1', 0, 0, 0, 0}), deaf);
  EXPECT_EQ(option_of({0, 0, 0, 0, 0, 0, 0, 0}), 0u);
  // What is no whole record says nothing.
  EXPECT_EQ(option_of("\3"), 0u);
  EXPECT_EQ(option_of(""), 0u);
}

TEST(Bytes, SettlingInBetweenHasNoBytes) {
  Trace trace;
  trace.actions.push_back({.verb = Verb::kSettle});
  trace.actions.push_back({.verb = Verb::kTick, .node = 1});
  const auto bytes = ToBytes(trace);
  ASSERT_FALSE(bytes.has_value());
  EXPECT_EQ(bytes.error().detail, "bytes cannot say action 1: settle");
}

TEST(Bytes, StoredTracesHaveBytes) {
  size_t said = 0;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/traces")) {
    const auto trace = ReadTrace(file.path().string());
    ASSERT_TRUE(trace.has_value());
    const auto bytes = ToBytes(*trace);
    if (!bytes) {
      // A setup or an action that bytes cannot say, and nothing else.
      EXPECT_NE(bytes.error().detail.find("bytes cannot say"),
                std::string::npos)
          << file.path();
      continue;
    }
    ++said;
    EXPECT_EQ(FingerprintsOf(FromBytes(*bytes)).back(),
              FingerprintsOf(*trace).back())
        << file.path();
  }
  EXPECT_GE(said, 9u);
}

TEST(Bytes, FilesAreTracesOrBytes) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/file";
  const auto read = [&](const std::string& contents) {
    std::ofstream(path, std::ios::binary) << contents;
    return ReadTraceOrBytes(path);
  };
  const Trace walk = WalkOf(3, 50);
  const auto bytes = ToBytes(walk);
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(*read(*bytes), FromBytes(*bytes));
  EXPECT_EQ(*read(ToText(walk)), walk);
  const auto nearly = read("format: 9");
  ASSERT_FALSE(nearly.has_value());
  EXPECT_EQ(nearly.error().detail,
            path + ": format 9 is not known; expected 1");
  EXPECT_FALSE(ReadTraceOrBytes(path + ".not").has_value());
}

TEST(Bytes, FilesThatAreNeitherAreRefused) {
  const std::string folder = std::string(std::getenv("TEST_TMPDIR")) + "/";
  const auto why = [&](const std::string& name, const std::string& contents) {
    std::ofstream(folder + name, std::ios::binary) << contents;
    const auto trace = ReadTraceOrBytes(folder + name);
    return trace ? "nothing" : trace.error().detail.substr(folder.size());
  };
  const std::string text = ToText(WalkOf(3, 50));
  EXPECT_EQ(why("a", "\xef\xbb\xbf" + text), "nothing");
  const std::string damaged = text + '\xff';
  EXPECT_TRUE(why("a", damaged).starts_with("a: line ")) << why("a", damaged);
  const std::string zeros(100, '\0');
  EXPECT_EQ(why("a", zeros), "nothing");
  EXPECT_TRUE(why("a.textproto", zeros).starts_with("a.textproto: line 1, "))
      << why("a.textproto", zeros);
  EXPECT_EQ(why("a", "\x1f\x8b\x08" + zeros),
            "a: it is compressed by gzip, not a trace");
  EXPECT_EQ(why("a", std::string(4824, '\0')), "nothing");
  EXPECT_EQ(why("a", std::string(4825, '\0')),
            "a: 4825 bytes are neither a trace nor a fuzzer's schedule of at "
            "most 4824");
}

TEST(Bytes, AStrategyDrawsThem) {
  const harness::Setup setup = DecodeHeader("").setup;
  World world(setup);
  Applier applier;
  ByteWalk walk(Mix::kFaults, Random(5));
  for (int i = 0; i < 500; ++i) {
    EXPECT_FALSE(applier.Apply(world, walk.Next(world)).has_value());
  }
  EXPECT_LT(world.record.no_ops, 150u);
  EXPECT_GT(
      world.record.milestones.Count(invariants::Milestone::kLeaderElected), 0u);
}

}  // namespace
}  // namespace harness
