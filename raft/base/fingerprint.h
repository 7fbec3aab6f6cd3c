// Fingerprint: a running 64-bit hash of the parts of a state.
#pragma once

#include <cstdint>
#include <string_view>

namespace raft {

// Takes a state apart into words, in a fixed order, and ends in one number
// that is the same on every machine, compiler and build. Not cryptographic.
class Fingerprint {
 public:
  void Add(uint64_t word) {
    // The multiplication of two 64-bit words to 128 bits, folded, mixes every
    // bit of both into the result (the construction of wyhash and its kin).
    const auto product = static_cast<Wide>(state_ ^ word ^ kFirst) *
                         static_cast<Wide>(kSecond ^ (word << 32 | word >> 32));
    state_ = static_cast<uint64_t>(product) ^
             static_cast<uint64_t>(product >> 64) ^
             (state_ << 1 | state_ >> 63);
  }
  // Adds a hash of the bytes and their number.
  void AddBytes(std::string_view bytes);
  uint64_t Get() const { return state_; }

 private:
  using Wide = unsigned __int128;
  static constexpr uint64_t kFirst = 0x9e3779b97f4a7c15;
  static constexpr uint64_t kSecond = 0xd6e8feb86659fd93;
  uint64_t state_ = 0x243f6a8885a308d3;
};

}  // namespace raft
