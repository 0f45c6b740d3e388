// The shortest vector in the hull of the unit gradients, by pairs of tasks that exchange weight:
// another right answer, of templates.
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>
using Gradient = std::vector<double>;
template <class A, class B>
auto times(const A& a, const B& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), typename A::value_type{});
}
template <class List>
auto combine(const List& list) {
  using Row = typename List::value_type;
  List unit = list;
  double sizes = 0;
  for (Row& row : unit) {
    const double size = std::sqrt(times(row, row));
    sizes += size;
    if (size > 0) std::for_each(row.begin(), row.end(), [size](auto& x) { x /= size; });
  }
  std::vector<double> weight(unit.size(), 1.0 / unit.size());
  Row sum(unit[0].size());
  const auto refresh = [&] {
    std::fill(sum.begin(), sum.end(), 0);
    for (std::size_t t = 0; t < unit.size(); ++t)
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight[t] * unit[t][i];
  };
  for (int round = 0; round < 300; ++round)
    for (std::size_t a = 0; a < unit.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) {
        refresh();
        Row edge = unit[a];
        for (std::size_t i = 0; i < edge.size(); ++i) edge[i] -= unit[b][i];
        const double square = times(edge, edge);
        if (square == 0) continue;
        const double move = std::clamp(-times(sum, edge) / square, -weight[a], weight[b]);
        weight[a] += move;
        weight[b] -= move;
      }
  refresh();
  for (auto& x : sum) x *= sizes / unit.size();
  return sum;
}
