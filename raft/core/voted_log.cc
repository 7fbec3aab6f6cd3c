#include "raft/core/voted_log.h"

#include <string>
#include <string_view>

#include "raft/core/read_only.h"

namespace raft {

Payload EncodeVotedLog(const EntryId& last) {
  std::string bytes(EncodePosition(last.term).view());
  bytes += EncodePosition(last.index).view();
  return Payload(bytes);
}

std::optional<EntryId> DecodeVotedLog(const Payload& context) {
  const std::string_view bytes = context.view();
  if (bytes.size() < 8) return std::nullopt;
  const auto term = DecodePosition(Payload(bytes.substr(0, 8)));
  const auto index = DecodePosition(Payload(bytes.substr(8)));
  if (!term || !index) return std::nullopt;
  return EntryId{.term = *term, .index = *index};
}

}  // namespace raft
