// Explores every crash of a log: after each call that it makes on its file
// system, every state that a power cut may leave, and the kill of its process.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/durable/log_steps.h"
#include "raft/durable/wal/log.h"

namespace harness {

// What was explored; each says how often.
struct LogCrashCounts {
  uint64_t sequences = 0;    // Of steps, all beginnings of others included.
  uint64_t ways = 0;         // In which a power cut may end.
  uint64_t states = 0;       // Different ones, that were opened again.
  uint64_t torn = 0;         // Of them: with a tail that was cut off.
  uint64_t holes = 0;        // And with whole records behind the torn one.
  uint64_t edges = 0;        // Steps that wrote over a sector's edge.
  uint64_t cuts = 0;         // Steps that cut a segment.
  uint64_t recoveries = 0;   // Crashes and failures inside a recovery.
  uint64_t reused = 0;       // Writes to where a tail had been cut off.
  uint64_t cut_short = 0;    // Writes of which only the first bytes came.
};

std::string TextOf(const LogCrashCounts& counts);

// Checks that whatever a crash leaves is opened again without help, and holds
// what the definition allows; that what was opened stays whatever happens then;
// and that what is written behind it does, too.
class LogCrashes {
 public:
  // Every `recovery_every`th state is also opened with a crash at each call of
  // its recovery, and more of those with a torn tail.
  LogCrashes(const raft::wal::LogOptions& options, uint64_t recovery_every)
      : options_(options), recovery_every_(recovery_every) {}

  // All sequences of at most `length` of `steps`. Returns what is wrong, with
  // the sequence; nothing if nothing is.
  std::optional<std::string> Explore(std::span<const LogStep> steps,
                                     int length);
  // Just one sequence, with all its crashes.
  std::optional<std::string> Follow(std::span<const LogStep> steps);
  // One sequence whose last step finds the disk full: after no byte, after one,
  // and so on up to all of them; then there is space again.
  std::optional<std::string> FillUp(std::span<const LogStep> steps);

  const LogCrashCounts& counts() const { return counts_; }

 private:
  std::optional<std::string> Begin(LogUnderTest& log);
  std::optional<std::string> Extend(const LogUnderTest& log,
                                    std::span<const LogStep> steps,
                                    int length);
  // Does `step` with a crash before each of its calls, and then without.
  template <typename Step>
  std::optional<std::string> Interrupt(LogUnderTest& log, const Step& step);
  // Does it with a write that stops in its middle.
  template <typename Step>
  std::optional<std::string> CutShort(const LogUnderTest& log,
                                      const Step& step);
  std::optional<std::string> Crash(const LogUnderTest& log);
  std::optional<std::string> Open(const LogUnderTest& log,
                                  const SimFileSystem& left);
  std::optional<std::string> CheckStays(const LogUnderTest& log,
                                        const SimFileSystem& opened,
                                        const PlainLog& plain);
  std::optional<std::string> CheckAppends(const LogUnderTest& log,
                                          SimFileSystem& files,
                                          raft::wal::Log& opened,
                                          const PlainLog& plain);
  std::optional<std::string> CheckRecovery(const LogUnderTest& log,
                                           const SimFileSystem& left);
  void Note(const LogUnderTest& before, const LogUnderTest& after);

  raft::wal::LogOptions options_;
  uint64_t recovery_every_;
  std::string path_;  // The sequence that is explored.
  LogCrashCounts counts_;
  // Every so many states a recovery is interrupted, too. Those after writes
  // that were cut short count for themselves: they take no turns from others.
  struct Seen {
    uint64_t states = 0;
    uint64_t torn = 0;
  };
  Seen seen_;
  Seen seen_cut_short_;
};

}  // namespace harness
