// log e_k by halves; marginals by walking back through the same recursion; draws by trying free
// ones.
#pragma once

#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

using Subset = std::vector<std::size_t>;
using Row = std::vector<double>;  // element j: log of the summed weight of all sets of j tasks

struct Half {
  Row row, gradient;  // of log e_k
  std::size_t from = 0, to = 0;
  std::vector<Half> parts;
};

inline double add_logs(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == -INFINITY ? a : a + std::log1p(std::exp(b - a));
}

inline Half halves(const Row& scores, std::size_t from, std::size_t to) {
  Half h;
  h.from = from, h.to = to;
  if (to - from == 0) {
    h.row = {0};
  } else if (to - from == 1) {
    h.row = {0, scores[from]};
  } else {
    const std::size_t middle = (from + to) / 2;
    h.parts = {halves(scores, from, middle), halves(scores, middle, to)};
    const Row &a = h.parts[0].row, &b = h.parts[1].row;
    h.row.assign(a.size() + b.size() - 1, -INFINITY);
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t j = 0; j < b.size(); ++j) h.row[i + j] = add_logs(h.row[i + j], a[i] + b[j]);
  }
  h.gradient.assign(h.row.size(), 0);
  return h;
}

inline void walk_back(Half& h, std::vector<double>& in) {
  if (h.parts.empty()) {
    if (h.to > h.from) in[h.from] = h.gradient[1];
    return;
  }
  Half &a = h.parts[0], &b = h.parts[1];
  for (std::size_t i = 0; i < a.row.size(); ++i)
    for (std::size_t j = 0; j < b.row.size(); ++j) {
      if (h.gradient[i + j] == 0) continue;
      const double part = h.gradient[i + j] * std::exp(a.row[i] + b.row[j] - h.row[i + j]);
      a.gradient[i] += part;
      b.gradient[j] += part;
    }
  walk_back(a, in);
  walk_back(b, in);
}

inline void require_room(const Row& scores, std::size_t k) {
  if (scores.size() < k) throw std::domain_error("k > n");
}

inline double log_partition(const Row& scores, std::size_t k) {
  require_room(scores, k);
  return halves(scores, 0, scores.size()).row[k];
}

inline std::vector<double> marginals(const Row& scores, std::size_t k) {
  require_room(scores, k);
  Half all = halves(scores, 0, scores.size());
  all.gradient[k] = 1;
  std::vector<double> in(scores.size(), 0);
  walk_back(all, in);
  return in;
}

inline double log_probability(const Row& scores, const Subset& tasks, std::size_t k) {
  double sum = tasks.size() == k ? 0 : -INFINITY;
  for (const std::size_t t : tasks) sum += scores[t];
  return sum - log_partition(scores, k);
}

// All sets of k tasks have the same proportions among the free draws.
inline Subset draw(const Row& scores, std::size_t k, const std::function<double()>& uniform) {
  require_room(scores, k);
  for (;;) {
    Subset drawn;
    for (std::size_t t = 0; t < scores.size(); ++t)
      if (uniform() * (1 + std::exp(-scores[t])) < 1) drawn.push_back(t);
    if (drawn.size() == k) return drawn;
  }
}
