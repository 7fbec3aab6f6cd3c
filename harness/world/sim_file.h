// SimFile: a file of a simulated disk, as it is seen and as a power cut may
// leave it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/fingerprint.h"

namespace harness {

// A disk writes its sectors one by one, in any order, each as a whole.
inline constexpr uint64_t kSectorBytes = 512;

// A sector or a length that a power cut may find in several ways, the oldest
// first, without repetitions.
template <typename T>
struct Unsure {
  std::vector<T> ways;
  bool dirty = false;  // The next sync makes it what is seen.

  void Add(const T& way) {
    if (std::ranges::find(ways, way) == ways.end()) ways.push_back(way);
  }
  friend bool operator==(const Unsure&, const Unsure&) = default;
};

// A value. Of each sector and of the length it knows what may be on the disk:
// what was there at the last sync, and what each write since has made of it.
class SimFile {
 public:
  // What is seen.
  const std::string& bytes() const { return bytes_; }

  // Writes at `offset`; a gap before it becomes zeros.
  void Write(uint64_t offset, std::string_view bytes);
  // Cuts off, or lengthens with zeros.
  void Resize(uint64_t size);
  // What is dirty is on the disk as it is seen. What is clean stays as unsure
  // as it was: a sync does not write it.
  void Sync();
  // A sync that failed: what was dirty may be on the disk or not, and is clean
  // from now on, though the disk need not have it.
  void FailSync();
  // A bit of the disk has changed by itself. REQUIRES: bit < 8, and that the
  // file has so many bytes.
  void FlipBit(uint64_t offset, int bit);

  // In how many ways each thing may end that is not sure: the length, and each
  // sector by its number. Way 0 is how it was at the last sync.
  void AppendChoices(std::vector<uint32_t>& choices) const;
  // Ends them so; takes what it needs from the front of `choices`, which are
  // below those that AppendChoices gave.
  void Crash(std::span<const uint32_t>& choices);

  void AddTo(raft::Fingerprint& fingerprint) const;
  friend bool operator==(const SimFile&, const SimFile&) = default;

 private:
  std::string Sector(uint64_t number) const;
  void Note(uint64_t number, const std::string& before);
  // Calls `change` and notes what became of the sectors of [begin, end).
  template <typename Change>
  void Changing(uint64_t begin, uint64_t end, const Change& change);

  std::string bytes_;
  Unsure<uint64_t> size_;  // Without ways: sure, as seen.
  // Those that are not sure, by their numbers; also behind the end, as long as
  // the disk may have a longer file.
  std::map<uint64_t, Unsure<std::string>> sectors_;
};

}  // namespace harness
