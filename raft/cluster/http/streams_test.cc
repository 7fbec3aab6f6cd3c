// Both kinds of streams: what is written is read, however it is cut, and
// nothing else is.
#include <gtest/gtest.h>
// Must come after gtest.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "raft/cluster/http/append_stream.h"
#include "raft/cluster/http/message_stream.h"
#include "raft/wire/generators.h"

namespace raft::http {
namespace {

constexpr NodeId kPeer = 2;
constexpr NodeId kOwn = 3;
constexpr uint64_t kFrameBytesMax = 1 << 20;

Entry EntryAt(Index index, Term term, std::string_view data = "x") {
  Entry entry;
  entry.index = index;
  entry.term = term;
  entry.data = Payload(data);
  return entry;
}

Message AppendTo(Term term, EntryId previous, std::vector<Entry> entries,
                 Index commit) {
  Message message;
  message.type = MessageType::kApp;
  message.from = kPeer;
  message.to = kOwn;
  message.term = term;
  message.index = previous.index;
  message.log_term = previous.term;
  message.commit = commit;
  for (Entry& entry : entries) message.entries.push_back(std::move(entry));
  return message;
}

// Appends of which some follow on one another and some do not.
std::vector<Message> SomeAppends() {
  return {AppendTo(5, {4, 9}, {EntryAt(10, 5)}, 8),
          AppendTo(5, {5, 10}, {EntryAt(11, 5), EntryAt(12, 5, "")}, 9),
          AppendTo(5, {5, 12}, {}, 12),  // Only the commit index.
          AppendTo(5, {5, 11}, {EntryAt(12, 5)}, 12),
          AppendTo(6, {5, 12}, {EntryAt(13, 6)}, 12),
          AppendTo(6, {6, 13}, {EntryAt(14, 6)}, 13)};
}

MessageStreamReader MessageReader(uint64_t frame_bytes_max = kFrameBytesMax) {
  return MessageStreamReader(frame_bytes_max);
}
AppendStreamReader AppendReader(uint64_t frame_bytes_max = kFrameBytesMax) {
  return AppendStreamReader(kPeer, kOwn, frame_bytes_max);
}

// Hands the bytes to a reader in pieces of `piece` bytes.
template <typename Reader>
Result<std::vector<Message>> ReadAll(Reader& reader, std::string_view bytes,
                                     size_t piece) {
  std::vector<Message> messages;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    const auto read = reader.Read(
        bytes.substr(at, piece),
        [&](Message&& message) { messages.push_back(std::move(message)); });
    if (!read) return std::unexpected(read.error());
  }
  return messages;
}

template <typename Reader>
void ExpectReadHoweverItIsCut(const Reader& fresh, std::string_view bytes,
                              const std::vector<Message>& messages) {
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    Reader reader = fresh;
    const auto read = ReadAll(reader, bytes, piece);
    ASSERT_TRUE(read.has_value()) << read.error().Text();
    ASSERT_EQ(*read, messages) << "in pieces of " << piece;
    EXPECT_TRUE(reader.between_frames());
  }
}

// Cut off anywhere, a stream has given whole messages only, and it shows.
template <typename Reader>
void ExpectNothingPartial(const Reader& fresh, std::string_view bytes,
                          const std::vector<Message>& messages) {
  for (size_t size = 0; size < bytes.size(); ++size) {
    Reader reader = fresh;
    const auto read = ReadAll(reader, bytes.substr(0, size), bytes.size());
    ASSERT_TRUE(read.has_value()) << read.error().Text();
    ASSERT_LE(read->size(), messages.size());
    for (size_t i = 0; i < read->size(); ++i) {
      EXPECT_EQ((*read)[i], messages[i]);
    }
    const auto end = ReadAll(reader, bytes.substr(size), bytes.size());
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(read->size() + end->size(), messages.size());
  }
}

TEST(MessageStream, GivesWhatWasWrittenHoweverItIsCut) {
  std::vector<Message> messages = SomeAppends();
  messages[0].type = MessageType::kVote;
  std::string bytes;
  AppendMessageFrame(LinkHeartbeat(), bytes);
  for (const Message& message : messages) AppendMessageFrame(message, bytes);
  AppendMessageFrame(LinkHeartbeat(), bytes);
  ExpectReadHoweverItIsCut(MessageReader(), bytes, messages);
  ExpectNothingPartial(MessageReader(), bytes, messages);
}

TEST(AppendStream, GivesWhatWasWrittenHoweverItIsCut) {
  AppendStreamWriter writer;
  std::string bytes;
  writer.Write(LinkHeartbeat(), bytes);
  for (const Message& message : SomeAppends()) {
    writer.Write(message, bytes);
    writer.Write(LinkHeartbeat(), bytes);
  }
  ExpectReadHoweverItIsCut(AppendReader(), bytes, SomeAppends());
  ExpectNothingPartial(AppendReader(), bytes, SomeAppends());
}

TEST(AppendStream, IsShortWhereAnAppendFollowsOnTheOneBefore) {
  AppendStreamWriter writer;
  std::vector<int> kinds;
  for (const Message& message : SomeAppends()) {
    std::string bytes;
    writer.Write(message, bytes);
    kinds.push_back(bytes[0]);
  }
  EXPECT_EQ(kinds, (std::vector<int>{2, 1, 1, 2, 2, 1}));
}

TEST(AppendStream, HasTheFieldsBytes) {
  AppendStreamWriter writer;
  std::string whole;
  writer.Write(AppendTo(1, {1, 3}, {}, 2), whole);
  EXPECT_EQ(whole.substr(0, 9), std::string("\2\0\0\0\0\0\0\0\x0e", 9));
  std::string bytes;
  writer.Write(AppendTo(1, {1, 3}, {EntryAt(4, 1, "")}, 3), bytes);
  const std::string wanted("\1"
                           "\0\0\0\0\0\0\0\1"  // One entry
                           "\0\0\0\0\0\0\0\4"  // of four bytes:
                           "\x10\1\x18\4"      // term 1, index 4;
                           "\0\0\0\0\0\0\0\3",  // commit 3.
                           29);
  EXPECT_EQ(bytes, wanted);
}

// The first 8 bytes of a stream, after its kind.
std::string Promise(std::string_view kind, uint64_t number) {
  std::string bytes(kind);
  PutNumber(number, bytes);
  return bytes;
}

TEST(Streams, RefuseAFrameThatPromisesTooMuchBeforeItComes) {
  for (const uint64_t length :
       {uint64_t{101}, uint64_t{1} << 32, ~uint64_t{0}}) {
    MessageStreamReader messages = MessageReader(100);
    EXPECT_FALSE(messages.Read(Promise("", length), [](Message&&) {}));
    AppendStreamReader whole = AppendReader(100);
    EXPECT_FALSE(whole.Read(Promise("\2", length), [](Message&&) {}));
    AppendStreamReader appends = AppendReader(100);
    EXPECT_FALSE(appends.Read(Promise("\1", length), [](Message&&) {}));
  }
}

TEST(Streams, RefuseAShortAppendWhoseEntriesAreTooLongTogether) {
  AppendStreamReader reader = AppendReader(100);
  std::string bytes = Promise("\1", 3);
  for (int i = 0; i < 2; ++i) {
    frame::AppendWithLength(std::string(60, '\0').replace(0, 2, "\x22\x3a"),
                            bytes);
  }
  const auto read = reader.Read(bytes, [](Message&&) { FAIL(); });
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().Text(),
            "a frame of 120 bytes, where 100 are the most");
}

TEST(Streams, RefuseWhatDoesNotDecode) {
  std::string bytes;
  frame::AppendWithLength("\xff\xff", bytes);
  EXPECT_FALSE(MessageReader().Read(bytes, [](Message&&) { FAIL(); }));
  EXPECT_FALSE(AppendReader().Read("\3", [](Message&&) { FAIL(); }));
  EXPECT_FALSE(AppendReader().Read("\2" + bytes, [](Message&&) { FAIL(); }));
}

RC_GTEST_PROP(Streams, CarryAnyMessages, ()) {
  const auto messages = *rc::gen::container<std::vector<Message>>(
      rc::gen::arbitrary<Message>());
  const size_t piece = *rc::gen::inRange<size_t>(1, 40);
  std::string bytes;
  std::vector<Message> wanted;
  for (const Message& message : messages) {
    AppendMessageFrame(message, bytes);
    if (!IsLinkHeartbeat(message)) wanted.push_back(message);
  }
  MessageStreamReader reader = MessageReader();
  const auto read = ReadAll(reader, bytes, piece);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == wanted);
}

}  // namespace
}  // namespace raft::http
