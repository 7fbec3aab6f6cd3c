#include "harness/explore/checked_stream.h"

#include <xxhash.h>

#include <istream>
#include <ostream>

#include "raft/base/check.h"

namespace harness {

struct Checksum::State {
  XXH3_state_t* xxh = nullptr;
};

Checksum::Checksum() : state_(std::make_unique<State>(XXH3_createState())) {
  RAFT_CHECK(state_->xxh != nullptr, "there is no memory for a checksum");
  XXH3_128bits_reset(state_->xxh);
}

Checksum::~Checksum() { XXH3_freeState(state_->xxh); }

void Checksum::Add(std::string_view bytes) {
  XXH3_128bits_update(state_->xxh, bytes.data(), bytes.size());
}

StateKey Checksum::Get() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->xxh);
  return {hash.high64, hash.low64};
}

void CheckedWriter::Bytes(std::string_view bytes) {
  checksum_.Add(bytes);
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void CheckedWriter::Text(std::string_view text) {
  U64(text.size());
  Bytes(text);
}

void CheckedWriter::Key(const StateKey& key) {
  U64(key.high);
  U64(key.low);
}

void CheckedWriter::Number(uint64_t number, size_t bytes) {
  std::array<char, 8> text;
  for (size_t i = 0; i < bytes; ++i) {
    text[i] = static_cast<char>(number >> (8 * i));
  }
  Bytes({text.data(), bytes});
}

void CheckedReader::Bytes(char* bytes, size_t count) {
  if (failed_ || count > left_ ||
      !in_.read(bytes, static_cast<std::streamsize>(count))) {
    failed_ = true;
    return;
  }
  left_ -= count;
  checksum_.Add({bytes, count});
}

std::string CheckedReader::Text() {
  std::string text(Count(1), '\0');
  Bytes(text.data(), text.size());
  return text;
}

StateKey CheckedReader::Key() {
  const uint64_t high = U64();
  return {high, U64()};
}

uint64_t CheckedReader::Count(uint64_t bytes_each) {
  const uint64_t count = U64();
  if (count > left_ / bytes_each) failed_ = true;
  return failed_ ? 0 : count;
}

uint64_t CheckedReader::Below(uint64_t end) {
  const uint64_t number = U64();
  if (number >= end) failed_ = true;
  return failed_ ? 0 : number;
}

bool CheckedReader::End() {
  const StateKey checksum = checksum_.Get();
  return left_ == Checksum::kBytes && Key() == checksum && !failed_;
}

uint64_t CheckedReader::Number(size_t bytes) {
  std::array<char, 8> text = {};
  Bytes(text.data(), bytes);
  if (failed_) return 0;
  uint64_t number = 0;
  for (size_t i = 0; i < bytes; ++i) {
    number |= uint64_t{static_cast<uint8_t>(text[i])} << (8 * i);
  }
  return number;
}

}  // namespace harness
