// Rows of the ops that pick, join and repeat elements.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_indexing(Rows&) {}

}  // namespace tapestry
