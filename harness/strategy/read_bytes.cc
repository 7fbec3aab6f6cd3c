// Schedules in files, as traces or as bytes.
#include <fmt/format.h>

#include <cstdio>

#include "harness/strategy/bytes.h"
#include "harness/trace/files.h"
#include "harness/trace/recognize.h"

namespace harness {

raft::Result<Trace> ReadTraceOrBytes(const std::string& path) {
  const auto bytes = ReadFile(path);  // Once: a pipe gives them once.
  if (!bytes) return std::unexpected(bytes.error());
  raft::Result<Trace> trace = ParseTrace(*bytes);
  if (trace) return trace;
  const auto refuse = [&path](std::string_view why) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      fmt::format("{}: {}", path, why));
  };
  if (const std::string_view kind = KnownKind(*bytes); !kind.empty()) {
    return refuse(fmt::format("it is {}, not a trace", kind));
  }
  if (path.ends_with(".textproto") || IsMeantAsTrace(*bytes)) {
    return refuse(trace.error().Text());
  }
  if (bytes->size() > kScheduleMost) {
    return refuse(
        fmt::format("{} bytes are neither a trace nor a fuzzer's schedule of "
                    "at most {}",
                    bytes->size(), kScheduleMost));
  }
  trace = FromBytes(*bytes);
  fmt::print(stderr, "{}: read as a fuzzer's schedule of {} actions\n", path,
             trace->actions.size());
  return trace;
}

}  // namespace harness
