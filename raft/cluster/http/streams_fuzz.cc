// Any bytes as a stream: cut into pieces it gives what it gives in one, an
// error included, and what it gave is written and read back as the same.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/check.h"
#include "raft/cluster/http/append_stream.h"
#include "raft/cluster/http/message_stream.h"

namespace raft::http {
namespace {

constexpr uint64_t kFrameBytesMax = 1 << 20;
constexpr NodeId kPeer = 2;
constexpr NodeId kOwn = 1;

struct Read {
  std::vector<Message> messages;
  std::optional<Error> error;
  friend bool operator==(const Read&, const Read&) = default;
};

template <typename Reader>
Read ReadAll(Reader reader, std::string_view bytes, size_t piece) {
  Read read;
  for (size_t at = 0; at < bytes.size() && !read.error; at += piece) {
    const auto result = reader.Read(
        bytes.substr(at, piece),
        [&](Message&& m) { read.messages.push_back(std::move(m)); });
    if (!result) read.error = result.error();
  }
  return read;
}

template <typename Reader>
std::vector<Message> Check(const Reader& fresh, std::string_view bytes,
                           size_t piece) {
  Read whole = ReadAll(fresh, bytes, bytes.size() + 1);
  RAFT_CHECK(ReadAll(fresh, bytes, piece) == whole,
             "it depends on how it is cut");
  return std::move(whole.messages);
}

// As much of a message as an append has, which is all that the short form of
// the stream carries.
Message AppendOf(const Message& message) {
  Message append;
  append.type = MessageType::kApp;
  append.from = kPeer;
  append.to = kOwn;
  append.term = message.term;
  append.log_term = message.log_term;
  append.index = message.index;
  append.commit = message.commit;
  append.entries = message.entries;
  return append;
}

void Run(std::string_view bytes) {
  if (bytes.empty()) return;
  const size_t piece = 1 + static_cast<uint8_t>(bytes[0]) % 32;
  bytes.remove_prefix(1);

  const MessageStreamReader messages(kFrameBytesMax);
  std::string written;
  const std::vector<Message> sent = Check(messages, bytes, piece);
  for (const Message& message : sent) AppendMessageFrame(message, written);
  RAFT_CHECK(ReadAll(messages, written, piece) == (Read{sent, {}}),
             "messages are read back as others");

  const AppendStreamReader appends(kPeer, kOwn, kFrameBytesMax);
  std::vector<Message> appended;
  for (const Message& message : Check(appends, bytes, piece)) {
    appended.push_back(AppendOf(message));
  }
  AppendStreamWriter writer;
  written.clear();
  for (const Message& message : appended) writer.Write(message, written);
  RAFT_CHECK(ReadAll(appends, written, piece) == (Read{appended, {}}),
             "appends are read back as others");
}

}  // namespace
}  // namespace raft::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  raft::http::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
