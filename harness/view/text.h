// Text: a trace for a terminal, a column per node and time downwards.
#pragma once

#include <string>

#include "harness/view/frames.h"

namespace harness {

// UTF-8; about 120 columns wide, more if there are many nodes.
std::string TextOf(const Frames& frames);

}  // namespace harness
