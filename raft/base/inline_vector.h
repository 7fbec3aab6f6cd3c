// InlineVector: a vector whose first few elements need no allocation.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>

namespace raft {

// Holds up to `N` elements in place and more on the heap. The number of peers
// of a cluster is small and most messages carry one entry, so copies of nodes
// and messages seldom allocate.
template <typename T, size_t N>
using InlineVector = boost::container::small_vector<T, N>;

}  // namespace raft
