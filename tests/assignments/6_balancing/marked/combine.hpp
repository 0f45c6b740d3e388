// Assignment 6: one direction for several tasks, from their gradients.
#pragma once

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

using Gradient = std::vector<double>;
// [solution]

inline double product(const Gradient& a, const Gradient& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

inline Gradient scaled(Gradient g, double factor) {
  for (double& x : g) x *= factor;
  return g;
}

// The solution of A x = b by elimination, the largest pivot first; empty where A is singular.
inline std::vector<double> solved(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i; r < n; ++r)
      if (std::abs(a[r][i]) > std::abs(a[pivot][i])) pivot = r;
    if (std::abs(a[pivot][i]) < 1e-12) return {};
    std::swap(a[i], a[pivot]);
    std::swap(b[i], b[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == i) continue;
      const double factor = a[r][i] / a[i][i];
      for (std::size_t c = i; c < n; ++c) a[r][c] -= factor * a[i][c];
      b[r] -= factor * b[i];
    }
  }
  for (std::size_t i = 0; i < n; ++i) b[i] /= a[i][i];
  return b;
}

// The shortest vector in the convex hull of unit vectors. The weights that are not 0 belong to some
// subset of them; each is tried: the shortest of the affine hull of that subset, by Lagrange.
inline Gradient shortest(const std::vector<Gradient>& units) {
  const std::size_t tasks = units.size();
  Gradient best;
  for (std::size_t subset = 1; subset < std::size_t{1} << tasks; ++subset) {
    std::vector<std::size_t> in;
    for (std::size_t t = 0; t < tasks; ++t)
      if (subset >> t & 1) in.push_back(t);
    const std::size_t n = in.size();
    std::vector<std::vector<double>> a(n + 1, std::vector<double>(n + 1, 1));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) a[i][j] = product(units[in[i]], units[in[j]]);
    a[n][n] = 0;
    std::vector<double> b(n + 1, 0);
    b[n] = 1;
    const std::vector<double> weights = solved(a, b);
    bool inside = !weights.empty();
    for (std::size_t i = 0; inside && i < n; ++i) inside = weights[i] > -1e-12;
    if (!inside) continue;
    Gradient sum(units[0].size(), 0);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weights[i] * units[in[i]][k];
    if (best.empty() || product(sum, sum) < product(best, best)) best = sum;
  }
  return best;
}
// [end]

// A direction to walk against, of the tasks' gradients at what they share: all as long, at least
// one.
inline Gradient combine(const std::vector<Gradient>& gradients) {
  // [solution]
  std::vector<Gradient> units;
  double mean_length = 0;
  for (const Gradient& g : gradients) {
    const double length = std::sqrt(product(g, g));
    if (length == 0) continue;  // a task that is at its best has no wish
    units.push_back(scaled(g, 1 / length));
    mean_length += length / static_cast<double>(gradients.size());
  }
  if (units.empty()) return gradients[0];
  return scaled(shortest(units), mean_length);
  // [starter]
  //| // yours
  //| throw std::logic_error("to do: combine, task 1, combine(gradients)");
  // [end]
}
