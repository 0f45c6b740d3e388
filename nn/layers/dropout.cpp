#include "nn/layers/dropout.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/net/dropout.hpp"

namespace tapestry::nn {

Dropout::Dropout(double probability, std::uint64_t seed) : probability_(probability), rng_(seed) {
  if (!(probability >= 0 && probability < 1))
    base::fail("Dropout: probability ", probability,
               ": it is the share that is left out, and must lie in [0, 1); 50 percent is 0.5.");
}

Var Dropout::operator()(const Var& x, Mode mode) {
  return mode == Mode::training ? dropout(x, probability_, rng_) : x;
}

}  // namespace tapestry::nn
