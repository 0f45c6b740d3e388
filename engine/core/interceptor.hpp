// Testing the tests: a function that stands in for the pullbacks of a backward pass.
#pragma once

#include <cstddef>
#include <functional>

#include "engine/core/pullback.hpp"

namespace tapestry {

// While set, every backward pass on this thread gets each input's gradient from this function
// instead of from the pullback itself, so that a test can put a broken one in its place.
struct PullbackCall {
  const char* op;
  std::size_t input;  // which input of the op, from 0
  const Pullback& pullback;
  const Var& g;
  const Var& y;
  const Shape& input_shape;
};
using Interceptor = std::function<Var(const PullbackCall&)>;
Interceptor& interceptor();

}  // namespace tapestry
