// Rows of variance and the norms.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_norms(Rows&) {}

}  // namespace tapestry
