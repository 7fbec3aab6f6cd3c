// The parts of the page of a history, which are the files in harness/lin/page/.
#pragma once

#include <string_view>

namespace harness {

// The text of a part by the name of its file; empty if there is none.
std::string_view HistoryPagePart(std::string_view name);

}  // namespace harness
