// Rows of the products of tensors, and of solve and inverse.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_linear_algebra(Rows&) {}

}  // namespace tapestry
