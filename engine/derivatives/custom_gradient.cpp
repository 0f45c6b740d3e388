#include "engine/derivatives/custom_gradient.hpp"

#include "engine/core/tape.hpp"

namespace tapestry {

Var custom_gradient(const Var& x, Tensor value, Pullback pullback) {
  return record("custom_gradient", std::move(value), {{x, std::move(pullback)}});
}

}  // namespace tapestry
