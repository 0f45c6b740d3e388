// Rows of with_gradient and checkpoint.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_derivative_ops(Rows&) {}

}  // namespace tapestry
