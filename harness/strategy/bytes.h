// Bytes: schedules in a form that fuzzers can change anywhere. A header
// (byte_setup.h), then records of a fixed size, one for each action. Every
// string of bytes is a schedule; bytes that make no whole record are ignored.
// If the header says that faults last in the settle phase, the last record is no
// action but says which: a byte for each node.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/action/action.h"
#include "harness/strategy/byte_setup.h"
#include "harness/strategy/random.h"
#include "harness/strategy/strategy.h"
#include "harness/trace/trace.h"
#include "harness/world/world.h"
#include "raft/base/error.h"

namespace harness {

inline constexpr size_t kRecordSize = 8;
using RecordBytes = std::array<uint8_t, kRecordSize>;

// The action that a record means in this world: a verb by a table that `mix`
// chooses, in which most bytes are ordinary progress; nodes, links and messages
// by position. Most records, looked at in most worlds, do something: what names
// a node to which the verb cannot happen may look for one to which it can.
Action Decode(const RecordBytes& record, const World& world, Mix mix);

// The reverse, exactly; nothing if no record means this action here (which is
// never so for what random walks do).
std::optional<RecordBytes> Encode(const Action& action, const World& world,
                                  Mix mix);

// A schedule that is read while it happens. `bytes` must outlive it.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes);

  const Header& header() const { return header_; }
  // The next action, the settling at the end included; nothing after that.
  std::optional<Action> Next(const World& world);

 private:
  std::string_view bytes_;
  Header header_;
  size_t end_;  // Of the actions.
  size_t at_ = kHeaderSize;
  bool settled_ = false;
};

// The trace of such a schedule, up to what falls, without fingerprints.
Trace FromBytes(std::string_view bytes);

// A schedule with the same effect: all actions but the no-ops. An error if the
// setup or an action has no byte form, or if something settles in between.
raft::Result<std::string> ToBytes(const Trace& trace, Mix mix = Mix::kEvery);

// What the fuzzers of schedules refuse to be longer than, in bytes: short ones
// are faster to run and to understand. Longer files are nobody's schedule.
inline constexpr size_t kScheduleMost = kHeaderSize + 600 * kRecordSize;

// The trace in a file, whether it is one that `run` has written or bytes that a
// fuzzer has left; says on stderr if it takes it for the latter. kIo or
// kBadBytes, with the name of the file, for what is neither or was meant as a
// trace (its name may say so) but is none.
raft::Result<Trace> ReadTraceOrBytes(const std::string& path);

// Draws the bytes of records.
class ByteWalk : public Strategy {
 public:
  ByteWalk(Mix mix, Random random) : mix_(mix), random_(random) {}

  Action Next(const World& world) override;

 private:
  Mix mix_;
  Random random_;
};

}  // namespace harness
