#include "harness/trace/signature.h"

#include <string_view>

namespace harness {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Where the number ends that begins at `begin`, or `begin` if none does: digits,
// or a hash in lower hexadecimal digits, some of which are letters, that is a
// word of its own. What depends on contents is no form: a trace could not lose
// an entry without becoming the trace of another fall.
size_t EndOfNumber(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && IsDigit(text[end])) ++end;
  if (begin > 0 && (IsDigit(text[begin - 1]) || IsLetter(text[begin - 1]))) {
    return end;
  }
  size_t word = begin;
  bool digits = false;
  while (word < text.size() &&
         (IsDigit(text[word]) || (text[word] >= 'a' && text[word] <= 'f'))) {
    digits |= IsDigit(text[word++]);
  }
  const bool whole = word == text.size() || !IsLetter(text[word]);
  return whole && digits ? word : end;
}

}  // namespace

std::string SignatureOf(const invariants::Violation& violation) {
  std::string signature(violation.invariant);
  signature += ": ";
  const std::string& evidence = violation.evidence;
  for (size_t i = 0; i < evidence.size();) {
    const size_t end = EndOfNumber(evidence, i);
    if (end == i) {
      signature += evidence[i++];
    } else {
      signature += '#';
      i = end;
    }
  }
  return signature;
}

}  // namespace harness
