// Lasting: faults that last as long as a settle phase, and the option of a
// kSettle that names them. To add a kind: a digit here and in kFaults, how it
// looks on the links and whether it is fair in core.cc.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/action/action.h"
#include "raft/types.h"

namespace harness {

// How a node is that is not healed. But for a frayed one it is alike on all its
// links. Numbers are digits of traces, and for ever.
enum class Fault : uint8_t {
  kNone = 0,
  kDown = 1,
  kCutOff = 2,  // Up, and alone.
  kDeaf = 3,    // It is heard; nothing reaches it.
  kMute = 4,    // It hears; nothing of it arrives.
  kFrayed = 5,  // Those of its links that are cut stay so.
};
inline constexpr uint64_t kFaults = 6;

// More than setups have.
inline constexpr uint64_t kLastingNodesMost = 20;

// By id - 1.
using Faults = std::array<Fault, kLastingNodesMost>;

// The option of a kSettle: bits 0-1 are the Settling, and with kLasting there
// are three bits more for each node, its Fault, node 1 lowest. Nothing if the
// number says anything else, or kLasting and then no fault. Digits of nodes
// that a setup does not have mean nothing.
struct SettleOption {
  Settling settling = Settling::kAll;
  Faults faults = {};
  friend bool operator==(const SettleOption&, const SettleOption&) = default;
};
std::optional<SettleOption> DecodeSettling(uint64_t option);
// The reverse; kLasting without a fault becomes kAll.
uint64_t EncodeSettling(const SettleOption& option);

// The plainer options of a valid one, the plainest first: all is well; for
// lasting faults also one fault less, or nodes down that are something else.
// Going to one of them again and again comes to an end.
std::vector<uint64_t> PlainerSettlings(uint64_t option);

// `node 2 is deaf`, one for each of the first `nodes` nodes with a fault.
std::vector<std::string> Describe(const Faults& faults, uint64_t nodes);

}  // namespace harness
