// The models of corpus/models/small: nothing falls in them, and they have as
// many states as they say.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/explore/explore.h"
#include "harness/explore/model.h"

namespace harness {
namespace {

std::vector<std::string> Files() {
  std::vector<std::string> files;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/models/small")) {
    files.push_back(file.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Without any, the test below would say nothing.
TEST(SmallModels, AreThere) { EXPECT_GE(Files().size(), 4u); }

class SmallModel : public testing::TestWithParam<std::string> {};

TEST_P(SmallModel, HasTheStatesThatItSays) {
  const auto model = ReadModel(GetParam());
  ASSERT_TRUE(model.has_value()) << model.error().Text();
  ASSERT_TRUE(model->states.has_value()) << GetParam() << " has no states=";
  ASSERT_LE(*model->states, 2'000'000u) << GetParam() << " is not small";
  const auto found = Explore(*model, {});
  ASSERT_TRUE(found.has_value()) << found.error().Text();
  EXPECT_EQ(found->end, Exploration::End::kAll);
  EXPECT_EQ(found->counts.states, *model->states);
}

INSTANTIATE_TEST_SUITE_P(
    Files, SmallModel, testing::ValuesIn(Files()), [](const auto& info) {
      return std::filesystem::path(info.param).stem().string();
    });

}  // namespace
}  // namespace harness
