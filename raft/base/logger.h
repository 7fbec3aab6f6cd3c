// Logger: where a node's log lines go. There is no global logger.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string_view>
#include <utility>

namespace raft {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarn, kError, kFatal, kNone };

// Receives the log lines of one or more nodes. Owned by the caller; it must
// outlive the nodes that write to it. Called only inside calls on a node, from
// the thread of that call.
class Logger {
 public:
  virtual ~Logger() = default;
  // True if lines of `level` are wanted. Lines that are not are never built.
  virtual bool Wants(LogLevel level) const = 0;
  // One line, without the line's end.
  virtual void Write(LogLevel level, std::string_view line) = 0;
};

// Writes a formatted line, if there is a logger and it wants the level.
template <typename... Args>
void Log(Logger* logger, LogLevel level, fmt::format_string<Args...> format,
         Args&&... args) {
  if (logger == nullptr || !logger->Wants(level)) return;
  logger->Write(level, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace raft
