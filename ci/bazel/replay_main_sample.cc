// A fuzz target that dies of any input that begins with 'x', and refuses
// what begins with 'r'.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0 && data[0] == 'x') std::abort();
  return size > 0 && data[0] == 'r' ? -1 : 0;
}
