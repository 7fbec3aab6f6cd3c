// The names of enumerators, as the wire format has them: MsgApp, EntryNormal,
// StateLeader, ConfChangeAddNode, ConfChangeTransitionAuto.
#pragma once

#include <string_view>

#include "raft/types.h"

namespace raft {

std::string_view Name(MessageType type);
std::string_view Name(EntryType type);
std::string_view Name(Role role);
std::string_view Name(ConfChangeType type);
std::string_view Name(ConfChangeTransition transition);

}  // namespace raft
