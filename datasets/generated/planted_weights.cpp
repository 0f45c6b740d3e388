#include "datasets/generated/planted_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "datasets/random.hpp"

namespace tapestry::datasets {
namespace {

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

// The tasks of a stretch get the weights of its first one.
void repeat_in_stretches(Tensor& w, std::size_t pieces) {
  const std::size_t tasks = w.shape()[0];
  for (std::size_t t = 1; t < tasks; ++t)
    if (t * pieces / tasks == (t - 1) * pieces / tasks)
      for (std::size_t j = 0; j < w.shape()[1]; ++j) w(t, j) = w(t - 1, j);
}

// A B with normal A [tasks x rank] and B [rank x features].
Tensor draw_low_rank(const PlantedSizes& sizes, Rng& rng) {
  // B is drawn first: each in a line of its own, or the compiler would choose the order.
  const Tensor b = random_normal({sizes.rank, sizes.features}, rng);
  const Tensor a = random_normal({sizes.tasks, sizes.rank}, rng);
  Tensor c = zeros({sizes.tasks, sizes.features});
  for (std::size_t i = 0; i < sizes.tasks; ++i)
    for (std::size_t k = 0; k < sizes.rank; ++k)
      for (std::size_t j = 0; j < sizes.features; ++j) c(i, j) += a(i, k) * b(k, j);
  return c;
}

// 0 .. count - 1 in random order.
std::vector<std::size_t> shuffled(std::size_t count, Rng& rng) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, rng);
  return order;
}

// Sets a task's weights of features order[begin] .. order's end to 0.
void clear(Tensor& w, std::size_t task, const std::vector<std::size_t>& order, std::size_t begin) {
  for (std::size_t k = begin; k < order.size(); ++k) w(task, order[k]) = 0;
}

// Sets all features to 0 but the same `active` of them for every task.
void keep_features(Tensor& w, std::size_t active, Rng& rng) {
  const std::vector<std::size_t> order = shuffled(w.shape()[1], rng);
  for (std::size_t t = 0; t < w.shape()[0]; ++t) clear(w, t, order, active);
}

// Sets all features to 0 but `count` of them, others for each task.
void keep_own_features(Tensor& w, std::size_t count, Rng& rng) {
  for (std::size_t t = 0; t < w.shape()[0]; ++t) clear(w, t, shuffled(w.shape()[1], rng), count);
}

// Sets all features to 0 but the same `active` for every task, and `own` of the others for each.
void keep_dirty_features(Tensor& w, std::size_t active, std::size_t own, Rng& rng) {
  std::vector<std::size_t> others = shuffled(w.shape()[1], rng);
  others.erase(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(active));
  for (std::size_t t = 0; t < w.shape()[0]; ++t) {
    shuffle(others, rng);
    clear(w, t, others, own);
  }
}

std::vector<std::size_t> choose_outliers(const PlantedSizes& sizes, Rng& rng) {
  std::vector<std::size_t> tasks = shuffled(sizes.tasks, rng);
  tasks.resize(sizes.outliers);
  std::sort(tasks.begin(), tasks.end());
  return tasks;
}

// All rows of w but the outliers become those of `common`.
void replace_others(Tensor& w, const Tensor& common, const std::vector<std::size_t>& outliers) {
  for (std::size_t t = 0; t < w.shape()[0]; ++t)
    if (!std::binary_search(outliers.begin(), outliers.end(), t))
      for (std::size_t j = 0; j < w.shape()[1]; ++j) w(t, j) = common(t, j);
}

// The weights before they are scaled: normal ones of variance 1, or sums of such, wherever the
// structure lets them differ from 0.
PlantedTasks draw_weights(Structure structure, const PlantedSizes& sizes, Rng& rng) {
  PlantedTasks planted;
  Tensor w = random_normal({sizes.tasks, sizes.features}, rng);
  switch (structure) {
    case Structure::mean:
      join_centres(w, random_normal({1, sizes.features}, rng), std::vector<int>(sizes.tasks, 0),
                   sizes.spread);
      break;
    case Structure::low_rank:
      w = draw_low_rank(sizes, rng);
      break;
    case Structure::sparse:
      keep_features(w, sizes.active, rng);
      break;
    case Structure::clustered:
      planted.clusters = balanced_labels(sizes.tasks, sizes.clusters, rng);
      join_centres(w, random_normal({sizes.clusters, sizes.features}, rng), planted.clusters,
                   sizes.spread);
      break;
    case Structure::chain:
      walk_along(w, sizes.spread);
      break;
    case Structure::own_sparse:
      keep_own_features(w, sizes.active, rng);
      break;
    case Structure::dirty:
      keep_dirty_features(w, sizes.active, sizes.own, rng);
      break;
    case Structure::sparse_outliers: {
      planted.outliers = choose_outliers(sizes, rng);
      Tensor common = w;
      keep_features(common, sizes.active, rng);
      replace_others(w, common, planted.outliers);
      break;
    }
    case Structure::low_rank_outliers:
      planted.outliers = choose_outliers(sizes, rng);
      replace_others(w, draw_low_rank(sizes, rng), planted.outliers);
      break;
    case Structure::low_rank_sparse: {
      // The single weights have together the variance of the others: features * rank.
      const double share = static_cast<double>(sizes.features) / static_cast<double>(sizes.own);
      const auto deviation =
          static_cast<Scalar>(std::sqrt(share * static_cast<double>(sizes.rank)));
      keep_own_features(w, sizes.own, rng);
      const Tensor low_rank = draw_low_rank(sizes, rng);
      for (std::size_t i = 0; i < w.size(); ++i)
        w.data()[i] = low_rank.data()[i] + deviation * w.data()[i];
      break;
    }
    case Structure::sparse_chain:
      walk_along(w, sizes.spread);
      keep_features(w, sizes.active, rng);
      break;
    case Structure::piecewise:
      repeat_in_stretches(w, sizes.pieces);
      keep_features(w, sizes.active, rng);
      break;
    case Structure::unrelated:
      break;
  }
  planted.weights = std::move(w);
  return planted;
}

// E || w_t ||^2 before the scaling, for a task that is no outlier: how many terms of variance 1 it
// is the sum of. (An outlier's is the number of features.)
double terms(Structure structure, const PlantedSizes& sizes) {
  const auto features = static_cast<double>(sizes.features);
  switch (structure) {
    case Structure::sparse:
    case Structure::own_sparse:
    case Structure::sparse_outliers:
    case Structure::sparse_chain:
    case Structure::piecewise:
      return static_cast<double>(sizes.active);
    case Structure::dirty:
      return static_cast<double>(sizes.active + sizes.own);
    case Structure::low_rank:
    case Structure::low_rank_outliers:
      return features * static_cast<double>(sizes.rank);
    case Structure::low_rank_sparse:
      return 2 * features * static_cast<double>(sizes.rank);
    case Structure::mean:
    case Structure::clustered:
    case Structure::chain:
    case Structure::unrelated:
      break;
  }
  return features;
}

}  // namespace

PlantedTasks plant_weights(Structure structure, const PlantedSizes& sizes, Rng& rng) {
  PlantedTasks planted = draw_weights(structure, sizes, rng);
  const auto factor = [&](double squares) {
    return static_cast<Scalar>(sizes.signal / std::sqrt(squares));
  };
  const Scalar others = factor(terms(structure, sizes));
  const Scalar outliers = factor(static_cast<double>(sizes.features));
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    const bool is_outlier = std::binary_search(planted.outliers.begin(), planted.outliers.end(), t);
    for (std::size_t j = 0; j < sizes.features; ++j)
      planted.weights(t, j) *= is_outlier ? outliers : others;
  }
  return planted;
}

}  // namespace tapestry::datasets
