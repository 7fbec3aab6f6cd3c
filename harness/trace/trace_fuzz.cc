// Any text: what parses as a trace is written so that it parses as the same
// trace; what does not is refused in one line.
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/trace/trace.h"
#include "raft/base/error.h"

namespace harness {
namespace {

void Require(bool holds, std::string_view what, std::string_view text) {
  if (holds) return;
  fmt::print(stderr, "trace_fuzz: {}: {}\n", what, text);
  std::abort();
}

void Check(std::string_view text) {
  const raft::Result<Trace> trace = ParseTrace(text);
  if (!trace) {
    const std::string_view why = trace.error().Text();
    Require(!trace.error().detail.empty(), "refused without a reason", why);
    Require(why.find_first_of("\r\n") == std::string_view::npos,
            "refused in more than one line", why);
    return;
  }
  const std::string written = ToText(*trace);
  const raft::Result<Trace> again = ParseTrace(written);
  Require(again.has_value(), "what was written is refused",
          again ? "" : again.error().Text());
  Require(*again == *trace, "what was written is another trace", written);
  Require(ToText(*again) == written, "it is written in two ways", written);
}

}  // namespace
}  // namespace harness

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  harness::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
