#include "raft/base/fingerprint.h"

#include <xxhash.h>

namespace raft {

void Fingerprint::AddBytes(std::string_view bytes) {
  Add(bytes.size());
  Add(XXH3_64bits(bytes.data(), bytes.size()));
}

}  // namespace raft
