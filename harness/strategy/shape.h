// Shape: what a world looks like when numbers and names are left out. A search
// that keeps what leads to new shapes gets further than one that counts lines.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/world/world.h"

namespace harness {

// What features are about. Each has a range of its own, small enough that all
// of it can be reached.
enum class Domain : uint8_t {
  kNode = 0,       // One node, relative to the others.
  kMessage = 1,    // One kind of message in flight, and how many there are.
  kMilestone = 2,  // What has happened, and how often.
  kWorld = 3,      // The shape of the whole world.
};

// A feature is its domain in the upper 32 bits and a number in the lower ones,
// as Centipede has it; never 0.
using Feature = uint64_t;

inline Domain DomainOf(Feature feature) {
  return static_cast<Domain>(feature >> 32);
}

// Appends the features of a world as it is. The same for worlds that differ in
// the names of nodes only. The last of them is the shape of the whole.
void AddFeatures(const World& world, std::vector<Feature>& features);

// The shape of the whole alone.
Feature ShapeOf(const World& world);

}  // namespace harness
