// IncomingBytes: what has arrived of a stream and was not taken yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raft::http {

// A value. What it holds is what was put in: nothing is allocated for what a
// length only promises.
class IncomingBytes {
 public:
  void Put(std::string_view bytes);

  // Takes the next `count` bytes, or nothing while fewer are there. The view is
  // good until Put is called.
  std::optional<std::string_view> Take(uint64_t count);
  // The same of a number, most significant byte first.
  std::optional<uint64_t> TakeNumber();

  size_t size() const { return bytes_.size() - taken_; }

 private:
  std::string bytes_;
  size_t taken_ = 0;  // Bytes at the front that are of no use any more.
};

// Appends a number as TakeNumber reads it.
void PutNumber(uint64_t number, std::string& out);

}  // namespace raft::http
