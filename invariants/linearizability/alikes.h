// Alikes: the optional operations of a register, by what they do.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "invariants/linearizability/frontier.h"
#include "invariants/linearizability/register_part.h"
#include "invariants/linearizability/value_index.h"
#include "raft/base/inline_vector.h"

namespace lin {

// Those that write the same value, or replace the same one by the same, make a
// class. Those that cannot be of use, because nobody will ever see what they
// wrote, are left out. Values are numbers here.
class Alikes {
 public:
  static constexpr uint32_t kNone = 0xffffffff;

  explicit Alikes(const RegisterPart& part);

  // REQUIRES: an operation of the part is about the value, or it is kNil.
  uint32_t NumberOf(Value value) const { return numbers_.Find(value); }
  size_t values() const { return numbers_.size(); }

  // The class of an optional operation, by its index in the part.
  uint32_t ClassOf(uint32_t operation) const {
    return ClassOf(part_.operations[operation]);
  }
  size_t classes() const { return classes_.size(); }
  // Somebody who returns only then or later can see what they wrote.
  bool IsUseful(uint32_t alike, Time now) const {
    return classes_[alike].useful_until >= now;
  }

  // The optional operation was called, and may be made use of from now on.
  // REQUIRES: calls come in order.
  void Call(uint32_t operation);
  uint32_t Called(uint32_t alike) const {
    return static_cast<uint32_t>(classes_[alike].called.size());
  }
  uint32_t Nth(uint32_t alike, uint32_t nth) const {
    return classes_[alike].called[nth];
  }
  uint32_t To(uint32_t alike) const { return classes_[alike].to; }
  // The class of those that write the value, if one was called.
  uint32_t WriteOf(uint32_t value) const { return write_of_[value]; }
  bool HasMoveFrom(uint32_t value) const {
    return value < moves_from_.size() && !moves_from_[value].empty();
  }

  // True if the class is as good as any other of which this is true.
  bool IsFiller(uint32_t alike) const { return classes_[alike].is_filler; }

  // Calls each(class), resp. each(value), of those that were called.
  template <typename Each>
  void ForEachMove(uint32_t from, const Each& each) const {
    if (!HasMoveFrom(from)) return;
    for (const uint32_t alike : moves_from_[from]) each(alike);
  }
  template <typename Each>
  void ForEachWrite(const Each& each) const {
    for (const uint32_t alike : writes_) each(alike);
  }
  template <typename Each>
  void ForEachMoveSource(const Each& each) const {
    for (const uint32_t value : sources_) each(value);
  }

  // Time goes on: drops the classes of which nobody will see anything any more.
  void SetNow(Time now);
  // Goes back to a time at which so many operations had been called.
  void StartAgain(uint32_t called, Time now);
  // Drops how much was used of them.
  void Forget(raft::InlineVector<Used, 2>& used) const;

 private:
  struct Class {
    uint32_t from = kNone;  // kNone: it writes.
    uint32_t to = 0;
    std::vector<uint32_t> called;  // In the order of calls.
    // Nobody ever asks for the value: good only for putting another one away.
    bool is_filler = false;
    // Who can see what they wrote has returned by then.
    Time useful_until = kAlways;
  };

  uint32_t ClassOf(const RegisterOperation& operation) const;
  void FindUses();

  const RegisterPart& part_;
  ValueIndex numbers_;
  std::vector<Class> classes_;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> known_;  // By from and to.
  std::vector<uint32_t> write_of_;  // By value, a class that was called.
  std::vector<std::vector<uint32_t>> moves_from_;  // The same.
  std::vector<uint32_t> writes_;                   // Classes,
  std::vector<uint32_t> sources_;                  // and values.
  Time now_ = kAlways;
};

}  // namespace lin
