#include "tests/assignments/6_balancing/three_bowls.hpp"

#include <algorithm>
#include <cmath>

namespace tapestry::grader::balancing {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += a[i] * b[i];
  return sum;
}

ThreeBowls::ThreeBowls(Rng& rng) : sizes{1, 30, 1000}, start(6) {
  NormalDraw normal;
  for (std::size_t i = 2; i > 0; --i)
    std::swap(sizes[i], sizes[static_cast<std::size_t>(uniform_draw(rng) * double(i + 1))]);
  for (double& x : start) x = normal(rng);
  const double length = std::sqrt(dot(start, start));
  for (double& x : start) x *= 3 / length;
  for (int task = 0; task < 3; ++task) {
    std::vector<double> minimum(6), width(6);
    for (double& a : minimum) a = 0.3 * normal(rng);
    for (double& d : width) d = 0.5 + 1.5 * uniform_draw(rng);
    minima.push_back(minimum);
    widths.push_back(width);
  }
}

double ThreeBowls::loss(std::size_t task, const std::vector<double>& x) const {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += std::pow(widths[task][i] * (x[i] - minima[task][i]), 2);
  return sizes[task] * sum / 2;
}

Rows ThreeBowls::gradients(const std::vector<double>& x) const {
  Rows out;
  for (std::size_t task = 0; task < 3; ++task) {
    std::vector<double> g;
    for (std::size_t i = 0; i < x.size(); ++i)
      g.push_back(sizes[task] * widths[task][i] * widths[task][i] * (x[i] - minima[task][i]));
    out.push_back(g);
  }
  return out;
}

std::vector<std::vector<double>> what_is_left(const std::vector<ThreeBowls>& problems,
                                              const Combine& combine) {
  Rows places;
  for (const ThreeBowls& bowls : problems) places.push_back(bowls.start);
  for (int k = 0; k < kSteps; ++k) {
    std::vector<Rows> gradients;
    for (std::size_t p = 0; p < problems.size(); ++p)
      gradients.push_back(problems[p].gradients(places[p]));
    const Rows directions = combine(gradients);
    const double step = 0.12 * (1 - double(k) / kSteps);
    for (std::size_t p = 0; p < problems.size() && p < directions.size(); ++p) {
      const std::vector<double>& g = directions[p];
      const double length = std::sqrt(dot(g, g));
      if (g.size() != places[p].size() || !(length > 0 && std::isfinite(length))) continue;
      for (std::size_t i = 0; i < g.size(); ++i) places[p][i] -= step * g[i] / length;
    }
  }
  std::vector<std::vector<double>> left(problems.size());
  for (std::size_t p = 0; p < problems.size(); ++p)
    for (std::size_t task = 0; task < 3; ++task)
      left[p].push_back(problems[p].loss(task, places[p]) /
                        problems[p].loss(task, problems[p].start));
  return left;
}

std::vector<double> mean_gradient(const Rows& gradients) {
  std::vector<double> sum(gradients[0].size(), 0);
  for (const std::vector<double>& g : gradients)
    for (std::size_t i = 0; i < g.size(); ++i) sum[i] += g[i] / double(gradients.size());
  return sum;
}

}  // namespace tapestry::grader::balancing
