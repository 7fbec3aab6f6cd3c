// Whatever a checkpoint holds behind a right first line and before a right
// checksum, it is refused, or it is written again as it was read; and what it
// claims of states is refused, or made by the library.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "harness/explore/checked_stream.h"
#include "harness/explore/checkpoint.h"
#include "harness/explore/restore.h"
#include "raft/base/check.h"

namespace {

using harness::Checkpoint;
using harness::StateSet;

std::string Sealed(std::string_view body) {
  std::ostringstream empty;
  WriteCheckpoint(empty, {}, StateSet());
  const std::string text = empty.str();
  std::ostringstream sealed;
  harness::CheckedWriter out(sealed);
  out.Bytes(std::string_view(text).substr(0, text.find('\n') + 1));
  out.Bytes(body);
  out.End();
  return sealed.str();
}

raft::Result<Checkpoint> Read(const std::string& bytes, StateSet& seen) {
  std::istringstream in(bytes);
  return harness::ReadCheckpoint(in, bytes.size(), seen);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  StateSet seen;
  auto checkpoint = Read(Sealed(body), seen);
  if (!checkpoint) return 0;
  std::ostringstream written;
  WriteCheckpoint(written, *checkpoint, seen);
  StateSet seen_again;
  const auto again = Read(written.str(), seen_again);
  RAFT_CHECK(again.has_value(), "it is not read again: {}",
             again.error().detail);
  RAFT_CHECK(again->model == checkpoint->model &&
                 again->levels == checkpoint->levels &&
                 again->recipes == checkpoint->recipes &&
                 again->now.size() == checkpoint->now.size() &&
                 again->next.size() == checkpoint->next.size() &&
                 seen_again.size() == seen.size(),
             "it says something else the second time");
  const harness::Model model = harness::DefaultModel();
  harness::Parts parts(harness::RenamingsOf(model, true));
  harness::Recipes recipes;
  (void)Restore(model, parts, recipes, *checkpoint);
  return 0;
}
