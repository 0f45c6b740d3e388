#include "engine/array/random.hpp"

namespace tapestry {

Tensor random_normal(const Shape& shape, Rng& rng, double mean, double deviation) {
  std::normal_distribution<double> draw(mean, deviation);
  Tensor out = uninitialised(shape);
  for (Scalar& x : out.storage()) x = static_cast<Scalar>(draw(rng));
  return out;
}

Tensor random_uniform(const Shape& shape, Rng& rng, double low, double high) {
  std::uniform_real_distribution<double> draw(low, high);
  Tensor out = uninitialised(shape);
  for (Scalar& x : out.storage()) x = static_cast<Scalar>(draw(rng));
  return out;
}

}  // namespace tapestry
