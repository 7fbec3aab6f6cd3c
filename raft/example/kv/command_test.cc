#include "raft/example/kv/command.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace kv {

// What a failing property prints.
void showValue(const Command& command, std::ostream& stream) {
  stream << "kind " << static_cast<int>(command.kind) << " client "
         << command.client << " sequence " << command.sequence << " key "
         << rc::toString(command.key) << " value "
         << rc::toString(command.value) << " expected "
         << rc::toString(command.expected);
}

namespace {

using Kind = Command::Kind;

// Many lie where the number of bytes changes.
rc::Gen<uint64_t> AnyNumber() {
  return rc::gen::oneOf(rc::gen::inRange<uint64_t>(250, 260),
                        rc::gen::arbitrary<uint64_t>(),
                        rc::gen::just(UINT64_MAX));
}

rc::Gen<std::string> AnyBytes() {
  return rc::gen::oneOf(
      rc::gen::arbitrary<std::string>(),
      rc::gen::map(rc::gen::inRange<size_t>(250, 260),
                   [](size_t size) { return std::string(size, '\xff'); }));
}

rc::Gen<Command> AnyCommand() {
  return rc::gen::build<Command>(
      rc::gen::set(&Command::kind,
                   rc::gen::element(Kind::kPut, Kind::kDelete,
                                    Kind::kCompareAndSet, Kind::kGet)),
      rc::gen::set(&Command::client, AnyNumber()),
      rc::gen::set(&Command::sequence, AnyNumber()),
      rc::gen::set(&Command::key, AnyBytes()),
      rc::gen::set(&Command::value, AnyBytes()),
      rc::gen::set(&Command::expected, AnyBytes()));
}

Command Put(std::string key, std::string value) {
  Command put;
  put.client = 1;
  put.sequence = 2;
  put.key = std::move(key);
  put.value = std::move(value);
  return put;
}

void ExpectRefused(std::string_view bytes, std::string_view because) {
  const auto command = Decode(bytes);
  ASSERT_FALSE(command);
  EXPECT_EQ(command.error().code, raft::ErrorCode::kBadBytes);
  EXPECT_NE(command.error().Text().find(because), std::string_view::npos)
      << command.error().Text();
}

RC_GTEST_PROP(Command, DecodesToWhatWasEncoded, ()) {
  const Command command = *AnyCommand();
  const auto decoded = Decode(Encode(command));
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == command);
}

// A log that was hurt is never taken for another command's only form.
RC_GTEST_PROP(Command, DecodesNothingThatEncodeDoesNotMake, ()) {
  std::string bytes = Encode(*AnyCommand());
  const auto place = *rc::gen::inRange<size_t>(0, bytes.size());
  bytes[place] = *rc::gen::oneOf(rc::gen::arbitrary<char>(),
                                 rc::gen::just('\xff'), rc::gen::just('\0'));
  const auto command = Decode(bytes);
  if (command) RC_ASSERT(Encode(*command) == bytes);
}

TEST(Command, DecodesNothingThatEncodeDoesNotMakeFromAnyBytes) {
  rc::check([](const std::string& bytes) {
    const auto command = Decode(bytes);
    if (command) RC_ASSERT(Encode(*command) == bytes);
  });
}

TEST(Command, IsSixBytesAndItsTextsWhenItIsSmall) {
  EXPECT_EQ(Encode(Put("key", "v")), std::string("\0\1\2\3key\1v\0", 10));
}

TEST(Command, CarriesAnyBytes) {
  const Command put = Put(std::string("\0a\xff", 3), std::string(300, '\0'));
  EXPECT_EQ(Decode(Encode(put)), put);
}

TEST(Command, RefusesEveryPrefix) {
  const std::string bytes = Encode(Put(std::string(300, 'k'), "value"));
  for (size_t size = 0; size < bytes.size(); ++size) {
    // A copy of its own, so that a sanitizer sees a read beyond it.
    ExpectRefused(std::string(bytes, 0, size), "cut short");
  }
}

TEST(Command, RefusesBytesLeftOver) {
  ExpectRefused(Encode(Put("k", "v")) + '\0', "left over");
}

TEST(Command, RefusesAnUnknownKind) {
  std::string bytes = Encode(Put("k", "v"));
  bytes[0] = 4;
  ExpectRefused(bytes, "unknown kind");
}

TEST(Command, RefusesATextLongerThanAllThereIs) {
  std::string bytes("\0\1\2", 3);
  bytes += std::string(9, '\xff');  // A key of 2^64 - 1 bytes.
  ExpectRefused(bytes, "cut short");
}

TEST(Command, RefusesANumberWrittenLongerThanNeedBe) {
  std::string bytes = Encode(Put("k", "v"));
  bytes.replace(1, 1, std::string("\xff\1\0\0\0\0\0\0\0", 9));
  ExpectRefused(bytes, "malformed number");
}

}  // namespace
}  // namespace kv
