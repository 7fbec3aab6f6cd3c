// How often the codec allocates: each message of a running cluster pays it.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include "raft/base/payload.h"
#include "raft/types.h"
#include "raft/wire/codec.h"

namespace {
int allocations = 0;
}  // namespace

void* operator new(size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}

namespace raft::wire {
namespace {

Message AppendOfOneEntry() {
  Message message;
  message.type = MessageType::kApp;
  message.to = 2;
  message.from = 1;
  message.term = message.log_term = 3;
  message.index = message.commit = 1000;
  message.entries.push_back(
      {.term = 3, .index = 1001, .data = Payload("sixteen bytes...")});
  return message;
}

TEST(Allocations, EncodingIntoABufferThatIsReusedNeedsNone) {
  const Message message = AppendOfOneEntry();
  std::string buffer;
  AppendTo(message, buffer);
  buffer.clear();
  const int before = allocations;
  AppendTo(message, buffer);
  EXPECT_EQ(allocations - before, 0);
}

TEST(Allocations, DecodingAnAppendOfOneEntryNeedsOneForItsData) {
  const std::string bytes = Encode(AppendOfOneEntry());
  const int before = allocations;
  const auto message = DecodeMessage(bytes);
  EXPECT_EQ(allocations - before, 1);
  EXPECT_EQ(message, AppendOfOneEntry());
}

}  // namespace
}  // namespace raft::wire
