// Regular selections along one axis: every so many steps, backwards, repeated. All are compositions
// of narrow and gather, so that their gradients scatter.
#pragma once

#include <cstddef>

#include "engine/core/var.hpp"

namespace tapestry {

// The steps begin, begin + step, ... before end. Nothing is cut down to fit: throws unless
// 0 <= begin <= end <= the axis's size. The step is at least 1; backwards is flip's work.
Var slice(const Var& x, int axis, std::ptrdiff_t begin, std::ptrdiff_t end,
          std::ptrdiff_t step = 1);

// The axis backwards: its last step first.
Var flip(const Var& x, int axis);

// Each step of the axis `times` times in a row: 1, 2 -> 1, 1, 2, 2.
Var repeat(const Var& x, int axis, std::size_t times);

// The whole axis `times` times: 1, 2 -> 1, 2, 1, 2.
Var tile(const Var& x, int axis, std::size_t times);

}  // namespace tapestry
