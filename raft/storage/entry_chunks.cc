#include "raft/storage/entry_chunks.h"

#include <algorithm>

#include "raft/base/check.h"

namespace raft {

EntryChunks::ChunkPointer::~ChunkPointer() {
  if (chunk_ != nullptr &&
      chunk_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    delete chunk_;
  }
}

EntryChunks::Chunk& EntryChunks::ChunkPointer::Private(size_t begin,
                                                       size_t end) {
  if (chunk_->references.load(std::memory_order_acquire) != 1) {
    ChunkPointer copy;
    std::copy(chunk_->entries + begin, chunk_->entries + end,
              copy.chunk_->entries + begin);
    *this = std::move(copy);
  }
  return *chunk_;
}

std::pair<size_t, size_t> EntryChunks::Used(size_t number) const {
  const size_t base = number * kChunk;
  const size_t begin = number == 0 ? front_ : 0;
  return {begin, std::min(front_ + size_ - base, kChunk)};
}

void EntryChunks::PushBack(const Entry& entry) {
  const size_t at = front_ + size_;
  if (at == chunks_.size() * kChunk) chunks_.emplace_back();
  const auto [begin, end] = Used(at / kChunk);
  chunks_[at / kChunk].Private(begin, end).entries[at % kChunk] = entry;
  ++size_;
}

void EntryChunks::DropFront(size_t count) {
  RAFT_CHECK(count <= size_, "cannot drop {} of {} entries", count, size_);
  front_ += count;
  size_ -= count;
  // Whole chunks go; entries before `front_` in the first one keep their
  // payload until then.
  const size_t whole = size_ == 0 ? chunks_.size() : front_ / kChunk;
  chunks_.erase(chunks_.begin(), chunks_.begin() + whole);
  front_ = size_ == 0 ? 0 : front_ % kChunk;
}

void EntryChunks::DropBack(size_t count) {
  RAFT_CHECK(count <= size_, "cannot drop {} of {} entries", count, size_);
  // What is cut stays in its chunk until overwritten; nobody reads it.
  size_ -= count;
  const size_t needed = size_ == 0 ? 0 : (front_ + size_ + kChunk - 1) / kChunk;
  chunks_.erase(chunks_.begin() + needed, chunks_.end());
  if (size_ == 0) front_ = 0;
}

bool operator==(const EntryChunks& a, const EntryChunks& b) {
  if (a.size_ != b.size_) return false;
  if (a.front_ == b.front_ && a.chunks_.size() == b.chunks_.size() &&
      std::equal(
          a.chunks_.begin(), a.chunks_.end(), b.chunks_.begin(),
          [](const auto& x, const auto& y) { return x.SharesWith(y); })) {
    return true;
  }
  for (size_t i = 0; i < a.size_; ++i) {
    if (!(a[i] == b[i])) return false;
  }
  return true;
}

}  // namespace raft
