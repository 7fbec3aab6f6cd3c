#include "invariants/linearizability/prefixes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "invariants/linearizability/testing.h"

namespace lin {
namespace {

bool BeginsWith(const std::vector<Value>& list,
                const std::vector<Value>& prefix) {
  return prefix.size() <= list.size() &&
         std::equal(prefix.begin(), prefix.end(), list.begin());
}

RC_GTEST_PROP(Prefixes, AreThoseOfTheListsThatWereSeen,
              (const std::vector<std::vector<bool>>& seen,
               const std::vector<std::vector<bool>>& others)) {
  History history;
  std::vector<std::vector<Value>> lists;
  const auto add = [&](const std::vector<bool>& bits) {
    Value list = kNil;
    auto& elements = lists.emplace_back();
    for (const bool bit : bits) {
      elements.push_back(bit ? 1 : 0);
      list = history.values.Append(list, elements.back());
    }
    return list;
  };
  std::vector<Value> values;
  for (const auto& bits : others) values.push_back(add(bits));
  for (const auto& bits : seen) {
    values.push_back(add(bits));
    history.operations.emplace_back().result = values.back();
  }
  const Prefixes prefixes(history, AllOf(history));
  for (size_t i = 0; i < values.size(); ++i) {
    bool has = false;
    for (size_t j = others.size(); j < values.size(); ++j) {
      const bool begins = BeginsWith(lists[j], lists[i]);
      has |= begins;
      RC_ASSERT(prefixes.Begins(values[i], values[j]) == begins);
    }
    RC_ASSERT(prefixes.Has(values[i]) == has);
  }
}

}  // namespace
}  // namespace lin
