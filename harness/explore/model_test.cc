#include "harness/explore/model.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace harness {
namespace {

std::string ErrorOf(std::string_view text) {
  const auto model = ParseModel(text, "file.model");
  return model ? "" : model.error().detail;
}

TEST(Model, IsReadFromLinesWithRemarks) {
  const auto model = ParseModel(
      "# Two of five.\n\n nodes = 5 # voters\nproposals=2\nstates=12\n", "m");
  ASSERT_TRUE(model.has_value()) << model.error().Text();
  EXPECT_EQ(model->setup.nodes, 5u);
  EXPECT_EQ(model->setup.jitter, 0u);
  EXPECT_EQ(model->Limit(Budget::kProposals), 2u);
  EXPECT_EQ(model->states, 12u);
}

TEST(Model, ErrorsNameFileLineAndReason) {
  EXPECT_EQ(ErrorOf("nodes=3\n\nfoo=1\n"),
            "file.model:3: there is no bound 'foo'");
  EXPECT_EQ(ErrorOf("crashes=256\n"),
            "file.model:1: crashes must be in [0, 255], not '256'");
  EXPECT_EQ(ErrorOf("crashes=-1\n"),
            "file.model:1: crashes must be in [0, 255], not '-1'");
  EXPECT_EQ(ErrorOf("terms\n"), "file.model:1: 'terms' is no name=value");
  EXPECT_EQ(ErrorOf("states=many"),
            "file.model:1: states must be a number, not 'many'");
  EXPECT_EQ(ErrorOf("nodes=x\n").substr(0, 14), "file.model:1: ");
  EXPECT_EQ(ErrorOf("nodes=9\n"), "file.model:1: 9 nodes are more than 8");
  EXPECT_EQ(ErrorOf("change_voters=8\n"),
            "file.model:1: a change leads to nodes that are not there");
}

TEST(Model, AFileThatIsNotThereIsNamed) {
  const auto model = ReadModel("/nowhere/x.model");
  ASSERT_FALSE(model.has_value());
  EXPECT_NE(model.error().detail.find("/nowhere/x.model: "), std::string::npos);
}

TEST(Model, EveryBoundIsSetByItsNameAndWrittenDown) {
  std::set<std::string_view> names;
  for (const Bound& bound : Bounds()) {
    EXPECT_TRUE(names.insert(bound.name).second) << bound.name;
    Model model = DefaultModel();
    const uint64_t value =
        bound.of(model) == bound.most ? bound.least : bound.most;
    const auto set =
        Set(model, std::string(bound.name) + "=" + std::to_string(value));
    ASSERT_TRUE(set.has_value()) << set.error().Text();
    EXPECT_EQ(bound.of(model), value);
    Model again = DefaultModel();
    const std::string text = ToText(model);
    ASSERT_TRUE(Set(again, text.substr(0, text.find('\n'))).has_value());
    EXPECT_EQ(again, model);
  }
  EXPECT_EQ(names.size(), Bounds().size());
}

}  // namespace
}  // namespace harness
