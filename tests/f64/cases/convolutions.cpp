// Rows of convolution and pooling.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_convolutions(Rows&) {}

}  // namespace tapestry
