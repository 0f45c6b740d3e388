#include "engine/ops/with_gradient.hpp"

#include "engine/tape.hpp"

namespace tapestry {

Var with_gradient(const Var& x, Tensor value, Pullback pullback) {
  return record("with_gradient", std::move(value), {{x, std::move(pullback)}});
}

}  // namespace tapestry
