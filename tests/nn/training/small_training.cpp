#include "tests/nn/training/small_training.hpp"

#include "engine/array/random.hpp"

namespace tapestry::nn {

Training::Training() {
  Rng rng(3);
  for (Parameter p : net.parameters()) p.set_value(random_normal(p.shape(), rng, 0, 0.7));
}

History Training::run() { return fit(net, sources, sgd, options); }

std::string Training::error() {
  return error_of([&] { run(); });
}

}  // namespace tapestry::nn
