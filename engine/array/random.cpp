#include "engine/array/random.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry {

double uniform_draw(Rng& rng) {
  const double u = static_cast<double>(rng()) * 0x1p-64;
  return u < 1 ? u : 1 - 0x1p-53;  // 2^64 - 1 is rounded to 2^64
}

double NormalDraw::operator()(Rng& rng) {
  has_second_ = !has_second_;
  if (!has_second_) return second_;
  double u = 0, v = 0, square = 0;
  do {
    u = 2 * uniform_draw(rng) - 1;
    v = 2 * uniform_draw(rng) - 1;
    square = u * u + v * v;
  } while (square > 1 || square == 0);
  const double length = std::sqrt(-2 * std::log(square) / square);
  second_ = u * length;
  return v * length;
}

Tensor random_normal(const Shape& shape, Rng& rng, double mean, double deviation) {
  if (!(std::isfinite(mean) && std::isfinite(deviation) && deviation >= 0))
    base::fail("random_normal: a mean of ", mean, " and a standard deviation of ", deviation,
               " were given, but both must be finite, and the deviation not negative.");
  Tensor out = uninitialised(shape);
  NormalDraw draw;
  for (Scalar& x : out.storage()) x = static_cast<Scalar>(draw(rng) * deviation + mean);
  return out;
}

Tensor random_uniform(const Shape& shape, Rng& rng, double low, double high) {
  const Scalar first = static_cast<Scalar>(low), end = static_cast<Scalar>(high);
  if (!(std::isfinite(first) && std::isfinite(end) && first < end && std::isfinite(high - low)))
    base::fail("random_uniform: a number in [", low, ", ", high,
               ") was asked for, but the bounds must be finite, and the lower one below the upper "
               "one, as a Scalar, too.");
  Tensor out = uninitialised(shape);
  for (Scalar& x : out.storage()) do {
      x = static_cast<Scalar>(low + (high - low) * uniform_draw(rng));
    } while (!(x >= first && x < end));  // rounding may have reached the end
  return out;
}

}  // namespace tapestry
