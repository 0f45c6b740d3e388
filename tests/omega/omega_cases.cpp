#include "tests/omega/omega_cases.hpp"

#include <algorithm>
#include <cmath>

#include "nn/omega/clustered.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/elastic_net.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/sparse_low_rank.hpp"
#include "nn/omega/task_relationship.hpp"
#include "nn/omega/trace_norm.hpp"

namespace tapestry::nn {
namespace {

// Sums over the elements of rows [begin, end).
double absolute(const Tensor& w, std::size_t begin, std::size_t end) {
  double total = 0;
  for (std::size_t t = begin; t < end; ++t)
    for (std::size_t j = 0; j < w.shape()[1]; ++j) total += std::abs(w(t, j));
  return total;
}

double distance_squared(const Tensor& w, std::size_t s, std::size_t t) {
  double total = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) total += std::pow(w(s, j) - w(t, j), 2);
  return total;
}

double squares(const Tensor& w) {
  double total = 0;
  for (Scalar x : w.storage()) total += x * x;
  return total;
}

// Of two columns a and b: s1 + s2 = sqrt(s1^2 + s2^2 + 2 s1 s2), where the squares add up to
// |a|^2 + |b|^2, and s1 s2 is the area that a and b span.
double trace_norm_of_two_columns(const Tensor& w, std::size_t rows) {
  double aa = 0, ab = 0, bb = 0;
  for (std::size_t t = 0; t < rows; ++t) {
    aa += w(t, 0) * w(t, 0);
    ab += w(t, 0) * w(t, 1);
    bb += w(t, 1) * w(t, 1);
  }
  return std::sqrt(aa + bb + 2 * std::sqrt(std::max(aa * bb - ab * ab, 0.0)));
}

double column_norms(const Tensor& w) {
  double total = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    double square = 0;
    for (std::size_t t = 0; t < w.shape()[0]; ++t) square += w(t, j) * w(t, j);
    total += std::sqrt(square);
  }
  return total;
}

double column_maxima(const Tensor& w, std::size_t rows) {
  double total = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    double top = 0;
    for (std::size_t t = 0; t < rows; ++t) top = std::max(top, std::abs(w(t, j)));
    total += top;
  }
  return total;
}

// sum_t || w_t - mean ||^2 = sum over pairs of || w_s - w_t ||^2 / tasks
double spread(const Tensor& w) {
  const std::size_t tasks = w.shape()[0];
  double total = 0;
  for (std::size_t s = 0; s < tasks; ++s)
    for (std::size_t t = 0; t < s; ++t) total += distance_squared(w, s, t);
  return total / static_cast<double>(tasks);
}

// One cluster, within 0.4, ridge 0.2, of two columns: the formula at the best of many m1 + m2 = 1,
// with both singular values from their sum and product. It is convex in m1: a ternary search.
double one_cluster_of_two_columns(const Tensor& w) {
  const double sum = trace_norm_of_two_columns(w, 3), all = squares(w);
  const double difference = std::sqrt(std::max(2 * all - sum * sum, 0.0));
  const double s1 = (sum + difference) / 2, s2 = (sum - difference) / 2, h = 0.2 / 0.4;
  const auto value = [&](double m) {
    return 0.4 * h * (1 + h) * (s1 * s1 / (h + m) + s2 * s2 / (h + 1 - m));
  };
  double low = 0, high = 1;
  for (int i = 0; i < 200; ++i) {
    const double a = (2 * low + high) / 3, b = (low + 2 * high) / 3;
    (value(a) < value(b) ? high : low) = value(a) < value(b) ? b : a;
  }
  return value(high);
}

}  // namespace

std::vector<OmegaCase> omega_cases() {
  using std::make_shared;
  const std::vector<TaskEdge> edges = {{0, 1, 2}, {2, 0, 0.5}};
  return {
      {"MeanRegularised",
       make_shared<MeanRegularised>(0.7),
       {3, 2},
       [](const Tensor& w) { return 0.7 * spread(w); }},
      {"Ridge", make_shared<Ridge>(0.7), {3, 2}, [](const Tensor& w) { return 0.7 * squares(w); }},
      {"Lasso",
       make_shared<Lasso>(0.7),
       {3, 2},
       [](const Tensor& w) { return 0.7 * absolute(w, 0, 3); }},
      {"ElasticNet",
       make_shared<ElasticNet>(0.7, 0.2),
       {3, 2},
       [](const Tensor& w) { return 0.7 * absolute(w, 0, 3) + 0.2 * squares(w); }},
      {"L21", make_shared<L21>(0.7), {3, 2}, [](const Tensor& w) { return 0.7 * column_norms(w); }},
      {"TraceNorm",
       make_shared<TraceNorm>(0.7),
       {3, 2},
       [](const Tensor& w) { return 0.7 * trace_norm_of_two_columns(w, 3); }},
      {"GraphLaplacian",
       make_shared<GraphLaplacian>(3, edges, 0.7),
       {3, 2},
       [](const Tensor& w) {
         return 0.7 * (2 * distance_squared(w, 0, 1) + 0.5 * distance_squared(w, 0, 2));
       },
       false},
      {"Chain",
       make_shared<GraphLaplacian>(chain(3, 0.7)),
       {3, 2},
       [](const Tensor& w) {
         return 0.7 * (distance_squared(w, 0, 1) + distance_squared(w, 1, 2));
       },
       false},
      {"Dirty",
       make_shared<Dirty>(0.7, 0.4),
       {4, 2},
       [](const Tensor& w) { return 0.7 * column_maxima(w, 2) + 0.4 * absolute(w, 2, 4); }},
      {"SparseLowRank",
       make_shared<SparseLowRank>(0.7, 0.4),
       {4, 2},
       [](const Tensor& w) {
         return 0.7 * trace_norm_of_two_columns(w, 2) + 0.4 * absolute(w, 2, 4);
       }},
      {"TaskRelationship",
       make_shared<TaskRelationship>(0.7),
       {3, 2},
       [](const Tensor& w) { return 0.7 * std::pow(trace_norm_of_two_columns(w, 3), 2); }},
      {"Clustered", make_shared<Clustered>(1, 0.4, 0.2), {3, 2}, one_cluster_of_two_columns},
  };
}

}  // namespace tapestry::nn
