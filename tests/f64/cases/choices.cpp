// Rows of the ops that choose between elements: maximum, minimum, where, clamp.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_choices(Rows&) {}

}  // namespace tapestry
