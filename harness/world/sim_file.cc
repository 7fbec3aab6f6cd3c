#include "harness/world/sim_file.h"

#include <algorithm>
#include <utility>

#include "raft/base/check.h"

namespace harness {

// As it is seen; zeros behind the end.
std::string SimFile::Sector(uint64_t number) const {
  const uint64_t begin = number * kSectorBytes;
  std::string sector;
  if (begin < bytes_.size()) sector = bytes_.substr(begin, kSectorBytes);
  sector.resize(kSectorBytes, '\0');
  return sector;
}

// Notes that sector `number` has been written, and was `before` until then.
void SimFile::Note(uint64_t number, const std::string& before) {
  const std::string now = Sector(number);
  const auto found = sectors_.find(number);
  if (found == sectors_.end() && now == before) return;
  Unsure<std::string>& sector = sectors_[number];
  sector.Add(before);
  sector.Add(now);
  sector.dirty = true;
}

template <typename Change>
void SimFile::Changing(uint64_t begin, uint64_t end, const Change& change) {
  const uint64_t first = begin / kSectorBytes;
  std::vector<std::string> before;
  for (uint64_t i = first; i * kSectorBytes < end; ++i) {
    before.push_back(Sector(i));
  }
  const uint64_t size = bytes_.size();
  change();
  for (size_t i = 0; i < before.size(); ++i) Note(first + i, before[i]);
  // A write up to the end writes the length, too: a file is as long as what
  // was written of it.
  if (size == bytes_.size() && end < size) return;
  if (size == bytes_.size() && size_.ways.empty()) return;
  size_.Add(size);
  size_.Add(bytes_.size());
  size_.dirty = true;
}

void SimFile::Write(uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  const uint64_t end = offset + bytes.size();
  Changing(offset, end, [&] {
    if (end > bytes_.size()) bytes_.resize(end, '\0');
    bytes.copy(bytes_.data() + offset, bytes.size());
  });
}

void SimFile::Resize(uint64_t size) {
  // Whatever the disk may have from the new end on becomes zeros.
  uint64_t end = std::max<uint64_t>(size, bytes_.size());
  if (!sectors_.empty()) {
    end = std::max(end, (sectors_.rbegin()->first + 1) * kSectorBytes);
  }
  if (size > bytes_.size()) end = size;
  const uint64_t begin = std::min<uint64_t>(size, bytes_.size());
  Changing(begin, end, [&] { bytes_.resize(size, '\0'); });
}

void SimFile::Sync() {
  std::erase_if(sectors_, [](const auto& sector) {
    return sector.second.dirty;
  });
  if (!size_.dirty) return;
  size_ = {};
  // There is nothing behind the end any more.
  sectors_.erase(sectors_.lower_bound((bytes_.size() + kSectorBytes - 1) /
                                      kSectorBytes),
                 sectors_.end());
}

void SimFile::FailSync() {
  size_.dirty = false;
  for (auto& [number, sector] : sectors_) sector.dirty = false;
}

void SimFile::FlipBit(uint64_t offset, int bit) {
  RAFT_CHECK(offset < bytes_.size() && bit >= 0 && bit < 8,
             "no bit {} of byte {} in {} bytes", bit, offset, bytes_.size());
  const auto flip = [bit](char& byte) {
    byte = static_cast<char>(byte ^ 1 << bit);
  };
  flip(bytes_[offset]);
  const auto found = sectors_.find(offset / kSectorBytes);
  if (found == sectors_.end()) return;
  for (std::string& way : found->second.ways) flip(way[offset % kSectorBytes]);
}

void SimFile::AppendChoices(std::vector<uint32_t>& choices) const {
  if (!size_.ways.empty()) {
    choices.push_back(static_cast<uint32_t>(size_.ways.size()));
  }
  for (const auto& [number, sector] : sectors_) {
    choices.push_back(static_cast<uint32_t>(sector.ways.size()));
  }
}

void SimFile::Crash(std::span<const uint32_t>& choices) {
  const auto next = [&choices] {
    const uint32_t choice = choices.front();
    choices = choices.subspan(1);
    return choice;
  };
  uint64_t size = bytes_.size();
  if (!size_.ways.empty()) size = size_.ways[next()];
  for (const auto& [number, sector] : sectors_) {
    const uint64_t begin = number * kSectorBytes;
    if (begin + kSectorBytes > bytes_.size()) {
      bytes_.resize(begin + kSectorBytes, '\0');
    }
    bytes_.replace(begin, kSectorBytes, sector.ways[next()]);
  }
  bytes_.resize(size, '\0');
  size_ = {};
  sectors_.clear();
}

void SimFile::AddTo(raft::Fingerprint& fingerprint) const {
  fingerprint.AddBytes(bytes_);
  fingerprint.Add(size_.ways.size() << 1 | (size_.dirty ? 1 : 0));
  for (const uint64_t size : size_.ways) fingerprint.Add(size);
  fingerprint.Add(sectors_.size());
  for (const auto& [number, sector] : sectors_) {
    fingerprint.Add(number << 1 | (sector.dirty ? 1 : 0));
    fingerprint.Add(sector.ways.size());
    for (const std::string& way : sector.ways) fingerprint.AddBytes(way);
  }
}

}  // namespace harness
