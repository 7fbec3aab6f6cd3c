// The page: a trace as one HTML file that needs nothing else.
#pragma once

#include <string>
#include <string_view>

#include "harness/view/frames.h"

namespace harness {

// The frames as the page reads them. Holds no `<`, `>` or `&` and nothing but
// ASCII, so that it can stand in a script element whatever its strings hold.
std::string JsonOf(const Frames& frames);

// The whole page.
std::string PageOf(const Frames& frames);

}  // namespace harness
