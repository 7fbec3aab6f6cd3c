// The parts of the page, which are the files in harness/view/page/.
#pragma once

#include <string_view>

namespace harness {

// The text of a part by the name of its file; empty if there is none.
std::string_view PagePart(std::string_view name);

}  // namespace harness
