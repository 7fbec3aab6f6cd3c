#include "harness/explore/checkpoint.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/action/action.h"
#include "harness/explore/checked_stream.h"
#include "harness/trace/files.h"
#include "harness/trace/trace.h"

namespace harness {
namespace {

// The first line, up to the versions.
constexpr std::string_view kMagic = "raftproof exploration ";
// Goes up when what follows is stored otherwise.
constexpr uint64_t kFormat = 1;
constexpr uint64_t kBytesOfAState = 24;
constexpr uint64_t kWordsMax = 1 << 10;

std::string FirstLine() {
  return fmt::format("{}{} {}\n", kMagic, kFormat, kFingerprintVersion);
}

constexpr auto kCounts = std::to_array<uint64_t ExploreCounts::*>({
    &ExploreCounts::states,
    &ExploreCounts::transitions,
    &ExploreCounts::applied,
    &ExploreCounts::skipped,
    &ExploreCounts::beyond,
    &ExploreCounts::settled,
    &ExploreCounts::other_falls,
    &ExploreCounts::excluded,
    &ExploreCounts::depth,
    &ExploreCounts::with_node_names,
    &ExploreCounts::bytes,
});
constexpr auto kRealCounts = std::to_array<double ExploreCounts::*>({
    &ExploreCounts::with_all_names,
    &ExploreCounts::seconds,
});

void Write(CheckedWriter& out, const ExploreCounts& counts) {
  for (const auto count : kCounts) out.U64(counts.*count);
  for (const auto count : kRealCounts) {
    out.U64(std::bit_cast<uint64_t>(counts.*count));
  }
}

void Read(CheckedReader& in, ExploreCounts& counts) {
  for (const auto count : kCounts) counts.*count = in.U64();
  for (const auto count : kRealCounts) {
    counts.*count = std::bit_cast<double>(in.U64());
  }
}

void Write(CheckedWriter& out, const invariants::Milestones& milestones) {
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    out.U64(milestones.Count(static_cast<invariants::Milestone>(i)));
  }
}

void Read(CheckedReader& in, invariants::Milestones& milestones) {
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    milestones.Add(static_cast<invariants::Milestone>(i), in.U64());
  }
}

void Write(CheckedWriter& out, const State& state) {
  out.U32(static_cast<uint32_t>(state.words().size()));
  for (const uint32_t word : state.words()) out.U32(word);
}

// The words of a state of so many nodes, at least the fixed ones.
bool Read(CheckedReader& in, size_t nodes, std::vector<uint32_t>& words,
          State& state) {
  const uint32_t count = in.U32();
  if (count < State(nodes).words().size() || count > kWordsMax) return false;
  words.resize(count);
  for (uint32_t& word : words) word = in.U32();
  state.Assign(nodes, words);
  return !in.failed();
}

void Write(CheckedWriter& out, const Recipe& recipe) {
  Write(out, recipe.state);
  const Move& move = recipe.move;
  out.U64(static_cast<uint64_t>(move.verb) | uint64_t{move.node} << 8 |
          uint64_t{move.peer} << 16 | uint64_t{move.client} << 24 |
          uint64_t{move.key} << 32 | uint64_t{move.nth} << 40 |
          uint64_t{move.option} << 48);
  out.U32(move.message);
  out.U64(recipe.made.size());
  for (const MadePart& part : recipe.made) {
    out.U64(static_cast<uint64_t>(part.kind));
    out.U32(part.id);
    out.Key(part.key);
  }
}

bool Read(CheckedReader& in, size_t nodes, Recipe& recipe) {
  std::vector<uint32_t> words;
  if (!Read(in, nodes, words, recipe.state)) return false;
  const uint64_t move = in.U64();
  if ((move & 0xff) == 0 || (move & 0xff) >= kVerbs) return false;
  recipe.move = {.verb = static_cast<Verb>(move & 0xff),
                 .node = static_cast<uint8_t>(move >> 8),
                 .peer = static_cast<uint8_t>(move >> 16),
                 .client = static_cast<uint8_t>(move >> 24),
                 .key = static_cast<uint8_t>(move >> 32),
                 .nth = static_cast<uint8_t>(move >> 40),
                 .option = static_cast<uint16_t>(move >> 48),
                 .message = in.U32()};
  recipe.made.resize(in.Count(28));
  for (MadePart& part : recipe.made) {
    part.kind = static_cast<PartKind>(in.Below(kPartKinds));
    part.id = in.U32();
    part.key = in.Key();
  }
  return !in.failed();
}

void Write(CheckedWriter& out, size_t nodes, const Frontier& frontier) {
  out.U64(frontier.size());
  Waiting waiting;
  frontier.ForEach(nodes, waiting, [&](const Waiting& now) {
    out.U32(now.distance);
    out.U64(now.arrival.label);
    out.U32(now.arrival.sent);
    out.U32(uint32_t{now.arrival.node} << 1 | uint32_t{now.arrival.local});
    Write(out, now.state);
  });
}

bool Read(CheckedReader& in, size_t nodes, Frontier& frontier) {
  Waiting now;
  std::vector<uint32_t> words;
  for (uint64_t left = in.Count(24); left > 0; --left) {
    now.distance = in.U32();
    now.arrival.label = in.U64();
    now.arrival.sent = in.U32();
    const uint32_t last = in.U32();
    if (last > 0x1ff || now.distance >= StateSet::kDistances) return false;
    now.arrival.node = static_cast<uint8_t>(last >> 1);
    now.arrival.local = (last & 1) != 0;
    if (!Read(in, nodes, words, now.state)) return false;
    frontier.Push(now.state, now.arrival, now.distance);
  }
  return !in.failed();
}

bool Read(CheckedReader& in, Checkpoint& checkpoint, StateSet& seen) {
  checkpoint.model = in.Text();
  checkpoint.signature = in.Text();
  checkpoint.order = static_cast<Order>(in.Below(2));
  Read(in, checkpoint.counts);
  checkpoint.depth_bound = in.Below(2) == 1;
  Read(in, checkpoint.milestones);
  checkpoint.levels.resize(in.Count(8));
  for (uint64_t& level : checkpoint.levels) level = in.U64();
  checkpoint.nodes = in.Below(kMostNodes + 1);
  checkpoint.recipes.resize(in.Count(24));
  for (Recipe& recipe : checkpoint.recipes) {
    if (!Read(in, checkpoint.nodes, recipe)) return false;
  }
  if (!Read(in, checkpoint.nodes, checkpoint.now) ||
      !Read(in, checkpoint.nodes, checkpoint.next)) {
    return false;
  }
  uint64_t states = in.Count(kBytesOfAState);
  seen.Reserve(states);
  for (; states > 0 && !in.failed(); --states) {
    const StateKey key = in.Key();
    seen.Restore(key, in.U64());
  }
  return in.End();
}

raft::Error Bad(std::string what) {
  return {raft::ErrorCode::kBadBytes, std::move(what)};
}

// Why the first line is not what it must be; empty if it is.
std::string WrongLine(CheckedReader& in) {
  std::string line;
  char next = '\0';
  while (!in.failed() && next != '\n' && line.size() <= FirstLine().size()) {
    in.Bytes(&next, 1);
    line += next;
  }
  if (line == FirstLine()) return "";
  if (!line.starts_with(kMagic)) return "it is no checkpoint";
  return "it was written by another version of raftproof";
}

raft::Error AtPath(const std::string& path, raft::Error error) {
  error.detail = fmt::format("{}: {}", path, error.detail);
  return error;
}

}  // namespace

void WriteCheckpoint(std::ostream& stream, const Checkpoint& checkpoint,
                     const StateSet& seen) {
  CheckedWriter out(stream);
  out.Bytes(FirstLine());
  out.Text(checkpoint.model);
  out.Text(checkpoint.signature);
  out.U64(static_cast<uint64_t>(checkpoint.order));
  Write(out, checkpoint.counts);
  out.U64(checkpoint.depth_bound ? 1 : 0);
  Write(out, checkpoint.milestones);
  out.U64(checkpoint.levels.size());
  for (const uint64_t level : checkpoint.levels) out.U64(level);
  out.U64(checkpoint.nodes);
  out.U64(checkpoint.recipes.size());
  for (const Recipe& recipe : checkpoint.recipes) Write(out, recipe);
  Write(out, checkpoint.nodes, checkpoint.now);
  Write(out, checkpoint.nodes, checkpoint.next);
  out.U64(seen.size());
  seen.ForEach([&](const StateKey& key, uint64_t link) {
    out.Key(key);
    out.U64(link);
  });
  out.End();
}

raft::Result<void> WriteCheckpoint(const std::string& path,
                                   const Checkpoint& checkpoint,
                                   const StateSet& seen) {
  if (auto may = MayHoldACheckpoint(path); !may) return may;
  return ReplaceFile(path, [&](std::ostream& file) {
    WriteCheckpoint(file, checkpoint, seen);
  });
}

raft::Result<Checkpoint> ReadCheckpoint(std::istream& stream, uint64_t size,
                                        StateSet& seen) {
  CheckedReader in(stream, size);
  if (std::string wrong = WrongLine(in); !wrong.empty()) {
    return std::unexpected(Bad(std::move(wrong)));
  }
  Checkpoint checkpoint;
  if (!Read(in, checkpoint, seen)) {
    return std::unexpected(Bad("it was cut or altered"));
  }
  return checkpoint;
}

raft::Result<Checkpoint> ReadCheckpoint(const std::string& path,
                                        StateSet& seen) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  if (!file || error) {
    return raft::Fail(
        raft::ErrorCode::kIo,
        fmt::format("{}: {}", path,
                    error ? error.message() : std::strerror(errno)));
  }
  auto checkpoint = ReadCheckpoint(file, size, seen);
  if (!checkpoint) {
    return std::unexpected(AtPath(path, std::move(checkpoint.error())));
  }
  return checkpoint;
}

raft::Result<void> MayHoldACheckpoint(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  std::ifstream file(path, std::ios::binary);
  std::string line(kMagic.size(), '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  if (file && line == kMagic) return {};
  return raft::Fail(raft::ErrorCode::kIo,
                    path + ": it is no checkpoint and is not written over");
}

}  // namespace harness
