// Story: a trace in plain words, a line per step.
#pragma once

#include <string>
#include <vector>

#include "harness/view/frames.h"

namespace harness {

// By step, the beginning included. Made from the action, from what changed on
// the nodes that it touched and from what they sent; an action that has no
// words here yet is told by its text and what it did.
std::vector<std::string> StoryOf(const Frames& frames);

// Says what fell, and on what evidence; empty if nothing did.
std::string FallOf(const Frames& frames);

// All of it, numbered.
std::string StoryText(const Frames& frames);

}  // namespace harness
