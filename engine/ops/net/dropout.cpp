#include "engine/ops/net/dropout.hpp"

#include "engine/array/loops.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/where.hpp"

namespace tapestry {

Var dropout(const Var& x, double probability, Rng& rng) {
  if (!(probability >= 0 && probability < 1))
    base::fail("dropout: ", describe(x), " with probability ", probability,
               ": it is the share that is left out, and must lie in [0, 1); 50 percent is 0.5.");
  const Scalar kept = static_cast<Scalar>(1 / (1 - probability));
  // The upper 53 of 64 random bits make a number in [0, 1) that a double holds exactly.
  const auto draw = [&] { return static_cast<double>(rng() >> 11) * 0x1p-53; };
  const Tensor mask =
      kernels::map(x.value(), [&](Scalar) { return draw() < probability ? Scalar{0} : kept; });
  Tensor y = kernels::zip(x.value(), mask, x.shape(),
                          [](Scalar v, Scalar m) { return m == 0 && v == v ? m : v * m; });
  return record("dropout", std::move(y),
                {{x, [mask = Var::constant(mask)](const Var& g, const Var&) {
                    return kernels::weigh(g, mask);
                  }}});
}

}  // namespace tapestry
