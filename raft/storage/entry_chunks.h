// EntryChunks: a sequence of entries whose copies share what they agree on.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

#include "raft/base/inline_vector.h"
#include "raft/types.h"

namespace raft {

// Entries in chunks of a fixed number that copies of the sequence share. A
// copy costs one counted pointer per chunk; a change to a shared chunk first
// makes it private. Grows at the back, shrinks at both ends.
class EntryChunks {
 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // REQUIRES: position < size().
  const Entry& operator[](size_t position) const {
    const size_t at = front_ + position;
    return chunks_[at / kChunk]->entries[at % kChunk];
  }
  void PushBack(const Entry& entry);
  // Drops the first `count` entries, or the last. REQUIRES: count <= size().
  void DropFront(size_t count);
  void DropBack(size_t count);

  friend bool operator==(const EntryChunks& a, const EntryChunks& b);

 private:
  static constexpr size_t kChunk = 32;
  struct Chunk {
    std::atomic<size_t> references{1};
    Entry entries[kChunk];  // Those outside the sequence are never read.
  };

  // Counts its chunk's owners; copying shares, Private() separates.
  class ChunkPointer {
   public:
    ChunkPointer() : chunk_(new Chunk) {}
    ChunkPointer(const ChunkPointer& other) : chunk_(other.chunk_) {
      chunk_->references.fetch_add(1, std::memory_order_relaxed);
    }
    ChunkPointer(ChunkPointer&& other) noexcept
        : chunk_(std::exchange(other.chunk_, nullptr)) {}
    ChunkPointer& operator=(ChunkPointer other) noexcept {
      std::swap(chunk_, other.chunk_);
      return *this;
    }
    ~ChunkPointer();
    const Chunk* operator->() const { return chunk_; }
    bool SharesWith(const ChunkPointer& other) const {
      return chunk_ == other.chunk_;
    }
    // The chunk for writing, after copying the entries of [begin, end) from it
    // if somebody else holds it too.
    Chunk& Private(size_t begin, size_t end);

   private:
    Chunk* chunk_;
  };

  // The part of chunk `number` that belongs to this sequence.
  std::pair<size_t, size_t> Used(size_t number) const;

  InlineVector<ChunkPointer, 2> chunks_;
  size_t front_ = 0;  // Position of the first entry in the first chunk.
  size_t size_ = 0;
};

}  // namespace raft
