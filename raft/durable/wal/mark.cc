#include "raft/durable/wal/mark.h"

#include <string>
#include <string_view>

#include "raft/durable/crc32c.h"

namespace raft::wal {
namespace {

template <typename T>
std::string_view BytesOf(const T& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace

uint32_t CheckOf(const Place& place, uint64_t synced_to, RecordType type,
                 uint32_t crc) {
  const uint64_t words[] = {place.number, place.sequence, place.offset,
                            synced_to, static_cast<uint64_t>(type)};
  return durable::ExtendCrc32c(durable::ExtendCrc32c(0, BytesOf(words)),
                               BytesOf(crc));
}

bool HasGoodCheck(const Record& record, const Place& place) {
  return record.mark && record.mark->check == CheckOf(place,
                                                      record.mark->synced_to,
                                                      record.type, record.crc);
}

}  // namespace raft::wal
