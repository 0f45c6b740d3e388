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

void check_whole(const char* who, const nn::SharedBatch& set) {
  const std::size_t rows = set.inputs.dimension() == 0 ? 0 : set.inputs.shape()[0];
  if (rows == 0) base::fail(who, ": the set has no rows: give one with at least 1.");
  for (std::size_t t = 0; t < set.tasks.size(); ++t)
    if (set.tasks[t].rows.size() != rows)
      base::fail(who, ": task ", t, " has answers to ", set.tasks[t].rows.size(), " of ", rows,
                 " rows, but all rows must be answered: give a set without missing answers.");
}

// The rows with these indices along the first axis.
Tensor rows_of(const Tensor& x, const std::vector<std::size_t>& indices) {
  Shape shape = x.shape();
  const std::size_t width = x.size() / shape[0];
  shape[0] = indices.size();
  Tensor chosen = uninitialised(shape);
  for (std::size_t i = 0; i < indices.size(); ++i)
    std::copy_n(x.data() + indices[i] * width, width, chosen.data() + i * width);
  return chosen;
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

nn::SharedBatch drawn_rows(const nn::SharedBatch& set, std::size_t rows, Rng& rng) {
  check_whole("drawn_rows", set);
  if (rows == 0) base::fail("drawn_rows: 0 rows were asked for: give at least 1.");
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < rows; ++i) chosen.push_back(random_index(rng, set.inputs.shape()[0]));
  nn::SharedBatch batch{rows_of(set.inputs, chosen), {}};
  for (const nn::Answers& task : set.tasks) {
    nn::Answers answers{first_rows(rows), {}, {}};
    if (!task.labels.empty())
      for (const std::size_t i : chosen) answers.labels.push_back(task.labels[i]);
    else
      answers.targets = rows_of(task.targets, chosen);
    batch.tasks.push_back(std::move(answers));
  }
  return batch;
}

nn::Batch part_of(const nn::SharedBatch& set, std::size_t task) {
  check_whole("part_of", set);
  if (task >= set.tasks.size())
    base::fail("part_of: there is no task ", task, ": the ", set.tasks.size(),
               " tasks are numbered from 0.");
  return {set.inputs, set.tasks[task].labels, set.tasks[task].targets};
}

}  // namespace tapestry::datasets
