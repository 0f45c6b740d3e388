// checkpointed: a part of a computation that is computed twice instead of kept.
//
// A tape keeps every intermediate value until it ends, because a pullback may need it. Of a
// checkpointed section it keeps only the result; the backward pass computes the section again when
// it comes there, and drops it when it has gone through. A chain of n layers in sections of sqrt(n)
// layers so needs memory for about 2 sqrt(n) values instead of n, at the price of one more forward
// pass. (Griewank & Walther 2000, "Algorithm 799: revolve"; Chen et al. 2016, arXiv:1604.06174.)
//
//   for (std::size_t i = 0; i < layers.size(); i += 32)
//     h = checkpointed([&layers, h, i] { return through(layers, i, i + 32, h); });
#pragma once

#include <functional>

#include "engine/core/var.hpp"

namespace tapestry {

// The section's result. What the section uses (parameters, Vars of this tape) is found by running
// it: gradients go to all of it, and nothing needs to be listed. Capture Vars by value, and by
// reference only what outlives the backward pass (such as the layers above): the section is kept
// and runs again there. So a Var of an outer tape that it uses must still have its tape then. It
// must give the same value each time: draw random numbers outside of it, or the backward pass
// throws. In gradient_vars the second run is recorded on the tape, so that it can be differentiated
// again; then it saves no memory.
Var checkpointed(std::function<Var()> section);

}  // namespace tapestry
