// Frontier: states that were seen and are still to be expanded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/explore/state.h"

namespace harness {

// How a state was reached, as far as partial order needs it.
struct Arrival {
  uint64_t label = 0;  // Of the move; see LabelOf in expander.cc.
  uint32_t sent = 0;   // Bit for each message in flight that the move sent.
  uint8_t node = 0;    // The node that the move touched.
  bool local = false;  // See Stepper::Stepped; false: of no use.
};

struct Waiting {
  State state;
  Arrival arrival;
  uint32_t distance = 0;  // From the first state, in the search's own measure.
};

// A sequence of states in blocks, so that growing copies nothing, and that what
// was taken out is freed. One thread at a time.
class Frontier {
 public:
  static constexpr size_t kBlockWords = 1 << 12;
  using Block = std::vector<uint32_t>;

  void Push(const State& state, const Arrival& arrival, uint32_t distance) {
    const std::span<const uint32_t> words = state.words();
    if (blocks_.empty() ||
        blocks_.back().size() + kHeader + words.size() + 1 > kBlockWords) {
      blocks_.emplace_back();
      blocks_.back().reserve(kBlockWords);
    }
    Block& block = blocks_.back();
    const auto size = static_cast<uint32_t>(words.size());
    block.push_back(size);
    block.push_back(static_cast<uint32_t>(arrival.label));
    block.push_back(static_cast<uint32_t>(arrival.label >> 32));
    block.push_back(arrival.sent);
    block.push_back(uint32_t{arrival.node} << 1 | uint32_t{arrival.local});
    block.push_back(distance);
    block.insert(block.end(), words.begin(), words.end());
    // So that the last one can be found.
    block.push_back(size);
    ++size_;
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  size_t bytes() const { return blocks_.size() * kBlockWords * 4; }

  // Takes the last one. REQUIRES: it is not empty.
  void Pop(size_t nodes, Waiting& waiting) {
    Block& block = blocks_.back();
    const size_t begin = block.size() - 1 - block.back() - kHeader;
    Read(block, begin, nodes, waiting);
    block.resize(begin);
    if (block.empty()) blocks_.pop_back();
    --size_;
  }

  void Append(Frontier&& other) {
    size_ += std::exchange(other.size_, 0);
    for (Block& block : other.blocks_) blocks_.push_back(std::move(block));
    other.blocks_.clear();
  }

  void PutBack(Block block) {
    for (size_t at = 0; at < block.size(); at += kHeader + block[at] + 1) {
      ++size_;
    }
    if (!block.empty()) blocks_.push_back(std::move(block));
  }

  // Takes all blocks; of a block ForEach calls `each(waiting)`.
  std::vector<Block> TakeBlocks() {
    size_ = 0;
    return std::exchange(blocks_, {});
  }
  // The same of all of them, which stay.
  template <typename Each>
  void ForEach(size_t nodes, Waiting& waiting, const Each& each) const {
    for (const Block& block : blocks_) ForEach(block, nodes, waiting, each);
  }
  template <typename Each>
  static void ForEach(const Block& block, size_t nodes, Waiting& waiting,
                      const Each& each) {
    size_t at = 0;
    while (at < block.size()) {
      Read(block, at, nodes, waiting);
      at += kHeader + block[at] + 1;
      each(waiting);
    }
  }

 private:
  static constexpr size_t kHeader = 6;

  static void Read(const Block& block, size_t at, size_t nodes,
                   Waiting& waiting) {
    waiting.arrival.label = block[at + 1] | uint64_t{block[at + 2]} << 32;
    waiting.arrival.sent = block[at + 3];
    waiting.arrival.node = static_cast<uint8_t>(block[at + 4] >> 1);
    waiting.arrival.local = (block[at + 4] & 1) != 0;
    waiting.distance = block[at + 5];
    waiting.state.Assign(nodes,
                         std::span(block).subspan(at + kHeader, block[at]));
  }

  std::vector<Block> blocks_;
  size_t size_ = 0;
};

}  // namespace harness
