// Mermaid: a trace as a sequence diagram that GitHub and others draw.
#pragma once

#include <string>

#include "harness/view/frames.h"

namespace harness {

// A `sequenceDiagram`. A message is drawn in the step in which it arrives or is
// lost, since such diagrams know no time on the way; what is still in flight is
// left out. Meant for minimized traces: renderers refuse very long ones.
std::string MermaidOf(const Frames& frames);

}  // namespace harness
