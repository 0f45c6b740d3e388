// Rows of eigenvalues and singular values.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_spectra(Rows&) {}

}  // namespace tapestry
