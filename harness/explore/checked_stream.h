// Numbers as bytes, the lowest byte first, with a checksum at the end.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "harness/explore/state_set.h"

namespace harness {

// XXH3 of all bytes that were added.
class Checksum {
 public:
  static constexpr uint64_t kBytes = 16;

  Checksum();
  ~Checksum();
  void Add(std::string_view bytes);
  StateKey Get() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether the stream took it all is for the stream to say.
class CheckedWriter {
 public:
  explicit CheckedWriter(std::ostream& out) : out_(out) {}

  void Bytes(std::string_view bytes);
  void U64(uint64_t number) { Number(number, 8); }
  void U32(uint32_t number) { Number(number, 4); }
  void Text(std::string_view text);
  void Key(const StateKey& key);
  // Writes the checksum of all that was written.
  void End() { Key(checksum_.Get()); }

 private:
  void Number(uint64_t number, size_t bytes);

  std::ostream& out_;
  Checksum checksum_;
};

// Reads what a CheckedWriter wrote. Once something is not there, or not as it
// was asked for, `failed` is true and everything is 0 or empty from then on.
class CheckedReader {
 public:
  // `in` has so many bytes.
  CheckedReader(std::istream& in, uint64_t size) : in_(in), left_(size) {}

  void Bytes(char* bytes, size_t count);
  uint64_t U64() { return Number(8); }
  uint32_t U32() { return static_cast<uint32_t>(Number(4)); }
  std::string Text();
  StateKey Key();
  // How many things follow, of which each has so many bytes at least: never
  // more than there are.
  uint64_t Count(uint64_t bytes_each);
  // A number below `end`.
  uint64_t Below(uint64_t end);
  // Whether the right checksum follows, and nothing after it.
  bool End();
  bool failed() const { return failed_; }

 private:
  uint64_t Number(size_t bytes);

  std::istream& in_;
  uint64_t left_;
  bool failed_ = false;
  Checksum checksum_;
};

}  // namespace harness
