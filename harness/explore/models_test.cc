// The models of corpus/models/small that fit into a test: nothing falls in
// them, and they have as many states as they say.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/explore/explore.h"
#include "harness/explore/model.h"

namespace harness {
namespace {

// ci/explore runs the others.
constexpr uint64_t kStatesInATest = 25000;

std::vector<std::string> Files() {
  std::vector<std::string> files;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/models/small")) {
    files.push_back(file.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(SmallModels, HaveTheStatesThatTheySay) {
  size_t explored = 0;
  for (const std::string& file : Files()) {
    const auto model = ReadModel(file);
    ASSERT_TRUE(model.has_value()) << model.error().Text();
    ASSERT_TRUE(model->states.has_value()) << file << " has no states=";
    if (*model->states > kStatesInATest) continue;
    const auto found = Explore(*model, {});
    ASSERT_TRUE(found.has_value()) << found.error().Text();
    EXPECT_EQ(found->end, Exploration::End::kAll) << file;
    EXPECT_EQ(found->counts.states, *model->states) << file;
    ++explored;
  }
  EXPECT_GE(explored, 4u);
}

}  // namespace
}  // namespace harness
