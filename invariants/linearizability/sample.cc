#include "invariants/linearizability/sample.h"

#include <memory>
#include <optional>
#include <vector>

namespace lin {
namespace {

// A client's call: it takes effect after a while, and returns after another.
struct Running {
  size_t operation = 0;
  bool took_effect = false;
};

class Sampler {
 public:
  Sampler(const Model& model, const SampleShape& shape, const Draw& draw)
      : model_(model), shape_(shape), draw_(draw), clients_(shape.clients) {
    history_.keys.emplace_back("k");
    for (int i = 0; i < 10; ++i) {
      const auto verb = static_cast<Verb>(i);
      // A deletion writes the initial value again.
      if (verb == Verb::kDelete && shape.values == 0) continue;
      if (model.Knows(verb)) verbs_.push_back(verb);
    }
    for (size_t i = 0; i < shape.clients; ++i) names_.push_back(NextName());
  }

  History Run() {
    while (true) {
      const uint64_t client = draw_(clients_.size());
      auto& running = clients_[client];
      if (!running) {
        if (history_.operations.size() == shape_.operations) {
          if (AllDone()) break;
          continue;
        }
        Call(client);
      } else if (!running->took_effect) {
        TakeEffect(*running);
      } else {
        Return(client);
      }
    }
    return std::move(history_);
  }

 private:
  int64_t NextName() { return next_name_++; }

  bool AllDone() const {
    for (const auto& running : clients_) {
      if (running) return false;
    }
    return true;
  }

  Value AnyValue() {
    const uint64_t known = shape_.values == 0 ? ++written_ : shape_.values;
    return static_cast<Value>(shape_.values == 0 ? known : 1 + draw_(known));
  }
  // A value that may have been written.
  Value OldValue() {
    const uint64_t known = shape_.values == 0 ? written_ + 1 : shape_.values;
    const auto value = static_cast<Value>(draw_(known + 1));
    return value == 0 ? kNil : value;
  }

  void Call(uint64_t client) {
    Operation operation;
    operation.process = names_[client];
    operation.verb = verbs_[draw_(verbs_.size())];
    switch (operation.verb) {
      case Verb::kCompareAndSet:
        operation.expected = draw_(2) == 0 ? Current() : OldValue();
        operation.argument = AnyValue();
        break;
      case Verb::kAppend:
        operation.argument = history_.values.Append(kNil, AnyValue());
        break;
      case Verb::kWrite:
        operation.argument = AnyValue();
        if (model_.Knows(Verb::kAppend)) {
          operation.argument = history_.values.Append(kNil, operation.argument);
        }
        break;
      case Verb::kRead:
      case Verb::kDelete:
      case Verb::kDequeue:
        break;
      default:
        operation.argument = AnyValue();
    }
    operation.called_at = 2 * now_++;
    clients_[client] = {history_.operations.size()};
    history_.operations.push_back(operation);
  }

  Value Current() const { return state_.empty() ? kNil : state_[0]; }

  void TakeEffect(Running& running) {
    Operation& operation = history_.operations[running.operation];
    running.took_effect = true;
    const bool mutates = !model_.is_pure(operation);
    if (mutates && shape_.unknown_of != 0 && draw_(shape_.unknown_of) == 0) {
      operation.status = Status::kUnknown;
      if (draw_(2) == 0) return;  // It never happened.
    }
    if (operation.verb == Verb::kCompareAndSet &&
        operation.expected != Current()) {
      if (operation.status == Status::kOk) operation.status = Status::kFailed;
      if (operation.status == Status::kUnknown) return;
    }
    SeeResult(operation);
    const Value seen = operation.result;
    if (shape_.noise_of != 0 && draw_(shape_.noise_of) == 0) {
      operation.result = kUnseen;
      model_.step(state_, operation, history_.values);
      operation.result = seen == kUnseen ? kUnseen : Noise(operation);
      return;
    }
    model_.step(state_, operation, history_.values);
  }

  void SeeResult(Operation& operation) {
    if (operation.status == Status::kUnknown) return;
    switch (operation.verb) {
      case Verb::kRead:
        operation.result = Current();
        if (!model_.Knows(Verb::kAdd)) return;
        operation.result = kNil;
        for (const Value element : state_) {
          operation.result = history_.values.Append(operation.result, element);
        }
        return;
      case Verb::kDequeue:
        operation.result = Current();
        return;
      case Verb::kContains:
        operation.result = 0;
        for (const Value element : state_) {
          if (element == operation.argument) operation.result = 1;
        }
        return;
      default:
        if (model_.is_register && shape_.sees_before) {
          operation.result = Current();
        }
    }
  }

  Value Noise(const Operation& operation) {
    if (operation.verb == Verb::kContains) return operation.result == 0 ? 1 : 0;
    if (operation.verb == Verb::kRead && !model_.is_register) {
      return history_.values.Append(kNil, OldValue());
    }
    return OldValue();
  }

  void Return(uint64_t client) {
    Operation& operation = history_.operations[clients_[client]->operation];
    if (operation.status == Status::kUnknown) {
      names_[client] = NextName();
    } else {
      operation.returned_at = 2 * now_++ + 1;
    }
    clients_[client].reset();
  }

  const Model& model_;
  const SampleShape& shape_;
  const Draw& draw_;
  std::vector<std::optional<Running>> clients_;
  std::vector<int64_t> names_;
  std::vector<Verb> verbs_;
  History history_;
  State state_;
  Time now_ = 0;
  int64_t next_name_ = 0;
  uint64_t written_ = 0;
};

}  // namespace

SampleShape AnyShape(const Draw& draw) {
  SampleShape shape;
  shape.operations = 2 + draw(6);
  shape.clients = 2 + draw(3);
  shape.values = draw(4);
  shape.unknown_of = draw(2) * (2 + draw(3));
  shape.noise_of = draw(2) * (2 + draw(6));
  shape.sees_before = draw(3) == 0;
  return shape;
}

History MakeSample(const Model& model, const SampleShape& shape,
                   const Draw& draw) {
  return Sampler(model, shape, draw).Run();
}

Draw DrawFrom(uint64_t seed) {
  auto state = std::make_shared<uint64_t>(seed);
  return [state](uint64_t bound) {
    // splitmix64.
    uint64_t word = *state += 0x9e3779b97f4a7c15;
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    return (word ^ word >> 31) % bound;
  };
}

}  // namespace lin
