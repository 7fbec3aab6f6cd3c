// Lines: a text, line by line.
#pragma once

#include <cstddef>
#include <string_view>

namespace harness {

// Lines without their ends (also `\r\n`); empty ones are passed over. The text
// must outlive it.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // False at the end.
  bool Next() {
    while (!rest_.empty()) {
      const size_t end = rest_.find('\n');
      line_ = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view{}
                                            : rest_.substr(end + 1);
      ++number_;
      if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
      if (line_.find_first_not_of(" \t") != std::string_view::npos) return true;
    }
    return false;
  }
  std::string_view line() const { return line_; }
  size_t number() const { return number_; }  // Of the line, from 1 on.

 private:
  std::string_view rest_;
  std::string_view line_;
  size_t number_ = 0;
};

}  // namespace harness
