#include "raft/describe/quote.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "raft/describe/printable.h"

namespace raft {
namespace {

// A rune and the bytes that it takes. No bytes: what is there is not UTF-8.
struct Decoded {
  char32_t rune = 0;
  size_t size = 0;
};

// Decodes the rune at the front of `bytes`. REQUIRES: not empty.
Decoded DecodeRune(std::string_view bytes) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  // 0xc0 and 0xc1 could only begin what fits in one byte, and what begins
  // above 0xf4 lies beyond Unicode.
  if (first < 0xc2 || first > 0xf4) return {};
  const size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (bytes.size() < size) return {};
  char32_t rune = first & (0x7f >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    rune = rune << 6 | (byte(i) & 0x3f);
  }
  const bool overlong = rune < (size == 3 ? 0x800 : size == 4 ? 0x10000 : 0x80);
  const bool surrogate = rune >= 0xd800 && rune < 0xe000;
  if (overlong || surrogate || rune > 0x10ffff) return {};
  return {rune, size};
}

// The letter after the backslash in the short escapes, or 0.
char ShortEscape(char32_t rune) {
  switch (rune) {
    case '"':
    case '\\':
      return static_cast<char>(rune);
    case '\a':
      return 'a';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\v':
      return 'v';
    default:
      return 0;
  }
}

// Appends the rune that `bytes` are, and are nothing but.
void AppendRune(char32_t rune, std::string_view bytes, std::string& out) {
  const auto code = static_cast<uint32_t>(rune);
  if (const char letter = ShortEscape(rune); letter != 0) {
    out += '\\';
    out += letter;
  } else if (IsPrintable(rune)) {
    out += bytes;
  } else if (code < 0x80) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", code);
  } else if (code < 0x10000) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
  } else {
    fmt::format_to(std::back_inserter(out), "\\U{:08x}", code);
  }
}

}  // namespace

std::string Quote(std::string_view bytes) {
  std::string out = "\"";
  while (!bytes.empty()) {
    const auto [rune, size] = DecodeRune(bytes);
    if (size == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}",
                     static_cast<uint8_t>(bytes[0]));
      bytes.remove_prefix(1);
    } else {
      AppendRune(rune, bytes.substr(0, size), out);
      bytes.remove_prefix(size);
    }
  }
  out += '"';
  return out;
}

}  // namespace raft
