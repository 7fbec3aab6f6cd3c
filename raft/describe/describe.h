// The text forms of what is in types.h, as logs, scripts and traces show them.
// Text ends without a newline unless a function says otherwise. Ids are
// hexadecimal where they say who talks to whom, and decimal elsewhere. To use
// the room, include this; it brings the other headers along.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "raft/describe/conf_changes_text.h"
#include "raft/describe/name.h"
#include "raft/describe/quote.h"
#include "raft/types.h"

namespace raft {

// Who a message is from or for: `None`, `AppendThread`, `ApplyThread`, or the
// id in hexadecimal.
std::string DescribeTarget(NodeId id);

std::string Describe(const SoftState& state);
// The vote is shown only if there is one.
std::string Describe(const HardState& state);
std::string Describe(const ConfState& state);
// Does not show the data.
std::string Describe(const Snapshot& snapshot);
// `[{7 [97 98]}]`: each index, and the bytes of its context in decimal.
std::string Describe(std::span<const ReadState> states);
// With every field, as in `transition:ConfChangeTransitionAuto
// changes:{type:ConfChangeAddNode node_id:1} context:"why"`.
std::string Describe(const ConfChangeV2& change);

// How to show the data of a normal entry. If it returns nothing, nothing is
// shown.
using FormatData = std::string (*)(std::string_view data);

// `1/2 EntryNormal "data"`: term, index, type and data. The data of a
// membership change is shown as `v1 l2`, or as why it does not decode.
std::string DescribeEntry(const Entry& entry, FormatData format = Quote);
// Each on a line of its own, with a newline at its end.
std::string DescribeEntries(std::span<const Entry> entries,
                            FormatData format = Quote);

// `1->2 MsgApp Term:1 Log:1/2 Commit:2`, and so on. More than one line if there
// are several entries, a snapshot or responses; each line begins with `indent`.
// Does not show the context.
std::string DescribeMessage(const Message& message,
                            std::string_view indent = "",
                            FormatData format = Quote);

}  // namespace raft
