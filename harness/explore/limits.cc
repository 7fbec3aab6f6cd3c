#include "harness/explore/limits.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace harness {
namespace {

// Asking the system for it costs more than expanding a state.
constexpr std::chrono::milliseconds kWeighEvery{100};
constexpr std::chrono::milliseconds kShowEvery{100};

}  // namespace

Limits::Limits(const ExploreOptions& options) : options_(options) {
  bytes_first_ = Resident();
}

uint64_t Limits::Resident() {
  uint64_t pages = 0;
  uint64_t resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  const uint64_t bytes =
      resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  bytes_most_ = std::max(bytes_most_, bytes);
  return bytes;
}

const char* Limits::Reached(uint64_t states, bool is_first) {
  if (options_.interrupted != nullptr && *options_.interrupted) {
    return "it was interrupted";
  }
  if (options_.states != 0 && states >= options_.states) {
    return "the budget of states is used up";
  }
  if (!is_first) return nullptr;
  const Clock::time_point now = Clock::now();
  if (options_.time.count() != 0 && now - begin_ >= options_.time) {
    return "the budget of time is used up";
  }
  if (now - weighed_ < kWeighEvery) return nullptr;
  weighed_ = now;
  if (options_.memory != 0 && Resident() > options_.memory) {
    return "the budget of memory is used up";
  }
  return nullptr;
}

bool Limits::IsTimeToShow() {
  const Clock::time_point now = Clock::now();
  if (now - shown_ < kShowEvery) return false;
  shown_ = now;
  return true;
}

bool Limits::IsTimeToStore() const {
  return !options_.checkpoint.empty() && options_.checkpoint_every &&
         Clock::now() - stored_ >= *options_.checkpoint_every;
}

double Limits::Seconds() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

uint64_t Limits::BytesMost() {
  (void)Resident();
  return bytes_most_ - std::min(bytes_most_, bytes_first_);
}

}  // namespace harness
