#include "nn/balancing/small_qp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace tapestry::nn {

namespace {

// Below this share of its diagonal entry a pivot is rounding: the variable depends on the others.
constexpr double dependent = 1e-14;

// Solves H x = -c for the variables in `passive` (the others are 0) by Cholesky's factorisation.
// False where those columns are dependent.
bool solve_passive(const std::vector<double>& h, const std::vector<double>& c,
                   const std::vector<std::size_t>& passive, std::vector<double>& x) {
  const std::size_t n = c.size(), k = passive.size();
  std::vector<double> l(k * k, 0.0), y(k);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double s = h[passive[i] * n + passive[j]];
      for (std::size_t m = 0; m < j; ++m) s -= l[i * k + m] * l[j * k + m];
      if (i != j) {
        l[i * k + j] = s / l[j * k + j];
      } else {
        if (!(s > dependent)) return false;
        l[i * k + i] = std::sqrt(s);
      }
    }
  for (std::size_t i = 0; i < k; ++i) {
    y[i] = -c[passive[i]];
    for (std::size_t m = 0; m < i; ++m) y[i] -= l[i * k + m] * y[m];
    y[i] /= l[i * k + i];
  }
  std::fill(x.begin(), x.end(), 0.0);
  for (std::size_t i = k; i-- > 0;) {
    for (std::size_t m = i + 1; m < k; ++m) y[i] -= l[m * k + i] * y[m];
    y[i] /= l[i * k + i];
    x[passive[i]] = y[i];
  }
  return true;
}

struct Gradient {
  std::vector<double> value;
  double size;  // the largest sum of absolute terms
};

Gradient gradient_at(const std::vector<double>& x, const std::vector<double>& h,
                     const std::vector<double>& c) {
  const std::size_t n = c.size();
  Gradient g{c, std::numeric_limits<double>::min()};
  for (std::size_t i = 0; i < n; ++i) {
    double size = std::abs(c[i]);
    for (std::size_t j = 0; j < n; ++j) {
      g.value[i] += h[i * n + j] * x[j];
      size += std::abs(h[i * n + j] * x[j]);
    }
    g.size = std::max(g.size, size);
  }
  return g;
}

std::vector<std::size_t> indices_of(const std::vector<bool>& chosen) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i]) all.push_back(i);
  return all;
}

// The variable whose increase lowers the objective fastest; n where none does.
std::size_t steepest(const Gradient& g, const std::vector<bool>& passive,
                     const std::vector<bool>& barred) {
  std::size_t best = g.value.size();
  double lowest = -1e-13 * g.size;
  for (std::size_t i = 0; i < g.value.size(); ++i)
    if (!passive[i] && !barred[i] && g.value[i] < lowest) {
      lowest = g.value[i];
      best = i;
    }
  return best;
}

// The same problem where every diagonal entry is 1 (or 0).
QpSolution unit_diagonal_qp(const std::vector<double>& h, const std::vector<double>& c) {
  const std::size_t n = c.size(), limit = 10 * n + 10;
  QpSolution result{std::vector<double>(n, 0.0), {false, 0, 0, qp_tolerance}};
  std::vector<double>& x = result.x;
  std::vector<bool> passive(n, false), barred(n, false);
  for (std::size_t i = 0; i < n; ++i) barred[i] = !(h[i * n + i] > 0);
  const std::vector<bool> without_length = barred;
  while (result.status.iterations < limit) {
    const std::size_t entering = steepest(gradient_at(x, h, c), passive, barred);
    if (entering == n) break;
    passive[entering] = true;
    std::vector<double> goal(n);
    bool moved = false;
    while (result.status.iterations++ < limit) {
      if (!solve_passive(h, c, indices_of(passive), goal)) {
        passive[entering] = false;  // it depends on the others, so they can do what it does
        break;
      }
      double share = 1;  // of the way to the goal that keeps x >= 0
      std::size_t blocking = n;
      for (std::size_t i = 0; i < n; ++i)
        if (passive[i] && goal[i] <= 0) {
          const double here = x[i] > goal[i] ? x[i] / (x[i] - goal[i]) : 0.0;
          if (blocking == n || here < share) {
            share = here;
            blocking = i;
          }
        }
      if (blocking == n) {
        x = goal;
        moved = true;
        break;
      }
      for (std::size_t i = 0; i < n; ++i)
        if (passive[i]) x[i] = std::max(0.0, x[i] + share * (goal[i] - x[i]));
      x[blocking] = 0;
      passive[blocking] = false;
      if (blocking == entering) break;
    }
    if (moved)
      barred = without_length;
    else
      barred[entering] = true;  // until something else has moved, or it would enter again
  }
  const Gradient g = gradient_at(x, h, c);
  for (std::size_t i = 0; i < n; ++i) {
    const double breach = x[i] > 0 ? std::abs(g.value[i]) : std::max(0.0, -g.value[i]);
    result.status.residual = std::max(result.status.residual, breach / g.size);
  }
  result.status.solved = result.status.residual <= qp_tolerance;
  return result;
}

}  // namespace

QpSolution nonnegative_qp(const std::vector<double>& h, const std::vector<double>& c) {
  const std::size_t n = c.size();
  if (h.size() != n * n)
    base::fail("nonnegative_qp: H has ", h.size(), " numbers, but c has ", n, ", so H must have ",
               n, " x ", n, ": give the whole matrix, row by row.");
  std::vector<double> length(n), scaled_h(h), scaled_c(c);
  for (std::size_t i = 0; i < n; ++i) length[i] = h[i * n + i] > 0 ? std::sqrt(h[i * n + i]) : 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    scaled_c[i] = length[i] > 0 ? c[i] / length[i] : 0.0;
    for (std::size_t j = 0; j < n; ++j)
      scaled_h[i * n + j] =
          length[i] > 0 && length[j] > 0 ? h[i * n + j] / length[i] / length[j] : 0.0;
  }
  QpSolution result = unit_diagonal_qp(scaled_h, scaled_c);
  for (std::size_t i = 0; i < n; ++i)
    if (length[i] > 0) result.x[i] /= length[i];
  return result;
}

// With s > 0, the x >= 0 of least 1/2 x' G x + s/2 (sum x - 1)^2 has G x = s (1 - sum x) wherever x
// > 0, and no less elsewhere: divided by its sum, it meets the conditions of the problem on the
// simplex. With the smallest squared length as s, sum x is between 1/2 and 1.
QpSolution min_norm_point(const std::vector<double>& gramian, std::size_t tasks) {
  double s = tasks == 0 ? 0.0 : gramian[0];
  for (std::size_t t = 0; t < tasks; ++t) s = std::min(s, gramian[t * tasks + t]);
  if (!(s > 0)) {
    QpSolution zero{std::vector<double>(tasks, 0.0), {true, 0, 0, qp_tolerance}};
    double count = 0;
    for (std::size_t t = 0; t < tasks; ++t) count += gramian[t * tasks + t] > 0 ? 0.0 : 1.0;
    for (std::size_t t = 0; t < tasks; ++t)
      zero.x[t] = gramian[t * tasks + t] > 0 ? 0.0 : 1 / count;
    return zero;
  }
  std::vector<double> h(gramian);
  for (double& entry : h) entry = entry / s + 1;
  QpSolution result = nonnegative_qp(h, std::vector<double>(tasks, -1.0));
  double sum = 0;
  for (double x : result.x) sum += x;
  for (double& x : result.x) x /= sum;
  return result;
}

// With v = u + x this is nonnegative_qp(G, G u).
QpSolution dual_cone_projection(const std::vector<double>& gramian, const std::vector<double>& u) {
  const std::size_t n = u.size();
  std::vector<double> c(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) c[i] += gramian[i * n + j] * u[j];
  QpSolution result = nonnegative_qp(gramian, c);
  for (std::size_t i = 0; i < n; ++i) result.x[i] += u[i];
  return result;
}

}  // namespace tapestry::nn
