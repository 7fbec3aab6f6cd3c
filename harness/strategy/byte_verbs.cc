#include "harness/strategy/byte_verbs.h"

#include <span>

namespace harness {
namespace {

struct Share {
  Verb verb;
  int bytes;  // Of the 256.
};

// Deliveries have what the others leave. Settling is no record's work: it takes
// as long as all others; what the fault atlas excludes is not there either.
constexpr Share kEvery[] = {
    {Verb::kDrop, 4},        {Verb::kDuplicate, 4},   {Verb::kTick, 14},
    {Verb::kTimeout, 8},     {Verb::kBeat, 14},       {Verb::kReady, 16},
    {Verb::kSync, 14},       {Verb::kApply, 10},      {Verb::kCrash, 4},
    {Verb::kRestart, 8},     {Verb::kCut, 2},         {Verb::kHeal, 2},
    {Verb::kPropose, 16},    {Verb::kRetry, 4},       {Verb::kRead, 6},
    {Verb::kAbandon, 1},     {Verb::kChange, 3},      {Verb::kCompact, 4},
    {Verb::kTransfer, 2},    {Verb::kForget, 1},      {Verb::kCampaign, 2},
    {Verb::kReport, 3},      {Verb::kUnreachable, 1}, {Verb::kFail, 1},
    {Verb::kIsolate, 1},     {Verb::kPartition, 1},   {Verb::kMend, 3},
    {Verb::kReconfigure, 2}, {Verb::kLeave, 1},       {Verb::kHear, 20},
    {Verb::kBatch, 3},
};

// What other mixes have instead.
constexpr Share kMembership[] = {
    {Verb::kChange, 14},  {Verb::kReconfigure, 12}, {Verb::kLeave, 6},
    {Verb::kTransfer, 6}, {Verb::kCompact, 6},      {Verb::kBatch, 6},
};
constexpr Share kSnapshots[] = {
    {Verb::kCompact, 22}, {Verb::kReport, 10},   {Verb::kCrash, 8},
    {Verb::kRestart, 12}, {Verb::kDuplicate, 8}, {Verb::kPropose, 24},
};
constexpr Share kFaults[] = {
    {Verb::kDrop, 10},  {Verb::kDuplicate, 10}, {Verb::kTimeout, 12},
    {Verb::kCrash, 10}, {Verb::kRestart, 14},   {Verb::kCut, 5},
    {Verb::kHeal, 5},   {Verb::kFail, 4},       {Verb::kIsolate, 4},
    {Verb::kMend, 6},   {Verb::kPartition, 4},
};

consteval ByteVerbs MakeTable(std::span<const Share> instead) {
  ByteVerbs table{};
  size_t used = 0;
  for (const Share& share : kEvery) {
    int bytes = share.bytes;
    for (const Share& other : instead) {
      if (other.verb == share.verb) bytes = other.bytes;
    }
    for (int i = 0; i < bytes; ++i) table[used++] = share.verb;
  }
  while (used < table.size()) table[used++] = Verb::kDeliver;
  return table;
}

constexpr std::array<ByteVerbs, kMixes> kTables = {
    MakeTable({}), MakeTable(kMembership), MakeTable(kSnapshots),
    MakeTable(kFaults)};

}  // namespace

const ByteVerbs& VerbsOf(Mix mix) { return kTables[static_cast<size_t>(mix)]; }

std::optional<uint8_t> ByteOf(Verb verb, Mix mix) {
  const ByteVerbs& table = VerbsOf(mix);
  for (size_t byte = 0; byte < table.size(); ++byte) {
    if (table[byte] == verb) return static_cast<uint8_t>(byte);
  }
  return std::nullopt;
}

}  // namespace harness
