#include "harness/lin/read_history.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/lin/lin_ops.h"

namespace harness {
namespace {

constexpr char kHeader[] = R"({"format":"lin-ops-1","model":"register"})";

// What is wrong with the text, or an empty text.
std::string WrongWithText(const std::string& text) {
  const auto read = ParseHistory("f", text);
  return read ? "" : std::string(read.error().Text());
}
std::string WrongWithLines(const std::string& lines) {
  return WrongWithText(std::string(kHeader) + "\n" + lines);
}

TEST(ReadHistory, SaysWhatAnEmptyFileAndAStrangeOneAre) {
  EXPECT_EQ(WrongWithText(""), "f:1: no history in 0 bytes");
  EXPECT_EQ(WrongWithText("hello"),
            "f:1: neither lin-ops-1, a log of Jepsen nor maps as "
            "{:process 0}");
}

TEST(ReadHistory, NamesTheLineOfAReturnBeforeItsCall) {
  EXPECT_EQ(
      WrongWithLines(R"({"p":0,"f":"w","k":0,"a":1,"s":"ok","t0":5,"t1":3})"),
      "f:2: it returned at 3, before it was called at 5");
  EXPECT_EQ(WrongWithText("INFO  jepsen.util - 3 :ok :read 1\n"),
            "f:1: a return, but process 3 has no call open");
}

TEST(ReadHistory, NamesTheLineOfTheSecondOpenCallOfAProcess) {
  EXPECT_EQ(WrongWithLines(
                "{\"p\":0,\"f\":\"w\",\"a\":1,\"s\":\"ok\",\"t0\":0,\"t1\":3}\n"
                "{\"p\":0,\"f\":\"w\",\"a\":2,\"s\":\"ok\",\"t0\":1,\"t1\":4}"),
            "f:3: process 0 has a call open already");
  EXPECT_EQ(WrongWithText("INFO  jepsen.util - 3 :invoke :read nil\n"
                          "INFO  jepsen.util - 3 :invoke :read nil\n"),
            "f:2: process 3 has a call open already");
}

TEST(ReadHistory, NamesUnknownFieldsAndMissingOnes) {
  EXPECT_EQ(WrongWithLines(R"({"p":0,"f":"r","o":1,"s":"ok","colour":1})"),
            "f:2: nobody knows the field 'colour'");
  EXPECT_EQ(WrongWithLines(R"({"p":0,"f":"r","s":"ok","t0":0,"t1":1})"),
            "f:2: it saw something: 'o' is missing");
  EXPECT_EQ(WrongWithText("{:process 0, :type :invoke, :f :get, :colour 1}\n"),
            "f:1: nobody knows the field :colour, or its value");
}

TEST(ReadHistory, NoticesALastLineThatIsCutShort) {
  EXPECT_NE(WrongWithLines(R"({"p":0,"f":"w","a":1,"s)").find("f:2: "),
            std::string::npos);
  EXPECT_EQ(WrongWithText("INFO  jepsen.util - 0 :invoke :read nil\n"
                          "INFO  jepsen.util - 0 :ok :re"),
            "f:2: no operation: ':re'");
  EXPECT_EQ(WrongWithText("{:process 0, :type :invoke, :f :get, :key"),
            "f:1: the map ends too early");
  EXPECT_EQ(WrongWithText(R"({"format":"lin-ops-1","n":3})"),
            "f:1: the header promises 3 operations, here are 0");
}

TEST(ReadHistory, WhatNeverHappenedIsLeftOutAndWhatIsOpenIsUnknown) {
  const auto read =
      ParseHistory("f",
                   "INFO  jepsen.util - 0\t:invoke\t:write\t1\n"
                   "INFO  jepsen.util - 1\t:invoke\t:cas\t[1 2]\n"
                   "INFO  jepsen.util - 2\t:invoke\t:read\tnil\n"
                   "INFO  jepsen.util - 0\t:info\t:write\t:timed-out\n"
                   "INFO  jepsen.util - 1\t:fail\t:cas\t[1 2]\n"
                   "INFO  jepsen.util - 2\t:fail\t:read\t:timed-out\n"
                   "INFO  jepsen.util - 3\t:invoke\t:write\t4\n");
  ASSERT_TRUE(read.has_value()) << read.error().Text();
  const auto& operations = read->history.operations;
  ASSERT_EQ(operations.size(), 3u);
  EXPECT_EQ(operations[0].status, lin::Status::kUnknown);
  EXPECT_EQ(operations[1].status, lin::Status::kFailed);
  EXPECT_EQ(operations[1].expected, 1);
  EXPECT_EQ(operations[1].argument, 2);
  EXPECT_EQ(operations[2].status, lin::Status::kUnknown);
}

TEST(ReadHistory, TextsOfListsAreCutBehindTheirLastCharacter) {
  const auto read = ParseHistory(
      "f",
      "{:process 0, :type :invoke, :f :append, :key \"k\", :value \"x 1 y\"}\n"
      "{:process 1, :type :invoke, :f :get, :key \"k\", :value nil}\n"
      "{:process 1, :type :ok, :f :get, :key \"k\", :value \"x 0 yx 1 y\"}\n");
  ASSERT_TRUE(read.has_value()) << read.error().Text();
  EXPECT_EQ(read->model, "list");
  const lin::History& history = read->history;
  EXPECT_EQ(history.values.Text(history.operations[0].argument), "[x 1 y]");
  EXPECT_EQ(history.values.Text(history.operations[1].result), "[x 0 y x 1 y]");
}

std::string WrongInModel(const std::string& model, const std::string& line) {
  return WrongWithText(R"({"format":"lin-ops-1","model":")" + model + "\"}\n" +
                       line);
}

TEST(ReadHistory, NamesTheLineOfAValueThatItsModelCannotHold) {
  EXPECT_EQ(
      WrongInModel("queue",
                   R"({"p":0,"f":"enq","a":null,"s":"ok","t0":0,"t1":1})"),
      "f:2: null cannot be in a queue");
  EXPECT_EQ(
      WrongInModel("list", R"({"p":0,"f":"w","a":5,"s":"ok","t0":0,"t1":1})"),
      "f:2: its argument is no list");
  EXPECT_EQ(
      WrongInModel("list", R"({"p":0,"f":"r","o":5,"s":"ok","t0":0,"t1":1})"),
      "f:2: what it saw is no list");
  EXPECT_EQ(
      WrongInModel("set", R"({"p":0,"f":"r","o":5,"s":"ok","t0":0,"t1":1})"),
      "f:2: what it saw is no list");
  EXPECT_EQ(
      WrongInModel("set",
                   R"({"p":0,"f":"has","a":5,"o":2,"s":"ok","t0":0,"t1":1})"),
      "f:2: what it saw is neither 1, for there, nor 0");
  EXPECT_EQ(WrongWithText("{:process 0, :type :invoke, :f :append, :value 5}\n"
                          "{:process 1, :type :invoke, :f :get, :value nil}\n"
                          "{:process 1, :type :ok, :f :get, :value 5}\n"),
            "f:3: what it saw is no list");
}

TEST(ReadHistory, NamesNumbersThatAreTooLarge) {
  EXPECT_EQ(WrongWithLines(R"({"id":-1,"p":0,"f":"r"})"),
            "f:2: 'id' is not a number from 0 to 4294967295");
  EXPECT_EQ(WrongWithLines(R"({"p":0,"f":"r","t0":9223372036854775807})"),
            "f:2: 't0' is not between -2^62 and 2^62");
}

TEST(ReadHistory, NamesTheLineOfACallAtTheTimeOfAReturn) {
  EXPECT_EQ(WrongWithLines(
                "{\"p\":0,\"f\":\"w\",\"a\":1,\"s\":\"ok\",\"t0\":0,\"t1\":3}\n"
                "{\"p\":1,\"f\":\"w\",\"a\":2,\"s\":\"ok\",\"t0\":3,\"t1\":4}"),
            "f:3: t0 3 is the t1 of a line before");
}

// Every argument is written, that of an append as a list: an append of nothing
// is not one of null.
TEST(ReadHistory, WhatIsWrittenIsReadBackAsTheSame) {
  for (const std::string text : {
           "{:process 0, :type :invoke, :f :append, :value \"\"}\n",
           "{:process 0, :type :invoke, :f :append, :value nil}\n",
           "{:process 0, :type :invoke, :f :append, :value 5}\n",
           "{:process 0, :type :invoke, :f :append, :value [nil]}\n",
           "{:process 0, :type :invoke, :f :add, :value nil}\n",
       }) {
    const auto read = ParseHistory("f", text);
    ASSERT_TRUE(read.has_value()) << read.error().Text();
    const std::string written = WriteLinOps(read->history, read->model);
    const auto again = ParseHistory("f", written);
    ASSERT_TRUE(again.has_value()) << again.error().Text() << "\n" << written;
    EXPECT_EQ(again->history.operations, read->history.operations);
    EXPECT_EQ(WriteLinOps(again->history, again->model), written);
  }
}

TEST(ReadHistory, WhatTheLibraryReadsIsWhatTheScannerReads) {
  const std::string plain =
      R"({"p":0,"f":"w","k":"a","a":"one","s":"ok","t0":0,"t1":1})";
  const std::string escaped =
      R"({"p":0,"f":"w","k":"\u0061","a":"\u006fne","s":"ok","t0":0,"t1":1})";
  const auto first = ParseHistory("f", kHeader + ("\n" + plain));
  const auto second = ParseHistory("f", kHeader + ("\n" + escaped));
  ASSERT_TRUE(first.has_value()) << first.error().Text();
  ASSERT_TRUE(second.has_value()) << second.error().Text();
  EXPECT_EQ(WriteLinOps(first->history, first->model),
            WriteLinOps(second->history, second->model));
}

}  // namespace
}  // namespace harness
