// Fingerprint: a running 64-bit hash of the parts of a state.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace raft {

// Takes a state apart into words, in a fixed order, and ends in one number
// that is the same on every machine, compiler and build. Not cryptographic.
class Fingerprint {
 public:
  Fingerprint() = default;
  // Hashes that are independent of one another have different seeds. With
  // `names`, the hash is that of the state in which node i is called names[i];
  // what is not in there keeps its name. `names` must outlive this.
  explicit Fingerprint(uint64_t seed, std::span<const uint64_t> names = {})
      : seed_(seed), names_(names), state_(kStart ^ seed) {}

  void Add(uint64_t word) {
    // The multiplication of two 64-bit words to 128 bits, folded, mixes every
    // bit of both into the result (the construction of wyhash and its kin).
    const auto product = static_cast<Wide>(state_ ^ word ^ kFirst) *
                         static_cast<Wide>(kSecond ^ (word << 32 | word >> 32));
    state_ = static_cast<uint64_t>(product) ^
             static_cast<uint64_t>(product >> 64) ^
             (state_ << 1 | state_ >> 63);
  }
  // Adds the name of a node.
  void AddId(uint64_t id) { Add(NameOf(id)); }
  // Adds a hash of the bytes and their number.
  void AddBytes(std::string_view bytes);
  uint64_t Get() const { return state_; }

  // What node `id` is called here.
  uint64_t NameOf(uint64_t id) const {
    return id < names_.size() ? names_[id] : id;
  }
  bool renames() const { return !names_.empty(); }
  // One for a part, whose Get() is to be added to this one.
  Fingerprint ForPart() const { return Fingerprint(seed_, names_); }

 private:
  using Wide = unsigned __int128;
  static constexpr uint64_t kStart = 0x243f6a8885a308d3;
  static constexpr uint64_t kFirst = 0x9e3779b97f4a7c15;
  static constexpr uint64_t kSecond = 0xd6e8feb86659fd93;
  uint64_t seed_ = 0;
  std::span<const uint64_t> names_;
  uint64_t state_ = kStart;
};

// Calls `each` for all elements of `range`, in their order; where nodes have
// other names, in the order of those: what is sorted by id, or sent to one node
// after the other, is so there too.
template <typename Range, typename IdOf, typename Each>
void ForEachById(const Fingerprint& fingerprint, const Range& range,
                 const IdOf& id_of, const Each& each) {
  if (!fingerprint.renames()) {
    for (const auto& element : range) each(element);
    return;
  }
  // Few elements: the next name is looked for each time.
  const auto name = [&](const auto& element) {
    return fingerprint.NameOf(id_of(element));
  };
  bool found = true;
  uint64_t least = 0;
  while (found) {
    uint64_t next = 0;
    found = false;
    for (const auto& element : range) {
      if (name(element) == least) each(element);
      if (name(element) > least && (!found || name(element) < next)) {
        next = name(element);
        found = true;
      }
    }
    least = next;
  }
}

}  // namespace raft
