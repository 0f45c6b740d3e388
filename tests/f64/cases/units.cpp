// Rows of the activations and the functions that they are made of.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_units(Rows&) {}

}  // namespace tapestry
