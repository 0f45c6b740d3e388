#include "nn/layers/conv2d.hpp"

#include <cmath>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

Tensor starting_weight(const std::string& name, std::size_t channels, std::size_t out,
                       std::size_t kernel, const Convolution& how, Rng& rng) {
  if (channels == 0 || out == 0 || kernel == 0 || how.stride == 0)
    base::fail("Conv2d: '", name, "' was asked for with ", channels, " channels, ", out,
               " outputs, kernel ", kernel, " and stride ", how.stride,
               ": give at least 1 of each.");
  const double inputs = static_cast<double>(size_of({channels, kernel, kernel}));
  return random_normal({out, channels, kernel, kernel}, rng, 0, std::sqrt(2 / inputs));
}

}  // namespace

Conv2d::Conv2d(const std::string& name, std::size_t channels, std::size_t out, std::size_t kernel,
               Rng& rng, const Convolution& chosen)
    : weight(Var::parameter(name + ".weight",
                            starting_weight(name, channels, out, kernel, chosen, rng))),
      bias(Var::parameter(name + ".bias", zeros({out}))),
      how(chosen) {}

}  // namespace tapestry::nn
