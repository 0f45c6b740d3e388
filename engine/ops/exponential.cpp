#include "engine/ops/exponential.hpp"

#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var exp(const Var& x) {
  return record("exp", exp_of(x.value()), {{x, [](const Var& g, const Var& y) { return g * y; }}});
}

Var log(const Var& x) {
  return record("log", xt::log(x.value()), {{x, [x](const Var& g, const Var&) { return g / x; }}});
}

}  // namespace tapestry
