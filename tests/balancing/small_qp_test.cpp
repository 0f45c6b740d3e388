// The solvers against brute force: every set of free variables is tried, and the best kept.
#include "nn/balancing/small_qp.hpp"

#include "tests/balancing/random_gradients.hpp"

namespace tapestry::nn {
namespace {

// Solves a x = b by Gauss's elimination with pivots; empty where a is singular.
std::vector<double> eliminate(Rows a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i)
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    if (std::abs(a[pivot][k]) < 1e-10) return {};
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = a[i][k] / a[k][k];
      for (std::size_t m = k; m < n; ++m) a[i][m] -= factor * a[k][m];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = 0; k < n; ++k) b[k] /= a[k][k];
  return b;
}

double objective(const TaskGradients& g, const std::vector<double>& c,
                 const std::vector<double>& x) {
  double value = 0;
  for (std::size_t s = 0; s < x.size(); ++s) {
    value += c[s] * x[s];
    for (std::size_t t = 0; t < x.size(); ++t) value += 0.5 * x[s] * g.dot(s, t) * x[t];
  }
  return value;
}

// The least objective over x >= 0 (with sum x = 1 where on_simplex), over all sets of free
// variables; those whose equations are singular are left out, as smaller sets reach the same.
double by_enumeration(const TaskGradients& g, const std::vector<double>& c, bool on_simplex) {
  const std::size_t n = c.size();
  double best = on_simplex ? std::numeric_limits<double>::infinity() : 0;
  for (std::size_t set = 1; set < (std::size_t{1} << n); ++set) {
    std::vector<std::size_t> free;
    for (std::size_t i = 0; i < n; ++i)
      if (set >> i & 1) free.push_back(i);
    const std::size_t k = free.size() + (on_simplex ? 1 : 0);
    Rows a(k, std::vector<double>(k, 0.0));
    std::vector<double> b(k, 1.0);
    for (std::size_t i = 0; i < free.size(); ++i) {
      for (std::size_t m = 0; m < free.size(); ++m) a[i][m] = g.dot(free[i], free[m]);
      if (on_simplex) a[i][k - 1] = a[k - 1][i] = 1;
      b[i] = -c[free[i]];
    }
    const std::vector<double> y = eliminate(a, b);
    if (y.empty()) continue;
    std::vector<double> x(n, 0.0);
    bool feasible = true;
    for (std::size_t i = 0; i < free.size(); ++i) {
      x[free[i]] = y[i];
      feasible = feasible && y[i] >= -1e-12;
    }
    if (feasible) best = std::min(best, objective(g, c, x));
  }
  return best;
}

TEST(SmallQp, EqualsEnumeration) {
  for (std::size_t n = 1; n <= 6; ++n)
    for (std::size_t rank = 0; rank <= 2; ++rank)
      for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const TaskGradients g = gradients_of(random_rows(n, 7, seed, rank));
        SCOPED_TRACE(base::text(n, " variables, rank ", rank, ", seed ", seed));
        const std::vector<double> none(n, 0.0), u = random_rows(1, n, seed + 100)[0];
        const QpSolution a = min_norm_point(g.gramian, n);
        EXPECT_TRUE(a.status.solved);
        EXPECT_NEAR(objective(g, none, a.x), by_enumeration(g, none, true), 1e-10);
        std::vector<double> c(n, 0.0);
        for (std::size_t s = 0; s < n; ++s)
          for (std::size_t t = 0; t < n; ++t) c[s] += g.dot(s, t) * u[t];
        const QpSolution x = nonnegative_qp(g.gramian, c);
        EXPECT_TRUE(x.status.solved);
        EXPECT_NEAR(objective(g, c, x.x), by_enumeration(g, c, false), 1e-8);
        const QpSolution v = dual_cone_projection(g.gramian, u);
        // Dependent gradients leave v open, but not what it makes of them: 1/2 v' G v.
        for (std::size_t t = 0; t < n; ++t) EXPECT_GE(v.x[t], u[t]);
        EXPECT_NEAR(objective(g, none, v.x), by_enumeration(g, c, false) + objective(g, none, u),
                    1e-8);
      }
}

TEST(SmallQp, TheSizesMustFit) {
  EXPECT_EQ(error_of([] {
              nonnegative_qp({1, 2, 3}, {1, 2});
            }),
            "nonnegative_qp: H has 3 numbers, but c has 2, so H must have 2 x "
            "2: give the whole "
            "matrix, row by row.");
}

}  // namespace
}  // namespace tapestry::nn
