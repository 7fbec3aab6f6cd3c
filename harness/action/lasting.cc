#include "harness/action/lasting.h"

#include <fmt/format.h>

#include <string_view>

namespace harness {
namespace {

constexpr int kBitsOfSettling = 2;
constexpr int kBitsOfFault = 3;

constexpr std::array<std::string_view, kFaults> kWords = {
    "well",
    "down",
    "cut off from all others",
    "deaf, but heard",
    "mute, but hears",
    "left with the links that it has",
};

}  // namespace

std::optional<SettleOption> DecodeSettling(uint64_t option) {
  const uint64_t settling = option & ((1 << kBitsOfSettling) - 1);
  uint64_t digits = option >> kBitsOfSettling;
  if (settling > static_cast<uint64_t>(Settling::kLasting)) return std::nullopt;
  SettleOption decoded{.settling = static_cast<Settling>(settling)};
  const bool lasts = decoded.settling == Settling::kLasting;
  if (lasts != (digits != 0)) return std::nullopt;
  for (Fault& fault : decoded.faults) {
    const uint64_t digit = digits & ((1 << kBitsOfFault) - 1);
    if (digit >= kFaults) return std::nullopt;
    fault = static_cast<Fault>(digit);
    digits >>= kBitsOfFault;
  }
  if (digits != 0) return std::nullopt;
  return decoded;
}

uint64_t EncodeSettling(const SettleOption& option) {
  if (option.settling != Settling::kLasting) {
    return static_cast<uint64_t>(option.settling);
  }
  uint64_t digits = 0;
  for (size_t i = option.faults.size(); i-- > 0;) {
    digits = digits << kBitsOfFault | static_cast<uint64_t>(option.faults[i]);
  }
  if (digits == 0) return static_cast<uint64_t>(Settling::kAll);
  return digits << kBitsOfSettling | static_cast<uint64_t>(Settling::kLasting);
}

std::vector<uint64_t> PlainerSettlings(uint64_t option) {
  const std::optional<SettleOption> now = DecodeSettling(option);
  if (!now || now->settling == Settling::kAll) return {};
  std::vector<uint64_t> plainer = {0};
  if (now->settling != Settling::kLasting) return plainer;
  plainer.push_back(static_cast<uint64_t>(Settling::kQuorum));
  const auto with = [&](size_t node, Fault fault) {
    SettleOption changed = *now;
    changed.faults[node] = fault;
    if (EncodeSettling(changed) != 0) {
      plainer.push_back(EncodeSettling(changed));
    }
  };
  for (size_t i = 0; i < now->faults.size(); ++i) {
    if (now->faults[i] != Fault::kNone) with(i, Fault::kNone);
  }
  for (size_t i = 0; i < now->faults.size(); ++i) {
    if (now->faults[i] > Fault::kDown) with(i, Fault::kDown);
    if (now->faults[i] > Fault::kCutOff) with(i, Fault::kCutOff);
  }
  return plainer;
}

std::vector<std::string> Describe(const Faults& faults, uint64_t nodes) {
  std::vector<std::string> words;
  for (uint64_t i = 0; i < nodes && i < faults.size(); ++i) {
    if (faults[i] == Fault::kNone) continue;
    words.push_back(fmt::format("node {} is {}", i + 1,
                                kWords[static_cast<size_t>(faults[i])]));
  }
  return words;
}

}  // namespace harness
