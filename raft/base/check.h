// Panic: how a broken contract shows itself. Checks stay on in every build.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace raft {

// A bug of this library or of its caller: an argument that the contract
// forbids, or a state that must not be. Thrown in every build type and never
// caught by the library; whoever holds the node must stop using it.
class Panic : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws a Panic with the formatted text.
template <typename... Args>
[[noreturn]] void PanicWith(fmt::format_string<Args...> format,
                            Args&&... args) {
  throw Panic(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace raft

// Throws raft::Panic when `condition` is false. The arguments after it are a
// fmt format string and its operands; they are evaluated only then.
#define RAFT_CHECK(condition, ...)    \
  do {                                \
    if (!(condition)) [[unlikely]]    \
      ::raft::PanicWith(__VA_ARGS__); \
  } while (false)
