// Phases: a strategy that is drawn anew now and then.
#pragma once

#include <cstdint>
#include <memory>

#include "harness/strategy/random.h"
#include "harness/strategy/strategy.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {

// What one phase has wrought the next one may make use of: a bug that needs a
// calm cluster, then a sick one, then a calm one again is seldom found by what
// is the same all the time.
class Phases : public Strategy {
 public:
  using Make = std::unique_ptr<Strategy> (*)(const Setup& setup, Random random);

  // REQUIRES: length > 0; in actions.
  Phases(const Setup& setup, Make make, uint64_t length, Random random)
      : setup_(setup), make_(make), length_(length), random_(random) {}

  Action Next(const World& world) override {
    if (done_++ % length_ == 0)
      strategy_ = make_(setup_, Random(random_.Next()));
    return strategy_->Next(world);
  }

 private:
  Setup setup_;
  Make make_;
  uint64_t length_;
  uint64_t done_ = 0;
  Random random_;
  std::unique_ptr<Strategy> strategy_;
};

}  // namespace harness
