#include "raft/core/lease.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "raft/base/fingerprint.h"

namespace raft {

void Lease::Renew(NodeId from, uint64_t sent_at) {
  const auto place =
      std::find_if(echoes_.begin(), echoes_.end(),
                   [from](const Echo& e) { return e.id >= from; });
  if (place != echoes_.end() && place->id == from) {
    place->sent_at = std::max(place->sent_at, sent_at);
  } else {
    echoes_.insert(place, Echo{from, sent_at});
  }
}

bool Lease::Holds(const JointVoters& voters, NodeId self,
                  uint64_t duration) const {
  if (forfeited_) return false;
  const uint64_t since = CommittedIndex(voters, [&](NodeId id) {
    if (id == self) return now_;
    for (const Echo& echo : echoes_) {
      if (echo.id == id) return echo.sent_at;
    }
    return uint64_t{0};
  });
  // Without voters CommittedIndex knows no bound.
  return since != 0 && since <= now_ && now_ - since < duration;
}

void Lease::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(now_ << 1 | uint64_t{forfeited_});
  fingerprint.Add(echoes_.size());
  ForEachById(
      fingerprint, echoes_, [](const Echo& echo) { return echo.id; },
      [&](const Echo& echo) {
        fingerprint.AddId(echo.id);
        fingerprint.Add(echo.sent_at);
      });
}

Payload EncodeLeaseContext(const LeaseContext& context) {
  std::array<char, 16> bytes;
  for (size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<char>(context.position >> (8 * i) & 0xff);
    bytes[8 + i] = static_cast<char>(context.sent_at >> (8 * i) & 0xff);
  }
  return Payload(std::string_view(bytes.data(), bytes.size()));
}

std::optional<LeaseContext> DecodeLeaseContext(const Payload& context) {
  const std::string_view bytes = context.view();
  if (bytes.size() != 16) return std::nullopt;
  LeaseContext decoded;
  for (size_t i = 8; i-- > 0;) {
    decoded.position =
        decoded.position << 8 | static_cast<unsigned char>(bytes[i]);
    decoded.sent_at =
        decoded.sent_at << 8 | static_cast<unsigned char>(bytes[8 + i]);
  }
  return decoded;
}

}  // namespace raft
