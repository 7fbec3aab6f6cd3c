// What RapidCheck draws setups, actions and schedules from.
#pragma once

#include <rapidcheck.h>

#include <array>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/enabled.h"
#include "harness/action/work.h"
#include "harness/strategy/bytes.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {

// So that RapidCheck says which action it was.
inline void showValue(const Action& action, std::ostream& os) {
  os << Describe(action);
}
inline void showValue(const Setup& setup, std::ostream& os) {
  os << Describe(setup);
}

// `size` bytes, of which each is any.
inline rc::Gen<std::string> AnyBytes(size_t size) {
  return rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
}

// One that is valid and inside the fault atlas; small.
inline rc::Gen<Setup> AnySetup() {
  return rc::gen::map(AnyBytes(kHeaderSize), [](const std::string& bytes) {
    return DecodeHeader(bytes).setup;
  });
}

// Mostly small, so that it names something, and now and then as large as can
// be.
inline rc::Gen<uint64_t> AnyField() {
  return rc::gen::weightedOneOf<uint64_t>(
      {{12,
        rc::gen::resize(rc::kNominalSize, rc::gen::inRange<uint64_t>(0, 6))},
       {1, rc::gen::elementOf(std::vector<uint64_t>{
               63, 64, 65, 255, uint64_t{1} << 32, uint64_t{1} << 63,
               ~uint64_t{0} - 1, ~uint64_t{0}})}});
}

// With any values in all fields, whatever the verb makes of them; anything but
// settling, which is long.
inline rc::Gen<Action> AnyAction() {
  return rc::gen::build<Action>(
      rc::gen::set(
          &Action::verb,
          rc::gen::suchThat(
              rc::gen::map(
                  rc::gen::resize(rc::kNominalSize,
                                  rc::gen::inRange(uint64_t{1}, kVerbs)),
                  [](uint64_t verb) { return static_cast<Verb>(verb); }),
              [](Verb verb) { return verb != Verb::kSettle; })),
      rc::gen::set(&Action::node, AnyField()),
      rc::gen::set(&Action::peer, AnyField()),
      rc::gen::set(
          &Action::type,
          rc::gen::map(
              rc::gen::resize(rc::kNominalSize,
                              rc::gen::inRange(0, raft::kMessageTypes)),
              [](int type) { return static_cast<raft::MessageType>(type); })),
      rc::gen::set(&Action::term, AnyField()),
      rc::gen::set(&Action::index, AnyField()),
      rc::gen::set(&Action::nth, AnyField()),
      rc::gen::set(&Action::client, AnyField()),
      rc::gen::set(&Action::key, AnyField()),
      rc::gen::set(&Action::option, AnyField()));
}

inline bool GetsOn(Verb verb) {
  return IsWork(verb) || verb == Verb::kDeliver || verb == Verb::kBeat;
}

// One that can happen now: half of the time what gets a cluster on, else each
// verb as likely as the others.
inline rc::Gen<Action> AnyEnabled(const World& world) {
  std::vector<Action> actions;
  Enabled(world, actions);
  std::vector<Action> progress;
  std::array<std::vector<Action>, kVerbs> by_verb;
  for (const Action& action : actions) {
    by_verb[static_cast<size_t>(action.verb)].push_back(action);
    if (GetsOn(action.verb)) progress.push_back(action);
  }
  std::vector<std::vector<Action>> verbs;
  for (auto& of_verb : by_verb) {
    if (!of_verb.empty()) verbs.push_back(std::move(of_verb));
  }
  auto any = rc::gen::mapcat(rc::gen::elementOf(std::move(verbs)),
                             [](std::vector<Action> of_verb) {
                               return rc::gen::elementOf(std::move(of_verb));
                             });
  if (progress.empty()) return any;
  return rc::gen::oneOf(std::move(any),
                        rc::gen::elementOf(std::move(progress)));
}

}  // namespace harness
