#include "harness/bench/counters.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>

namespace {

std::atomic<uint64_t> allocations = 0;
std::atomic<uint64_t> allocated = 0;

}  // namespace

// Every allocation of a benchmark goes through here.
void* operator new(size_t bytes) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  allocated.fetch_add(bytes, std::memory_order_relaxed);
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace harness {
namespace {

// The kernel's counter of instructions, or -1.
int OpenInstructions() {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  return static_cast<int>(
      syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
}

}  // namespace

Reading ReadCounters() {
  static const int counter = OpenInstructions();
  Reading reading;
  uint64_t instructions = 0;
  if (counter >= 0 && read(counter, &instructions, sizeof(instructions)) ==
                          sizeof(instructions)) {
    reading.instructions = instructions;
  }
  reading.allocations = allocations.load(std::memory_order_relaxed);
  reading.allocated = allocated.load(std::memory_order_relaxed);
  reading.nanoseconds = static_cast<uint64_t>(
      std::chrono::steady_clock::now().time_since_epoch().count());
  return reading;
}

}  // namespace harness
