// The tape as a picture: text for Graphviz (`dot -Tsvg tape.dot > tape.svg`).
#pragma once

#include <string>

#include "engine/core/tape.hpp"

namespace tapestry {

// Each record is an ellipse with its number, op, name and shape; each leaf is a box with its name
// and shape, or its value for a constant; an arrow leads from each input to the record that uses
// it. Scopes are frames, "trunk/layer 0" inside "trunk"; a leaf stands in the innermost frame that
// holds all its uses. Any name is allowed: what means something to Graphviz is escaped, and control
// characters are written as \x07.
std::string to_dot(const Tape& tape);

// The same with each gradient of `loss` (print.hpp's summary), and dashed ellipses for records that
// it does not depend on. Throws what tape.gradient throws.
std::string to_dot(const Tape& tape, const Var& loss);

}  // namespace tapestry
