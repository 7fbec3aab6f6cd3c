#include "harness/fuzz/mutate.h"

#include <algorithm>
#include <array>
#include <vector>

#include "harness/strategy/byte_verbs.h"
#include "raft/base/check.h"

namespace harness {
namespace {

constexpr uint64_t kBurstMost = 24;
constexpr uint64_t kPieceMost = 16;
constexpr uint64_t kChangesMost = 4;
// Records mean most in the setup that they were found in.
constexpr uint64_t kSetupsOneIn = 4;

using Records = std::vector<RecordBytes>;

// A schedule in its two parts.
struct Schedule {
  HeaderBytes header{};
  Records records;
};

Schedule Parse(std::string_view bytes) {
  Schedule schedule;
  const size_t header = std::min(bytes.size(), kHeaderSize);
  std::copy_n(bytes.begin(), header, schedule.header.begin());
  for (size_t at = kHeaderSize; at + kRecordSize <= bytes.size();
       at += kRecordSize) {
    std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(at), kRecordSize,
                schedule.records.emplace_back().begin());
  }
  return schedule;
}

std::string Write(const Schedule& schedule, size_t size_max) {
  std::string bytes(schedule.header.begin(), schedule.header.end());
  for (const RecordBytes& record : schedule.records) {
    if (bytes.size() + kRecordSize > size_max) break;
    bytes.append(record.begin(), record.end());
  }
  return bytes;
}

RecordBytes DrawRecord(Random& random) {
  const uint64_t drawn = random.Next();
  RecordBytes record;
  for (size_t i = 0; i < kRecordSize; ++i) {
    record[i] = static_cast<uint8_t>(drawn >> (8 * i));
  }
  return record;
}

// One that lets the cluster get on: it seeks a node that has something to do.
RecordBytes DrawProgress(Mix mix, Random& random) {
  constexpr auto kProgress = std::to_array<Verb>(
      {Verb::kDeliver, Verb::kDeliver, Verb::kDeliver, Verb::kDeliver,
       Verb::kReady, Verb::kSync, Verb::kHear, Verb::kApply, Verb::kBeat});
  RecordBytes record = DrawRecord(random);
  const Verb verb = kProgress[random.Below(kProgress.size())];
  record[0] = *ByteOf(verb, mix);
  record[3] |= 5;
  return record;
}

// Some records in a row: [first, last).
struct Piece {
  ptrdiff_t first = 0;
  ptrdiff_t last = 0;
};

Piece DrawPiece(const Records& records, Random& random) {
  if (records.empty()) return {};
  const uint64_t first = random.Below(records.size());
  const uint64_t length = 1 + random.Below(kPieceMost);
  return {static_cast<ptrdiff_t>(first),
          static_cast<ptrdiff_t>(std::min(first + length, records.size()))};
}

Records::iterator DrawGap(Records& records, Random& random) {
  return records.begin() +
         static_cast<ptrdiff_t>(random.Below(records.size() + 1));
}

void Insert(Records& records, Random& random) {
  const RecordBytes record = DrawRecord(random);
  records.insert(DrawGap(records, random), record);
}

void Burst(Records& records, Mix mix, Random& random) {
  Records burst(1 + random.Below(kBurstMost));
  for (RecordBytes& record : burst) record = DrawProgress(mix, random);
  records.insert(DrawGap(records, random), burst.begin(), burst.end());
}

// What follows upon what is there, in worlds that only this schedule reaches.
void Extend(Records& records, Random& random) {
  const uint64_t count = 1 + random.Below(kBurstMost);
  for (uint64_t i = 0; i < count; ++i) records.push_back(DrawRecord(random));
}

void Delete(Records& records, Random& random) {
  const Piece piece = DrawPiece(records, random);
  records.erase(records.begin() + piece.first, records.begin() + piece.last);
}

void SayAgain(Records& records, Random& random) {
  const Piece piece = DrawPiece(records, random);
  const Records copy(records.begin() + piece.first,
                     records.begin() + piece.last);
  records.insert(DrawGap(records, random), copy.begin(), copy.end());
}

void Swap(Records& records, Random& random) {
  if (records.empty()) return;
  const uint64_t first = random.Below(records.size());
  const uint64_t second = random.Below(records.size());
  std::swap(records[first], records[second]);
}

void Move(Records& records, Random& random) {
  const Piece piece = DrawPiece(records, random);
  const Records moved(records.begin() + piece.first,
                      records.begin() + piece.last);
  records.erase(records.begin() + piece.first, records.begin() + piece.last);
  records.insert(DrawGap(records, random), moved.begin(), moved.end());
}

uint8_t ChangeByte(uint8_t byte, Random& random) {
  switch (random.Below(4)) {
    case 0:
      return static_cast<uint8_t>(byte + 1);
    case 1:
      return static_cast<uint8_t>(byte - 1);
    case 2:
      return static_cast<uint8_t>(byte ^ 1 << random.Below(8));
    default:
      return static_cast<uint8_t>(random.Below(256));
  }
}

void ChangeField(Records& records, Random& random) {
  if (records.empty()) return;
  RecordBytes& record = records[random.Below(records.size())];
  uint8_t& byte = record[random.Below(kRecordSize)];
  byte = ChangeByte(byte, random);
}

void ChangeHeader(HeaderBytes& header, Random& random) {
  uint8_t& byte = header[random.Below(kHeaderSize)];
  // Zero is what is usual.
  byte = random.Below(4) == 0 ? 0 : ChangeByte(byte, random);
}

// Each byte of one or the other.
void CrossHeaders(HeaderBytes& header, const HeaderBytes& other,
                  Random& random) {
  uint64_t others = random.Next();
  for (size_t i = 0; i < kHeaderSize; ++i) {
    if ((others & 1) != 0) header[i] = other[i];
    others >>= 1;
  }
}

Mix MixOf(const HeaderBytes& header) {
  return DecodeHeader(
             {reinterpret_cast<const char*>(header.data()), header.size()})
      .mix;
}

void ChangeOnce(Schedule& schedule, Random& random) {
  Records& records = schedule.records;
  switch (random.Below(16)) {
    case 0:
      return ChangeHeader(schedule.header, random);
    case 1:
    case 2:
      return Insert(records, random);
    case 3:
    case 4:
      return Burst(records, MixOf(schedule.header), random);
    case 5:
      return Delete(records, random);
    case 6:
      return SayAgain(records, random);
    case 7:
    case 8:
      return Swap(records, random);
    case 9:
      return Move(records, random);
    case 10:
    case 11:
    case 12:
      return Extend(records, random);
    default:
      return ChangeField(records, random);
  }
}

}  // namespace

void Mutate(std::string& bytes, size_t size_max, Random& random) {
  RAFT_CHECK(size_max >= kHeaderSize, "{} bytes hold no header", size_max);
  Schedule schedule = Parse(bytes);
  const uint64_t changes = 1 + random.Below(kChangesMost);
  for (uint64_t i = 0; i < changes; ++i) ChangeOnce(schedule, random);
  bytes = Write(schedule, size_max);
}

std::string CrossOver(std::string_view first, std::string_view second,
                      size_t size_max, Random& random) {
  RAFT_CHECK(size_max >= kHeaderSize, "{} bytes hold no header", size_max);
  Schedule result = Parse(first);
  const Schedule other = Parse(second);
  if (random.Below(kSetupsOneIn) == 0) {
    CrossHeaders(result.header, other.header, random);
  }
  const Piece piece = DrawPiece(other.records, random);
  const auto gap = DrawGap(result.records, random);
  if (random.Below(2) == 0) {
    result.records.erase(gap, result.records.end());
    result.records.insert(result.records.end(),
                          other.records.begin() + piece.first,
                          other.records.end());
  } else {
    result.records.insert(gap, other.records.begin() + piece.first,
                          other.records.begin() + piece.last);
  }
  return Write(result, size_max);
}

}  // namespace harness
