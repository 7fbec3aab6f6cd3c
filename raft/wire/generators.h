// For tests: RapidCheck generators of the data of Raft, all that can be
// encoded. Numbers are mostly small, so that ties are common, and sometimes
// extreme.
#pragma once

#include <gtest/gtest.h>  // First: rapidcheck/gtest.h needs it.
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "raft/base/inline_vector.h"
#include "raft/base/payload.h"
#include "raft/types.h"

namespace raft {

// An id, a term or an index.
inline rc::Gen<uint64_t> AnyNumber() {
  return rc::gen::weightedOneOf<uint64_t>(
      {{8, rc::gen::inRange<uint64_t>(0, 5)},
       {3, rc::gen::inRange<uint64_t>(120, 135)},
       {2, rc::gen::map(rc::gen::inRange(0, 64),
                        [](int bit) { return (uint64_t{1} << bit) - 1; })},
       {1, rc::gen::arbitrary<uint64_t>()},
       {1, rc::gen::elementOf(
               std::vector<uint64_t>{kUnlimited, kLocalAppendThread,
                                     kLocalApplyThread, uint64_t{1} << 63})}});
}

// An enumerator below `limit`.
template <typename Enum>
rc::Gen<Enum> AnyEnumerator(int limit) {
  return rc::gen::map(rc::gen::inRange(0, limit),
                      [](int value) { return static_cast<Enum>(value); });
}

// At most `max` elements.
template <typename List>
rc::Gen<List> AnyList(rc::Gen<typename List::value_type> element, int max) {
  return rc::gen::mapcat(rc::gen::inRange(0, max + 1), [element](int size) {
    return rc::gen::map(
        rc::gen::container<std::vector<typename List::value_type>>(
            static_cast<size_t>(size), element),
        [](const std::vector<typename List::value_type>& elements) {
          return List(elements.begin(), elements.end());
        });
  });
}

}  // namespace raft

namespace rc {

template <>
struct Arbitrary<raft::Payload> {
  static Gen<raft::Payload> arbitrary() {
    const auto bytes = gen::weightedOneOf<std::string>(
        {{2, gen::just(std::string())},
         {4, gen::container<std::string>(gen::inRange('a', 'd'))},
         {2, gen::string<std::string>()},
         {1, gen::map(gen::inRange<size_t>(120, 300),
                      [](size_t size) { return std::string(size, 'x'); })}});
    return gen::map(bytes,
                    [](const std::string& s) { return raft::Payload(s); });
  }
};

template <>
struct Arbitrary<raft::Entry> {
  static Gen<raft::Entry> arbitrary() {
    using raft::Entry;
    return gen::build<Entry>(
        gen::set(&Entry::type, raft::AnyEnumerator<raft::EntryType>(3)),
        gen::set(&Entry::term, raft::AnyNumber()),
        gen::set(&Entry::index, raft::AnyNumber()), gen::set(&Entry::data));
  }
};

template <>
struct Arbitrary<raft::HardState> {
  static Gen<raft::HardState> arbitrary() {
    using raft::HardState;
    const auto number = raft::AnyNumber();
    return gen::build<HardState>(gen::set(&HardState::term, number),
                                 gen::set(&HardState::vote, number),
                                 gen::set(&HardState::commit, number));
  }
};

template <>
struct Arbitrary<raft::ConfState> {
  static Gen<raft::ConfState> arbitrary() {
    using raft::ConfState;
    const auto ids = raft::AnyList<raft::IdList>(raft::AnyNumber(), 9);
    return gen::build<ConfState>(gen::set(&ConfState::voters, ids),
                                 gen::set(&ConfState::learners, ids),
                                 gen::set(&ConfState::voters_outgoing, ids),
                                 gen::set(&ConfState::learners_next, ids),
                                 gen::set(&ConfState::auto_leave));
  }
};

template <>
struct Arbitrary<raft::Snapshot> {
  static Gen<raft::Snapshot> arbitrary() {
    using raft::Snapshot;
    return gen::build<Snapshot>(gen::set(&Snapshot::data),
                                gen::set(&Snapshot::conf_state),
                                gen::set(&Snapshot::index, raft::AnyNumber()),
                                gen::set(&Snapshot::term, raft::AnyNumber()));
  }
};

template <>
struct Arbitrary<raft::SnapshotPtr> {
  static Gen<raft::SnapshotPtr> arbitrary() {
    const auto some = gen::map(
        gen::arbitrary<raft::Snapshot>(),
        [](raft::Snapshot snapshot) -> raft::SnapshotPtr {
          return std::make_shared<const raft::Snapshot>(std::move(snapshot));
        });
    return gen::weightedOneOf<raft::SnapshotPtr>(
        {{3, gen::just(raft::SnapshotPtr())}, {1, some}});
  }
};

template <>
struct Arbitrary<raft::ConfChangeSingle> {
  static Gen<raft::ConfChangeSingle> arbitrary() {
    using raft::ConfChangeSingle;
    return gen::build<ConfChangeSingle>(
        gen::set(&ConfChangeSingle::type,
                 raft::AnyEnumerator<raft::ConfChangeType>(4)),
        gen::set(&ConfChangeSingle::node_id, raft::AnyNumber()));
  }
};

template <>
struct Arbitrary<raft::ConfChange> {
  static Gen<raft::ConfChange> arbitrary() {
    using raft::ConfChange;
    return gen::build<ConfChange>(
        gen::set(&ConfChange::id, raft::AnyNumber()),
        gen::set(&ConfChange::type,
                 raft::AnyEnumerator<raft::ConfChangeType>(4)),
        gen::set(&ConfChange::node_id, raft::AnyNumber()),
        gen::set(&ConfChange::context));
  }
};

template <>
struct Arbitrary<raft::ConfChangeV2> {
  static Gen<raft::ConfChangeV2> arbitrary() {
    using raft::ConfChangeV2;
    return gen::build<ConfChangeV2>(
        gen::set(&ConfChangeV2::transition,
                 raft::AnyEnumerator<raft::ConfChangeTransition>(3)),
        gen::set(&ConfChangeV2::changes,
                 raft::AnyList<raft::InlineVector<raft::ConfChangeSingle, 4>>(
                     gen::arbitrary<raft::ConfChangeSingle>(), 6)),
        gen::set(&ConfChangeV2::context));
  }
};

template <>
struct Arbitrary<raft::Message> {
  static Gen<raft::Message> arbitrary() { return Nested(2); }
  // With at most `levels` levels of responses.
  static Gen<raft::Message> Nested(int levels) {
    using raft::Message, raft::MessageList;
    auto responses = gen::just(MessageList());
    if (levels > 0) {
      const auto some = gen::lazy([levels] {
        return gen::construct<MessageList>(
            raft::AnyList<std::vector<Message>>(Nested(levels - 1), 3));
      });
      responses = gen::weightedOneOf<MessageList>({{3, responses}, {1, some}});
    }
    const auto number = raft::AnyNumber();
    return gen::build<Message>(
        gen::set(&Message::type,
                 raft::AnyEnumerator<raft::MessageType>(raft::kMessageTypes)),
        gen::set(&Message::reject), gen::set(&Message::to, number),
        gen::set(&Message::from, number), gen::set(&Message::term, number),
        gen::set(&Message::log_term, number), gen::set(&Message::index, number),
        gen::set(&Message::commit, number), gen::set(&Message::vote, number),
        gen::set(&Message::reject_hint, number),
        gen::set(&Message::entries, raft::AnyList<raft::EntryList>(
                                        gen::arbitrary<raft::Entry>(), 4)),
        gen::set(&Message::context), gen::set(&Message::snapshot),
        gen::set(&Message::responses, responses));
  }
};

}  // namespace rc
