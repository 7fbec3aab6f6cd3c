#include "raft/base/inline_vector.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace raft {
namespace {

using Strings = InlineVector<std::string, 2>;
using Model = std::vector<std::string>;

bool Equal(const Strings& strings, const Model& model) {
  return std::equal(strings.begin(), strings.end(), model.begin(), model.end());
}

// Long enough to own memory, so that a lost or doubled element shows.
std::string AnyString() {
  return std::string(20, 'x') + std::to_string(*rc::gen::inRange(0, 1000));
}

size_t UpTo(size_t most) { return *rc::gen::inRange<size_t>(0, most + 1); }

// Does one thing to both.
void DoSomething(Strings& strings, Model& model) {
  const size_t at = UpTo(model.size());
  const size_t from = UpTo(at);
  switch (*rc::gen::inRange(0, 12)) {
    case 0: {
      const std::string text = AnyString();
      strings.push_back(text);
      model.push_back(text);
      break;
    }
    case 1: {
      const std::string text = AnyString();
      const size_t place = static_cast<size_t>(
          strings.insert(strings.begin() + at, text) - strings.begin());
      model.insert(model.begin() + at, text);
      RC_ASSERT(place == at);
      break;
    }
    case 2: {
      const Model some = {AnyString(), AnyString(), AnyString()};
      const size_t count = UpTo(3);
      strings.insert(strings.begin() + at, some.begin(), some.begin() + count);
      model.insert(model.begin() + at, some.begin(), some.begin() + count);
      break;
    }
    case 3:
      strings.erase(strings.begin() + from, strings.begin() + at);
      model.erase(model.begin() + from, model.begin() + at);
      break;
    case 4: {
      const size_t count = UpTo(6);
      strings.resize(count);
      model.resize(count);
      break;
    }
    case 5: {
      const Model some(UpTo(5), AnyString());
      strings.assign(some.begin(), some.end());
      model = some;
      break;
    }
    case 6:
      if (model.empty()) break;
      // An element of its own.
      strings.push_back(strings.front());
      model.push_back(std::string(model.front()));
      break;
    case 7: {
      Strings moved(std::move(strings));
      RC_ASSERT(strings.empty());
      strings = std::move(moved);
      break;
    }
    case 8: {
      const Strings copy = strings;
      strings.clear();
      strings = copy;
      RC_ASSERT(strings == copy);
      break;
    }
    case 9: {
      Strings other(model.begin(), model.begin() + from);
      std::swap(strings, other);
      RC_ASSERT(Equal(other, model));
      model.resize(from);
      break;
    }
    case 10:
      if (model.empty()) break;
      strings.pop_back();
      model.pop_back();
      break;
    default:
      strings.reserve(UpTo(8));
      break;
  }
}

RC_GTEST_PROP(InlineVector, BehavesAsAVector, ()) {
  Strings strings;
  Model model;
  const size_t steps = UpTo(40);
  for (size_t i = 0; i < steps; ++i) {
    DoSomething(strings, model);
    RC_ASSERT(Equal(strings, model));
    RC_ASSERT(strings.size() == model.size());
    RC_ASSERT(strings.capacity() >= strings.size());
  }
}

TEST(InlineVector, AFewElementsStayInPlace) {
  InlineVector<int, 3> numbers = {1, 2, 3};
  const auto* begin = reinterpret_cast<const char*>(&numbers);
  const auto* data = reinterpret_cast<const char*>(numbers.data());
  EXPECT_GE(data, begin);
  EXPECT_LT(data, begin + sizeof(numbers));
  numbers.push_back(4);
  const auto* heap = numbers.data();
  const InlineVector<int, 3> moved = std::move(numbers);
  EXPECT_EQ(moved.data(), heap);
  EXPECT_EQ(moved, (InlineVector<int, 3>{1, 2, 3, 4}));
}

TEST(InlineVector, HoldsWhatCannotBeCopied) {
  InlineVector<std::unique_ptr<int>, 1> owners;
  for (int i = 0; i < 5; ++i) owners.push_back(std::make_unique<int>(i));
  owners.erase(owners.begin());
  auto moved = std::move(owners);
  ASSERT_EQ(moved.size(), 4u);
  EXPECT_EQ(*moved[0], 1);
}

}  // namespace
}  // namespace raft
