// The side file `tail`: proves that a segment was there.
#pragma once

#include <optional>
#include <string_view>

#include "raft/base/error.h"
#include "raft/durable/file_system/file_system.h"
#include "raft/durable/wal/segment_name.h"

namespace raft::wal {

inline constexpr std::string_view kTailFile = "tail";

// The segment that `tail` in `directory` names. kBadBytes if it names none, so
// that nobody takes a damaged one for an old one. REQUIRES: there is a `tail`.
Result<SegmentName> ReadTail(durable::FileSystem& files,
                             std::string_view directory);

// Makes `tail` name `segment`, durably. REQUIRES: that name is durable.
Result<void> WriteTail(durable::FileSystem& files, std::string_view directory,
                       const SegmentName& segment);

}  // namespace raft::wal
