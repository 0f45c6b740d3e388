#include "datasets/generated/planted_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "datasets/random.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

void require_count(const char* name, std::size_t count) {
  if (count == 0) base::fail("planted_tasks: ", name, " = 0, but it must be 1 or more: raise it.");
}

void require_at_most(const char* name, std::size_t count, const std::string& limit_name,
                     std::size_t limit) {
  require_count(name, count);
  if (count > limit)
    base::fail("planted_tasks: ", name, " = ", count, ", but it must be at most the ", limit_name,
               ", ", limit, ": lower it.");
}

void require_deviation(const char* name, double value) {
  if (!(value >= 0) || !std::isfinite(value))
    base::fail("planted_tasks: ", name, " = ", value,
               ", but a standard deviation must be 0 or more, and finite: change it.");
}

void check(Structure structure, const PlantedSizes& sizes) {
  require_count("tasks", sizes.tasks);
  require_count("features", sizes.features);
  require_count("train", sizes.train);
  require_count("validation", sizes.validation);
  require_count("test", sizes.test);
  require_deviation("signal", sizes.signal);
  if (!sizes.logistic) require_deviation("noise", sizes.noise);
  if (structure == Structure::low_rank)
    require_at_most("rank", sizes.rank, "smaller of tasks and features",
                    std::min(sizes.tasks, sizes.features));
  if (structure == Structure::sparse)
    require_at_most("active", sizes.active, "number of features", sizes.features);
  if (structure == Structure::clustered)
    require_at_most("clusters", sizes.clusters, "number of tasks", sizes.tasks);
  const bool spreads = structure == Structure::mean || structure == Structure::clustered ||
                       structure == Structure::chain;
  if (spreads && !(sizes.spread >= 0 && sizes.spread <= 1))
    base::fail("planted_tasks: spread = ", sizes.spread,
               ", but it is a share of the variance: give 0 to 1.");
}

// Each row is a task's share of a centre and its own weights. own [tasks x features] becomes them.
void join_centres(Tensor& own, const Tensor& centres, const std::vector<int>& centre_of,
                  double spread) {
  const auto common = static_cast<Scalar>(std::sqrt(1 - spread));
  const auto alone = static_cast<Scalar>(std::sqrt(spread));
  for (std::size_t t = 0; t < own.shape()[0]; ++t)
    for (std::size_t j = 0; j < own.shape()[1]; ++j)
      own(t, j) = common * centres(static_cast<std::size_t>(centre_of[t]), j) + alone * own(t, j);
}

void walk_along(Tensor& w, double spread) {
  const double kept = 1 - spread;
  const auto step = static_cast<Scalar>(std::sqrt(1 - kept * kept));  // keeps the variance at 1
  for (std::size_t t = 1; t < w.shape()[0]; ++t)
    for (std::size_t j = 0; j < w.shape()[1]; ++j)
      w(t, j) = static_cast<Scalar>(kept) * w(t - 1, j) + step * w(t, j);
}

Tensor product(const Tensor& a, const Tensor& b) {
  Tensor c = zeros({a.shape()[0], b.shape()[1]});
  for (std::size_t i = 0; i < a.shape()[0]; ++i)
    for (std::size_t k = 0; k < b.shape()[0]; ++k)
      for (std::size_t j = 0; j < b.shape()[1]; ++j) c(i, j) += a(i, k) * b(k, j);
  return c;
}

// Sets all features to 0 but `active` of them.
void keep_features(Tensor& w, std::size_t active, Rng& rng) {
  std::vector<std::size_t> order(w.shape()[1]);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, rng);
  for (std::size_t k = active; k < order.size(); ++k)
    for (std::size_t t = 0; t < w.shape()[0]; ++t) w(t, order[k]) = 0;
}

// The weights, of variance 1 each wherever the structure lets them differ from 0.
Tensor draw_weights(Structure structure, const PlantedSizes& sizes, Rng& rng,
                    std::vector<int>& clusters) {
  Tensor w = random_normal({sizes.tasks, sizes.features}, rng);
  switch (structure) {
    case Structure::mean:
      join_centres(w, random_normal({1, sizes.features}, rng), std::vector<int>(sizes.tasks, 0),
                   sizes.spread);
      break;
    case Structure::low_rank:
      w = product(random_normal({sizes.tasks, sizes.rank}, rng),
                  random_normal({sizes.rank, sizes.features}, rng));
      break;
    case Structure::sparse:
      keep_features(w, sizes.active, rng);
      break;
    case Structure::clustered:
      clusters = balanced_labels(sizes.tasks, sizes.clusters, rng);
      join_centres(w, random_normal({sizes.clusters, sizes.features}, rng), clusters, sizes.spread);
      break;
    case Structure::chain:
      walk_along(w, sizes.spread);
      break;
    case Structure::unrelated:
      break;
  }
  return w;
}

// How many terms of variance 1 the square of a row's length is the sum of.
double terms(Structure structure, const PlantedSizes& sizes) {
  if (structure == Structure::sparse) return static_cast<double>(sizes.active);
  const auto features = static_cast<double>(sizes.features);
  return structure == Structure::low_rank ? features * static_cast<double>(sizes.rank) : features;
}

nn::Batch draw_rows(const Tensor& weights, std::size_t task, std::size_t rows,
                    const PlantedSizes& sizes, Rng& rng) {
  nn::Batch batch;
  batch.inputs = random_normal({rows, sizes.features}, rng);
  const Tensor noise =
      sizes.logistic ? random_uniform({rows}, rng) : random_normal({rows}, rng, 0, 1);
  if (!sizes.logistic) batch.targets = uninitialised({rows, 1});
  for (std::size_t i = 0; i < rows; ++i) {
    Scalar y = 0;
    for (std::size_t j = 0; j < sizes.features; ++j) y += batch.inputs(i, j) * weights(task, j);
    if (sizes.logistic)
      batch.labels.push_back(noise(i) < 1 / (1 + std::exp(-y)) ? 1 : 0);
    else
      batch.targets(i, 0) = y + static_cast<Scalar>(sizes.noise) * noise(i);
  }
  return batch;
}

}  // namespace

const std::vector<Structure>& all_structures() {
  static const std::vector<Structure> all{Structure::mean,   Structure::low_rank,
                                          Structure::sparse, Structure::clustered,
                                          Structure::chain,  Structure::unrelated};
  return all;
}

std::string name_of(Structure structure) {
  switch (structure) {
    case Structure::mean:
      return "mean";
    case Structure::low_rank:
      return "low rank";
    case Structure::sparse:
      return "sparse";
    case Structure::clustered:
      return "clustered";
    case Structure::chain:
      return "chain";
    case Structure::unrelated:
      return "unrelated";
  }
  base::fail("name_of: ", static_cast<int>(structure),
             " is no Structure: use one of all_structures().");
}

PlantedTasks planted_tasks(Structure structure, std::uint64_t seed, const PlantedSizes& sizes) {
  check(structure, sizes);
  Rng rng(seed);
  PlantedTasks planted;
  planted.weights = draw_weights(structure, sizes, rng, planted.clusters);
  const auto scale = static_cast<Scalar>(sizes.signal / std::sqrt(terms(structure, sizes)));
  for (Scalar& weight : planted.weights) weight *= scale;
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    planted.train.push_back(draw_rows(planted.weights, t, sizes.train, sizes, rng));
    planted.validation.push_back(draw_rows(planted.weights, t, sizes.validation, sizes, rng));
    planted.test.push_back(draw_rows(planted.weights, t, sizes.test, sizes, rng));
  }
  return planted;
}

}  // namespace tapestry::datasets
