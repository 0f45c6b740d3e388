// The solver on every kind of Omega, against other ways to the same minimiser.
#include "nn/convex/fista.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <utility>

#include "engine/array/lapack.hpp"
#include "engine/array/loops.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/logistic_tasks.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/elastic_net.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/sparse_low_rank.hpp"
#include "nn/omega/trace_norm.hpp"
#include "nn/omega/two_parts.hpp"
#include "tests/convex/random_tasks.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

// Gaussian elimination with pivoting: x with a x = b.
std::vector<double> eliminate(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i)
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < n; ++j) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k][j] * b[j];
    b[k] /= a[k][k];
  }
  return b;
}

// The least squares of all tasks with strength * tr(w^T coupling w): one linear system.
Tensor coupled_solution(const std::vector<Batch>& tasks, const Tensor& coupling, double strength) {
  const std::size_t count = tasks.size(), d = tasks[0].inputs.shape()[1], n = count * d;
  std::vector<std::vector<double>> a(n, std::vector<double>(n, 0));
  std::vector<double> b(n, 0);
  for (std::size_t t = 0; t < count; ++t)
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t s = 0; s < count; ++s) a[t * d + j][s * d + j] += strength * coupling(t, s);
      for (std::size_t i = 0; i < tasks[t].labels.size(); ++i) {
        b[t * d + j] += tasks[t].inputs(i, j) * tasks[t].targets(i, 0);
        for (std::size_t k = 0; k < d; ++k)
          a[t * d + j][t * d + k] += tasks[t].inputs(i, j) * tasks[t].inputs(i, k);
      }
    }
  return tensor({count, d}, eliminate(a, b));
}

TEST(Fista, QuadraticOmegasGiveTheLinearSystemsSolution) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::vector<Batch> tasks = some_tasks(seed, {4, seed % 2 == 0 ? 20U : 5U, 7});
    const LinearTasks loss(tasks);
    Tensor one = zeros({4, 4}), centred = full({4, 4}, -0.25);
    for (std::size_t t = 0; t < 4; ++t) {
      one(t, t) = 1;
      centred(t, t) += 1;
    }
    const GraphLaplacian links = chain(4, 3);
    for (const bool by_prox : {true, false}) {
      FistaOptions options;
      options.prox_if_smooth = by_prox;
      options.tolerance = 1e-10;
      EXPECT_LE(largest_difference(minimise(loss, Ridge(2), options).weights,
                                   coupled_solution(tasks, one, 2)),
                1e-7);
      if (seed % 2 == 1) continue;  // these leave directions free that few rows do not fix
      EXPECT_LE(largest_difference(minimise(loss, MeanRegularised(5), options).weights,
                                   coupled_solution(tasks, centred, 5)),
                1e-7);
      EXPECT_LE(largest_difference(minimise(loss, links, options).weights,
                                   coupled_solution(tasks, links.laplacian(), 3)),
                1e-7);
    }
    EXPECT_LE(largest_difference(loss.ridge_solution(2), coupled_solution(tasks, one, 2)), 1e-10);
  }
}

// -gradient is a subgradient of strength ||w||_trace where its largest singular value is at most
// the strength and <-gradient, w> = strength ||w||_trace.
TEST(Fista, TheTraceNormsSolutionIsOptimal) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::vector<Batch> tasks = some_tasks(seed, {5, seed % 2 == 0 ? 20U : 5U, 7});
    const LinearTasks loss(tasks);
    const double strength = 20;
    const Solution found = minimise(loss, TraceNorm(strength));
    const Tensor gradient = plain_gradient(tasks, found.weights, Kind::linear);
    const Tensor spectrum = kernels::singular_value_decomposition(found.weights).values;
    double inner = 0, trace_norm = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i)
      inner -= gradient.data()[i] * found.weights.data()[i];
    for (const double s : spectrum.storage()) trace_norm += s;
    EXPECT_LE(kernels::singular_value_decomposition(gradient).values(0), strength * (1 + 1e-6));
    EXPECT_NEAR(inner, strength * trace_norm, 1e-6 * strength * trace_norm);
    EXPECT_TRUE(found.gap_is_bound);
    EXPECT_LE(found.gap, 1e-6 * found.objective);
  }
}

// The sparse part of both obeys the lasso's conditions, with the loss's gradient at the sum.
TEST(Fista, TwoPartsAreSolvedTogether) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<Batch> tasks = some_tasks(seed);
    const LinearTasks loss(tasks);
    const Dirty dirty(40, 15);
    const SparseLowRank low_rank(40, 15);
    for (const Omega* omega :
         {static_cast<const Omega*>(&dirty), static_cast<const Omega*>(&low_rank)}) {
      const Solution found = minimise(loss, *omega);
      ASSERT_EQ(found.parts.shape(), (Shape{8, 8}));
      auto [shared, own] = two_parts("test", found.parts);
      EXPECT_GT(largest(shared), 0);
      EXPECT_GT(largest(own), 0);
      const Tensor gradient = plain_gradient(tasks, found.weights, Kind::linear);
      EXPECT_LE(lasso_kkt(own, gradient, 15), 1e-5) << omega->name();
      kernels::add_in_place(shared, own);
      EXPECT_EQ(largest_difference(shared, found.weights), 0);
      EXPECT_TRUE(found.gap_is_bound);
      EXPECT_LE(found.gap, 1e-6 * found.objective);
    }
  }
}

// Newton's method on one task, for the logistic ridge.
TEST(Fista, LogisticRidgeIsNewtons) {
  const std::vector<Batch> tasks = some_tasks(7, {1, 40, 5});
  const Batch& task = tasks[0];
  Tensor w = zeros({1, 5});
  for (int step = 0; step < 30; ++step) {
    std::vector<std::vector<double>> hessian(5, std::vector<double>(5, 0));
    Tensor gradient = plain_gradient(tasks, w, Kind::logistic);
    for (std::size_t j = 0; j < 5; ++j) {
      gradient(0, j) += 2 * 0.7 * w(0, j);
      hessian[j][j] += 2 * 0.7;
      for (std::size_t i = 0; i < task.labels.size(); ++i) {
        const double s = 1 / (1 + std::exp(-logit(task, w, 0, i)));
        for (std::size_t k = 0; k < 5; ++k)
          hessian[j][k] += s * (1 - s) * task.inputs(i, j) * task.inputs(i, k);
      }
    }
    const std::vector<double> move =
        eliminate(hessian, std::vector<double>(gradient.begin(), gradient.end()));
    for (std::size_t j = 0; j < 5; ++j) w(0, j) -= move[j];
  }
  const LogisticTasks loss(tasks);
  FistaOptions options;
  options.tolerance = 1e-10;
  const Ridge ridge(0.7);
  const Solution found = minimise(loss, ridge, options);
  EXPECT_LE(largest_difference(found.weights, w), 1e-7);

  // However early it stops, the minimum is within the gap.
  const double minimum = plain_loss(tasks, w, Kind::logistic) + ridge.of(Var(w)).item();
  std::size_t bounds = 0;
  for (const double tolerance : {3e-1, 1e-1, 1e-2, 1e-3, 1e-5}) {
    options.tolerance = tolerance;
    const Solution early = minimise(loss, ridge, options);
    bounds += early.gap_is_bound;
    if (early.gap_is_bound) {
      EXPECT_LE(early.objective - minimum, early.gap + 1e-12);
    }
  }
  EXPECT_GE(bounds, 3U);
}

}  // namespace
}  // namespace tapestry::nn
