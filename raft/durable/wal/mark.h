// The check of a record's mark: what binds it to its log, its file and its
// place there, so that no bytes of a client's can pass for it.
#pragma once

#include <cstdint>

#include "raft/durable/wal/record.h"

namespace raft::wal {

// Where a record stands.
struct Place {
  uint64_t number = 0;    // The log's own.
  uint64_t sequence = 0;  // Of the file.
  uint64_t offset = 0;    // Of the record's frame in the file.
  friend bool operator==(const Place&, const Place&) = default;
};

// The check of a record of this type and with this checksum at `place`, whose
// mark says that all up to `synced_to` was synced.
uint32_t CheckOf(const Place& place, uint64_t synced_to, RecordType type,
                 uint32_t crc);

// True if `record` has a mark whose check is that of a record at `place`.
bool HasGoodCheck(const Record& record, const Place& place);

}  // namespace raft::wal
