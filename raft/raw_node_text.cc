// The text forms of what a RawNode hands out.
#include <fmt/format.h>

#include <string_view>

#include "raft/describe/describe.h"
#include "raft/raw_node.h"

namespace raft {

std::string Describe(const Ready& ready) {
  std::string text;
  if (ready.soft_state) text += Describe(*ready.soft_state) + "\n";
  if (ready.hard_state) {
    text += "HardState " + Describe(*ready.hard_state) + "\n";
  }
  if (!ready.read_states.empty()) {
    text += "ReadStates " + Describe(std::span(ready.read_states)) + "\n";
  }
  if (!ready.entries.empty()) {
    text += "Entries:\n" + DescribeEntries(ready.entries);
  }
  if (ready.snapshot) text += "Snapshot " + Describe(*ready.snapshot) + "\n";
  if (!ready.committed_entries.empty()) {
    text += "CommittedEntries:\n" + DescribeEntries(ready.committed_entries);
  }
  if (!ready.messages.empty()) {
    text += "Messages:\n";
    for (const Message& message : ready.messages) {
      text += DescribeMessage(message) + "\n";
    }
  }
  if (text.empty()) return "<empty Ready>";
  return fmt::format("Ready MustSync={}:\n{}", ready.must_sync, text);
}

std::string ToJson(const Status& status) {
  std::string peers;
  for (const auto& [id, progress] : status.progress) {
    peers += fmt::format(R"({}"{:x}":{{"match":{},"next":{},"state":"{}"}})",
                         peers.empty() ? "" : ",", id, progress.match,
                         progress.next, Name(progress.state));
  }
  return fmt::format(
      R"({{"id":"{:x}","term":{},"vote":"{:x}","commit":{},"lead":"{:x}",)"
      R"("raftState":"{}","applied":{},"progress":{{{}}},)"
      R"("leadtransferee":"{:x}"}})",
      status.id, status.hard_state.term, status.hard_state.vote,
      status.hard_state.commit, status.soft_state.lead,
      Name(status.soft_state.role), status.applied, peers,
      status.lead_transferee);
}

}  // namespace raft
