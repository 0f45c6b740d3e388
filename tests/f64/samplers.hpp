// Where the rows of the table draw their inputs from.
#pragma once

#include <algorithm>
#include <numeric>

#include "engine/array/random.hpp"
#include "tests/f64/op_cases.hpp"

namespace tapestry {

// Any numbers, of both signs.
inline Sampler anywhere(const Shape& shape) {
  return [shape](Rng& rng) { return random_uniform(shape, rng, -2, 2); };
}

// For log, sqrt and fractional powers: well inside x > 0.
inline Sampler positive(const Shape& shape) {
  return [shape](Rng& rng) { return random_uniform(shape, rng, 0.5, 2); };
}

// For denominators: of both signs, and well away from 0.
inline Sampler away_from_zero(const Shape& shape) {
  return [shape](Rng& rng) {
    Tensor out = random_uniform(shape, rng, 0.5, 2);
    for (Scalar& x : out.storage())
      if (rng() & 1) x = -x;
    return out;
  };
}

// For relu, abs and max: in a random order, all elements at least 0.1 from 0 and from each other,
// which is 25 times as far as the check's differences reach.
inline Sampler away_from_kinks(const Shape& shape) {
  return [shape](Rng& rng) {
    const std::size_t n = size_of(shape);
    std::vector<int> steps(n);
    std::iota(steps.begin(), steps.end(), 0);
    std::shuffle(steps.begin(), steps.end(), rng);
    Tensor out = random_uniform(shape, rng, -0.02, 0.02);
    for (std::size_t i = 0; i < n; ++i) {
      const int step = steps[i] - static_cast<int>(n / 2);  // ... -2, -1, 0, 1, ...
      out.data()[i] += static_cast<Scalar>(0.15 * (step < 0 ? step : step + 1));
    }
    return out;
  };
}

// For singular values and vectors: 1, 2.5, 4, ... on the diagonal, and elsewhere little. So the
// singular values are far from each other and from 0, and each vector has one element that is
// clearly the largest, which decides its sign.
inline Sampler separated_spectrum(const Shape& shape) {
  return [shape](Rng& rng) {
    Tensor out = random_uniform(shape, rng, -0.3, 0.3);
    for (std::size_t i = 0; i < std::min(shape[0], shape[1]); ++i)
      out.data()[i * (shape[1] + 1)] += static_cast<Scalar>(1 + 1.5 * static_cast<double>(i));
    return out;
  };
}

// The same for a symmetric matrix; it is also positive definite.
inline Sampler separated_symmetric(std::size_t n) {
  return [n](Rng& rng) {
    Tensor out = separated_spectrum({n, n})(rng);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j) out.data()[i * n + j] = out.data()[j * n + i];
    return out;
  };
}

}  // namespace tapestry
