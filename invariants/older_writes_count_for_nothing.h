// With asynchronous storage, that entries are durable a node believes only of
// what it wrote in its term: what it wrote in an older one may have been cut
// since, and be back in its log without being written (etcd,
// async_storage_writes_append_aba_race).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> OlderWritesCountForNothing(const Step& step,
                                                    const Ghost& ghost);

}  // namespace invariants
