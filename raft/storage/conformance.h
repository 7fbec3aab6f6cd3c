// Conformance: what every Storage must do, as checks that an embedder runs on
// an own one, in whatever test framework there is:
//
//   for (const raft::StorageCheck& check : raft::StorageChecks()) {
//     EXPECT_EQ(check.run(make), "") << check.claim;
//   }
//
// where `make` makes an empty storage, with what writes to it, anew. To add a
// check, write a row in conformance.cc.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/storage/storage.h"
#include "raft/types.h"

namespace raft {

// A storage together with the writing half that its owner has. All that is
// written is durable on return.
class StorageSubject {
 public:
  virtual ~StorageSubject() = default;
  // What a node would read; asked for anew after each call of the others.
  virtual const Storage& storage() const = 0;
  // As Effects::Write (raft/driver.h): `snapshot` (null: none) replaces the
  // log, `entries` are appended after cutting what they conflict with,
  // `hard_state` (null: none) replaces the old one.
  virtual Result<void> Write(const SnapshotPtr& snapshot,
                             std::span<const Entry> entries,
                             const HardState* hard_state) = 0;
  // The state machine's snapshot at `index`, which is committed and in the log;
  // the log up to there may be forgotten, all of it or a part.
  virtual Result<void> Compact(Index index, const ConfState& conf_state,
                               const Payload& data) = 0;
  // Closes it, and opens what the disk has. Storage that has no disk does
  // nothing.
  virtual Result<void> Reopen() = 0;
};

using MakeStorageSubject = std::function<std::unique_ptr<StorageSubject>()>;

struct StorageCheck {
  std::string_view claim;  // One line for people.
  // What is not so, in one line; empty if all is as it must be.
  std::string (*run)(const MakeStorageSubject& make);
};

std::span<const StorageCheck> StorageChecks();

}  // namespace raft
