#include "nn/layers/dropout.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/net/dropout.hpp"

namespace tapestry::nn {

Dropout::Dropout(double probability) : probability_(probability) {
  if (!(probability >= 0 && probability < 1))
    base::fail("Dropout: probability ", probability,
               ": it is the share that is left out, and must lie in [0, 1); 50 percent is 0.5.");
}

std::string Dropout::settings() const { return base::text("dropout ", probability_); }

Var Dropout::operator()(const Var& x, const Context& context) const {
  if (context.mode == Mode::evaluation) return x;
  if (context.rng == nullptr)
    base::fail("Dropout: the context is for training, but has no generator to draw from: make it ",
               "by Context::training(rng).");
  return dropout(x, probability_, *context.rng);
}

}  // namespace tapestry::nn
