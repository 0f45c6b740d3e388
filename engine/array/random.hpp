// Random numbers: the generator, and tensors of independent draws.
#pragma once

#include <random>

#include "engine/array/tensor.hpp"

namespace tapestry {

// The generator that everything random takes. Seed it: the same seed gives the same numbers.
using Rng = std::mt19937_64;

// Independent draws: normal with this mean and standard deviation; uniform in [low, high).
Tensor random_normal(const Shape& shape, Rng& rng, double mean = 0, double deviation = 1);
Tensor random_uniform(const Shape& shape, Rng& rng, double low = 0, double high = 1);

}  // namespace tapestry
