#include "raft/core/read_only.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "raft/base/fingerprint.h"
#include "raft/core/message_hash.h"

namespace raft {

void ReadOnly::Add(Message request, Index index) {
  waiting_.push_back({std::move(request), index});
}

std::optional<uint64_t> ReadOnly::NewestPosition() const {
  if (waiting_.empty()) return std::nullopt;
  return confirmed_ + waiting_.size();
}

void ReadOnly::Acknowledge(NodeId from, uint64_t position) {
  const auto place =
      std::find_if(acknowledged_.begin(), acknowledged_.end(),
                   [from](const Acknowledged& a) { return a.id >= from; });
  if (place != acknowledged_.end() && place->id == from) {
    place->position = std::max(place->position, position);
  } else {
    acknowledged_.insert(place, Acknowledged{from, position});
  }
}

std::vector<ReadOnly::Read> ReadOnly::TakeConfirmed(const JointVoters& voters) {
  const uint64_t position = CommittedIndex(voters, [this](NodeId id) {
    for (const Acknowledged& a : acknowledged_) {
      if (a.id == id) return a.position;
    }
    return uint64_t{0};
  });
  if (position <= confirmed_) return {};
  const size_t count =
      std::min<uint64_t>(position - confirmed_, waiting_.size());
  const auto end = waiting_.begin() + static_cast<ptrdiff_t>(count);
  std::vector<Read> taken(std::make_move_iterator(waiting_.begin()),
                          std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  confirmed_ += count;
  return taken;
}

void ReadOnly::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(confirmed_);
  fingerprint.Add(waiting_.size());
  for (const Read& read : waiting_) {
    fingerprint.Add(read.index);
    raft::AddTo(fingerprint, read.request);
  }
  fingerprint.Add(acknowledged_.size());
  ForEachById(
      fingerprint, acknowledged_, [](const Acknowledged& a) { return a.id; },
      [&](const Acknowledged& a) {
        fingerprint.AddId(a.id);
        fingerprint.Add(a.position);
      });
}

Payload EncodePosition(uint64_t position) {
  std::array<char, 8> bytes;
  for (char& byte : bytes) {
    byte = static_cast<char>(position & 0xff);
    position >>= 8;
  }
  return Payload(std::string_view(bytes.data(), bytes.size()));
}

std::optional<uint64_t> DecodePosition(const Payload& context) {
  const std::string_view bytes = context.view();
  if (bytes.size() != 8) return std::nullopt;
  uint64_t position = 0;
  for (size_t i = 8; i-- > 0;) {
    position = position << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return position;
}

}  // namespace raft
