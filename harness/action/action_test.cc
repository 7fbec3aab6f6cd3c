#include "harness/action/action.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace harness {
namespace {

// Any action; its fields may mean nothing to its verb.
Action AnyAction() {
  const auto number = [] {
    return *rc::gen::oneOf(rc::gen::inRange<uint64_t>(0, 5),
                           rc::gen::arbitrary<uint64_t>());
  };
  Action action;
  action.verb = static_cast<Verb>(*rc::gen::inRange<uint64_t>(1, kVerbs));
  action.node = number();
  action.peer = number();
  action.type =
      static_cast<raft::MessageType>(*rc::gen::inRange(0, raft::kMessageTypes));
  action.term = number();
  action.index = number();
  action.nth = number();
  action.client = number();
  action.key = number();
  action.option = number();
  return action;
}

RC_GTEST_PROP(Action, ItsTextSaysAllOfItTwice, ()) {
  const std::string text = Describe(AnyAction());
  const auto action = ParseAction(text);
  RC_ASSERT(action.has_value());
  RC_ASSERT(Describe(*action) == text);
}

TEST(Action, HasTheTextOfItsVerbAndOfTheFieldsThatAreThere) {
  const Action deliver =
      Action::About(Verb::kDeliver, {.from = 1,
                                     .to = 2,
                                     .type = raft::MessageType::kApp,
                                     .term = 1,
                                     .index = 2,
                                     .ordinal = 0});
  EXPECT_EQ(Describe(deliver),
            "deliver node=1 peer=2 type=MsgApp term=1 index=2");
  const auto parsed = ParseAction(Describe(deliver));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(*parsed, deliver);
}

TEST(Action, TextsThatAreNoActionAreRefusedInOneLine) {
  for (const char* text :
       {"", " ", "deliver x", "explode", "tick node", "tick node=", "tick =1",
        "tick node=x", "tick node=-1", "tick colour=1",
        "tick node=99999999999999999999", "deliver type=MsgNo"}) {
    const auto parsed = ParseAction(text);
    ASSERT_FALSE(parsed.has_value()) << "'" << text << "'";
    EXPECT_EQ(parsed.error().code, raft::ErrorCode::kBadBytes);
    EXPECT_FALSE(parsed.error().Text().empty());
    EXPECT_EQ(parsed.error().Text().find('\n'), std::string_view::npos);
  }
}

}  // namespace
}  // namespace harness
