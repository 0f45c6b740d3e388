#include "datasets/generated/correlated_regressions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "datasets/random.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

void require_finite(const char* name, double value) {
  if (!std::isfinite(value))
    base::fail("CorrelatedRegressions: ", name, " = ", value,
               ", but it must be finite: change it.");
}

void check(double p, const CorrelatedRegressions::Sizes& sizes) {
  if (!(p >= -1 && p <= 1))
    base::fail("CorrelatedRegressions: p = ", p,
               ", but it is the cosine between the tasks' weights: give -1 to 1.");
  if (sizes.features < 2)
    base::fail("CorrelatedRegressions: features = ", sizes.features,
               ", but two orthogonal directions need at least 2: raise it.");
  if (sizes.alpha.size() != sizes.beta.size())
    base::fail("CorrelatedRegressions: ", sizes.alpha.size(), " alphas and ", sizes.beta.size(),
               " betas, but each sine has one of each: give equally many.");
  require_finite("scale", sizes.scale);
  for (const double alpha : sizes.alpha) require_finite("an alpha", alpha);
  for (const double beta : sizes.beta) require_finite("a beta", beta);
  if (!(sizes.noise >= 0 && std::isfinite(sizes.noise)))
    base::fail("CorrelatedRegressions: noise = ", sizes.noise,
               ", but a standard deviation must be 0 or more, and finite: change it.");
}

using Numbers = std::vector<double>;

double product(const Numbers& a, const Numbers& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// A direction without its part along `other`, if any: every direction left is equally likely.
Numbers unit_vector(std::size_t size, const Numbers& other, Rng& rng) {
  const Tensor drawn = random_normal({size}, rng);
  Numbers u(drawn.begin(), drawn.end());
  if (!other.empty()) {
    const double along = product(u, other);
    for (std::size_t j = 0; j < size; ++j) u[j] -= along * other[j];
  }
  const double length = std::sqrt(product(u, u));
  for (double& value : u) value /= length;
  return u;
}

std::vector<std::size_t> first_rows(std::size_t rows) {
  std::vector<std::size_t> all(rows);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

}  // namespace

CorrelatedRegressions::CorrelatedRegressions(double p, const Sizes& sizes, Rng& rng)
    : sizes_(sizes) {
  check(p, sizes);
  const Numbers u1 = unit_vector(sizes.features, {}, rng);
  const Numbers u2 = unit_vector(sizes.features, u1, rng);
  const double q = std::sqrt(1 - p * p);
  weights_ = uninitialised({2, sizes.features});
  for (std::size_t j = 0; j < sizes.features; ++j) {
    weights_(0, j) = static_cast<Scalar>(sizes.scale * u1[j]);
    weights_(1, j) = static_cast<Scalar>(sizes.scale * (p * u1[j] + q * u2[j]));
  }
}

nn::SharedBatch CorrelatedRegressions::draw(std::size_t rows, Rng& rng) const {
  if (rows == 0) base::fail("CorrelatedRegressions: 0 rows were asked for: give at least 1.");
  nn::SharedBatch batch;
  batch.inputs = random_normal({rows, sizes_.features}, rng);
  for (std::size_t t = 0; t < 2; ++t) {
    const Tensor noise = random_normal({rows}, rng);
    Tensor targets = uninitialised({rows, 1});
    for (std::size_t i = 0; i < rows; ++i) {
      double z = 0;
      for (std::size_t j = 0; j < sizes_.features; ++j)
        z += double{batch.inputs(i, j)} * double{weights_(t, j)};
      double y = z + sizes_.noise * double{noise(i)};
      for (std::size_t k = 0; k < sizes_.alpha.size(); ++k)
        y += std::sin(sizes_.alpha[k] * z + sizes_.beta[k]);
      targets(i, 0) = static_cast<Scalar>(y);
    }
    batch.tasks.push_back({first_rows(rows), {}, std::move(targets)});
  }
  return batch;
}

}  // namespace tapestry::datasets
