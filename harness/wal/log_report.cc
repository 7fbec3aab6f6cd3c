#include "harness/wal/log_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "raft/durable/file_system/paths.h"
#include "raft/durable/snapshots/snapshot_directory.h"
#include "raft/durable/wal/directory.h"
#include "raft/durable/wal/read_log.h"
#include "raft/durable/wal/record.h"
#include "raft/durable/wal/record_data.h"
#include "raft/durable/wal/segment_name.h"
#include "raft/durable/wal/segment_reader.h"

namespace harness {
namespace {

using raft::durable::FileSystem;
using raft::durable::Join;
using raft::wal::LogReading;
using raft::wal::RecordType;
using raft::wal::SegmentName;
using raft::wal::SegmentRecord;

constexpr const char* kVerdicts[] = {"intact", "torn", "damaged"};

const char* NameOf(RecordType type) {
  switch (type) {
    case RecordType::kMetadata:
      return "metadata";
    case RecordType::kEntry:
      return "entry";
    case RecordType::kState:
      return "state";
    case RecordType::kCrc:
      return "checksum";
    case RecordType::kSnapshot:
      return "snapshot";
  }
  return "";
}

std::string TextOf(const raft::HardState& state) {
  return fmt::format("commit {}, term {}, vote {}", state.commit, state.term,
                     state.vote);
}

std::string TextOf(const SegmentRecord& read) {
  const raft::wal::Record& record = read.record;
  if (const auto* entry = std::get_if<raft::Entry>(&read.content)) {
    const char* kind = entry->type == raft::EntryType::kNormal
                           ? ""
                           : ", a membership change";
    return fmt::format("{} of term {}, {} bytes{}", entry->index, entry->term,
                       entry->data.size(), kind);
  }
  if (const auto* state = std::get_if<raft::HardState>(&read.content)) {
    return TextOf(*state);
  }
  if (const auto* end =
          std::get_if<raft::wal::SnapshotRecord>(&read.content)) {
    return fmt::format("up to entry {} of term {}", end->index, end->term);
  }
  if (record.type == RecordType::kMetadata) {
    return fmt::format("{} bytes", record.data.value_or("").size());
  }
  std::string text = fmt::format("{:08x}", record.crc);
  if (record.number) text += fmt::format(", log {:016x}", *record.number);
  return text;
}

// The log itself, where a folder of a node is named.
raft::Result<std::string> FindLog(FileSystem& files,
                                  std::string_view directory) {
  const auto names = files.List(directory);
  if (!names) return std::unexpected(names.error());
  const bool has_segment = std::ranges::any_of(*names, [](const auto& name) {
    return raft::wal::ParseSegmentName(name).has_value();
  });
  const bool has_inner = std::ranges::find(*names, "wal") != names->end();
  return has_segment || !has_inner ? std::string(directory)
                                   : Join(directory, "wal");
}

// The index of the oldest snapshot. Without any, what the first segment begins
// behind.
raft::Result<raft::Index> OldestSnapshot(FileSystem& files,
                                         std::string_view log,
                                         std::string_view snapshots) {
  if (!snapshots.empty()) {
    const auto names = raft::durable::ListSnapshots(files, snapshots);
    if (!names) return std::unexpected(names.error());
    if (!names->snapshots.empty()) return names->snapshots.back().index;
  }
  const auto directory = raft::wal::ReadDirectory(files, log);
  if (!directory) return std::unexpected(directory.error());
  return directory->segments.front().index;
}

// The records that can be read, of a segment whose checksums go on from `crc`.
raft::Result<LogSegment> ReadSegment(FileSystem& files, std::string_view log,
                                     const SegmentName& name,
                                     std::optional<uint32_t>& crc) {
  LogSegment segment;
  segment.file = FileName(name);
  const auto bytes =
      raft::durable::ReadFile(files, Join(log, segment.file));
  if (!bytes) return std::unexpected(bytes.error());
  segment.bytes = bytes->size();
  raft::wal::SegmentReader reader(*bytes, name.sequence, crc);
  while (const std::optional<SegmentRecord> record = reader.Next()) {
    segment.records.push_back({.offset = record->begin,
                               .type = NameOf(record->record.type),
                               .text = TextOf(*record)});
  }
  if (reader.records() != 0) crc = reader.crc();
  return segment;
}

void Conclude(const LogReading& reading, LogReport& report) {
  const raft::wal::Contents& contents = reading.contents;
  report.first = contents.base().index + 1;
  report.last = contents.last_index();
  report.state = contents.state();
  if (reading.damage) {
    report.verdict = LogVerdict::kDamaged;
    report.file = reading.damage->file;
    report.offset = reading.damage->offset;
    report.why = reading.damage->why;
    report.below_commit = report.state.commit > report.last;
  } else if (reading.torn && reading.torn->bytes != 0) {
    report.verdict = LogVerdict::kTorn;
    report.file = FileName(reading.directory.segments.back());
    report.offset = reading.end;
    report.why = reading.torn->why;
  }
}

}  // namespace

raft::Result<LogReport> ReportOn(FileSystem& files, std::string_view directory,
                                 std::string_view snapshots) {
  LogReport report;
  const auto log = FindLog(files, directory);
  if (!log) return std::unexpected(log.error());
  report.directory = *log;
  const auto oldest = OldestSnapshot(files, *log, snapshots);
  if (!oldest) return std::unexpected(oldest.error());
  const auto reading = raft::wal::InspectLog(files, *log, *oldest);
  if (!reading) return std::unexpected(reading.error());
  Conclude(*reading, report);
  const raft::wal::Directory& found = reading->directory;
  std::optional<uint32_t> crc;
  for (size_t i = 0; i < found.segments.size(); ++i) {
    const SegmentName& name = found.segments[i];
    if (i < reading->range.begin) {
      report.unread.push_back(FileName(name));
      continue;
    }
    if (name.sequence == 0) crc = 0;
    auto segment = ReadSegment(files, *log, name, crc);
    if (!segment) return std::unexpected(segment.error());
    report.segments.push_back(std::move(*segment));
    // Behind the damage nothing is known to be the log's.
    if (report.verdict == LogVerdict::kDamaged &&
        report.file == FileName(name)) {
      break;
    }
  }
  for (const auto* rest : {&found.left_overs, &found.others}) {
    report.unread.insert(report.unread.end(), rest->begin(), rest->end());
  }
  return report;
}

std::string Conclusion(const LogReport& report) {
  std::string text = fmt::format("entries {}..{}, {}: ", report.first,
                                 report.last, TextOf(report.state));
  switch (report.verdict) {
    case LogVerdict::kIntact:
      return text + "intact";
    case LogVerdict::kTorn:
      return text + fmt::format("torn tail at {}:{}", report.file,
                                report.offset);
    case LogVerdict::kDamaged:
      return text + fmt::format("damaged at {}:{}: {}{}", report.file,
                                report.offset, report.why,
                                report.below_commit
                                    ? " (committed entries are behind it)"
                                    : "");
  }
  return text;
}

std::string Describe(const LogReport& report) {
  std::string text = report.directory + "\n";
  for (const LogSegment& segment : report.segments) {
    text += fmt::format("{}, {} bytes\n", segment.file, segment.bytes);
    for (const LogRecord& record : segment.records) {
      text += fmt::format("{:>10}  {:<9} {}\n", record.offset, record.type,
                          record.text);
    }
    if (segment.file != report.file) continue;
    text += fmt::format("{:>10}  {:<9} {}\n", report.offset,
                        kVerdicts[static_cast<int>(report.verdict)],
                        report.why);
  }
  for (const std::string& name : report.unread) {
    text += fmt::format("{}: not read\n", name);
  }
  return text + Conclusion(report) + "\n";
}

std::string ToJson(const LogReport& report) {
  nlohmann::ordered_json json = {
      {"directory", report.directory},
      {"verdict", kVerdicts[static_cast<int>(report.verdict)]},
      {"first", report.first},
      {"last", report.last},
      {"commit", report.state.commit},
      {"term", report.state.term},
      {"vote", report.state.vote},
      {"unread", report.unread}};
  if (report.verdict != LogVerdict::kIntact) {
    json["at"] = {{"file", report.file},
                  {"offset", report.offset},
                  {"why", report.why},
                  {"below_commit", report.below_commit}};
  }
  json["segments"] = nlohmann::ordered_json::array();
  for (const LogSegment& segment : report.segments) {
    nlohmann::ordered_json records = nlohmann::ordered_json::array();
    for (const LogRecord& record : segment.records) {
      records.push_back({{"offset", record.offset},
                         {"type", record.type},
                         {"text", record.text}});
    }
    json["segments"].push_back({{"file", segment.file},
                                {"bytes", segment.bytes},
                                {"records", std::move(records)}});
  }
  return json.dump(-1, ' ', false,
                   nlohmann::json::error_handler_t::replace) +
         "\n";
}

}  // namespace harness
