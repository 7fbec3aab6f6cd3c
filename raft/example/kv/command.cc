#include "raft/example/kv/command.h"

#include "raft/example/kv/bytes.h"

namespace kv {

std::string Encode(const Command& command) {
  std::string bytes;
  bytes.reserve(32 + command.key.size() + command.value.size() +
                command.expected.size());
  bytes += static_cast<char>(command.kind);
  AppendNumber(bytes, command.client);
  AppendNumber(bytes, command.sequence);
  AppendString(bytes, command.key);
  AppendString(bytes, command.value);
  AppendString(bytes, command.expected);
  return bytes;
}

raft::Result<Command> Decode(std::string_view bytes) {
  Reader reader(bytes);
  Command command;
  const uint64_t kind = reader.Byte();
  command.client = reader.Number();
  command.sequence = reader.Number();
  command.key = reader.String();
  command.value = reader.String();
  command.expected = reader.String();
  if (!reader.Done()) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      "a command is cut short, has bytes left over or holds a "
                      "malformed number");
  }
  if (kind > static_cast<uint64_t>(Command::Kind::kGet)) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      "a command of an unknown kind");
  }
  command.kind = static_cast<Command::Kind>(kind);
  return command;
}

}  // namespace kv
