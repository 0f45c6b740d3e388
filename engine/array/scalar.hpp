// The number type of the whole engine, in one place.
//
// It is an alias and not a template parameter, so that an op reads like its formula. The same
// sources are compiled a second time with TAPESTRY_DOUBLE for the gradient checks, where float's
// seven digits would drown the comparison (CMake target tapestry::engine_f64).
// There, the name `tapestry` is a macro that stands for tapestry::f64, so that one program may hold
// both: a file of its own for each.
#pragma once

#if defined(TAPESTRY_DOUBLE) != defined(tapestry)
#error "double precision needs both -DTAPESTRY_DOUBLE and -Dtapestry=tapestry::f64"
#endif

namespace tapestry {

#ifdef TAPESTRY_DOUBLE
using Scalar = double;
#else
using Scalar = float;
#endif

}  // namespace tapestry
