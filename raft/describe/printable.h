// Which runes can be shown as they are.
#pragma once

namespace raft {

// True for the letters, marks, numbers, punctuation and symbols of Unicode
// 15.0, and for the ASCII space; false for every other space, for controls and
// for what is not assigned.
bool IsPrintable(char32_t rune);

}  // namespace raft
