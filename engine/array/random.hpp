// Random numbers: the generator, and tensors of independent draws.
#pragma once

#include <random>

#include "engine/array/tensor.hpp"

namespace tapestry {

// The generator that everything random takes. Seed it: the same seed gives the same numbers.
using Rng = std::mt19937_64;

// One draw, uniform in [0, 1): one of the multiples of 2^-64, as a double has it.
double uniform_draw(Rng& rng);

// Draws from the normal distribution of mean 0 and standard deviation 1, two by two: by Marsaglia's
// polar method, which makes two independent ones of a point in the unit circle.
class NormalDraw {
 public:
  double operator()(Rng& rng);

 private:
  double second_ = 0;
  bool has_second_ = false;
};

// Tensors of independent draws: normal with this mean and standard deviation; uniform in [low,
// high), an end that is never reached, although a float rounds. Written out here, and not with the
// standard library's distributions, which differ from one library to another: the same seed gives
// the same numbers everywhere (normal ones as far as std::log is rounded the same way). Throw for
// what is not finite, a negative deviation, and low >= high.
Tensor random_normal(const Shape& shape, Rng& rng, double mean = 0, double deviation = 1);
Tensor random_uniform(const Shape& shape, Rng& rng, double low = 0, double high = 1);

}  // namespace tapestry
