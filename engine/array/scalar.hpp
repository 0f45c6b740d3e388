// The number type of the whole engine, in one place.
//
// It is an alias and not a template parameter, so that an op reads like its formula. The same
// sources are compiled a second time with TAPESTRY_DOUBLE for the gradient checks, where float's
// seven digits would drown the comparison (CMake target tapestry::engine_f64).
#pragma once

namespace tapestry {

#ifdef TAPESTRY_DOUBLE
using Scalar = double;
#else
using Scalar = float;
#endif

}  // namespace tapestry
