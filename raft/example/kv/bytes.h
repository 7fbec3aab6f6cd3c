// Numbers and strings as bytes: a number takes one byte below 255 and nine
// from there on, a string is its length and its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kv {

void AppendNumber(std::string& bytes, uint64_t number);
void AppendString(std::string& bytes, std::string_view text);

// Reads them back. What is cut short, and a number written longer than it need
// be, makes itself and everything after it 0 or empty, and Done false. Never
// reads beyond the bytes, which must outlive the Reader.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  uint64_t Byte();
  uint64_t Number();
  // Valid as long as the bytes that are read.
  std::string_view String();
  // True if all was read and nothing is left.
  bool Done() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace kv
