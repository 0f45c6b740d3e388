#include "tests/omega/omega_cases.hpp"

#include <algorithm>
#include <cmath>

#include "nn/omega/alternating_structure.hpp"
#include "nn/omega/capped_l1.hpp"
#include "nn/omega/clustered.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/elastic_net.hpp"
#include "nn/omega/fused_sparse_group_lasso.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/omega/l1_inf.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/robust.hpp"
#include "nn/omega/robust_features.hpp"
#include "nn/omega/sparse_low_rank.hpp"
#include "nn/omega/task_covariance.hpp"
#include "nn/omega/task_groups.hpp"
#include "nn/omega/task_relationship.hpp"
#include "nn/omega/temporal_group_lasso.hpp"
#include "nn/omega/trace_norm.hpp"
#include "nn/omega/two_parts.hpp"

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

double column_norms(const Tensor& w, std::size_t rows) {
  double total = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    double square = 0;
    for (std::size_t t = 0; t < rows; ++t) square += w(t, j) * w(t, j);
    total += std::sqrt(square);
  }
  return total;
}

double row_norms(const Tensor& w, std::size_t begin, std::size_t end) {
  double total = 0;
  for (std::size_t t = begin; t < end; ++t) {
    double square = 0;
    for (std::size_t j = 0; j < w.shape()[1]; ++j) square += w(t, j) * w(t, j);
    total += std::sqrt(square);
  }
  return total;
}

double capped_columns(const Tensor& w, double cap) {
  double total = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    double sum = 0;
    for (std::size_t t = 0; t < w.shape()[0]; ++t) sum += std::abs(w(t, j));
    total += sum < cap ? sum : cap;
  }
  return total;
}

double jumps(const Tensor& w) {
  double total = 0;
  for (std::size_t t = 1; t < w.shape()[0]; ++t)
    for (std::size_t j = 0; j < w.shape()[1]; ++j) total += std::abs(w(t, j) - w(t - 1, j));
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

// The smallest value of a convex function between low and high: a ternary search.
double smallest_between(double low, double high, const std::function<double(double)>& value) {
  for (int i = 0; i < 100; ++i) {
    const double a = (2 * low + high) / 3, b = (low + 2 * high) / 3;
    (value(a) < value(b) ? high : low) = value(a) < value(b) ? b : a;
  }
  return value((low + high) / 2);
}

// One dimension, strength 0.4, ridge 0.2, of two columns: the definition, over all M [2 x 2] =
// (a, b; b, 1 - a) whose eigenvalues are 0 or more (and so at most 1).
double one_dimension_of_two_columns(const Tensor& w) {
  const double h = 0.2 / 0.4;
  double aa = 0, ab = 0, bb = 0;
  for (std::size_t t = 0; t < w.shape()[0]; ++t) {
    aa += w(t, 0) * w(t, 0);
    ab += w(t, 0) * w(t, 1);
    bb += w(t, 1) * w(t, 1);
  }
  return smallest_between(0, 1, [&](double a) {
    const double most = std::sqrt(std::max(a * (1 - a), 0.0));
    return smallest_between(-most, most, [&](double b) {
      const double p = h + a, q = h + 1 - a;  // (h I + M)^-1 = (q, -b; -b, p) / (p q - b^2)
      return 0.4 * h * (1 + h) * (q * aa - 2 * b * ab + p * bb) / (p * q - b * b);
    });
  });
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
  return smallest_between(0, 1, value);
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
      {"L21",
       make_shared<L21>(0.7),
       {3, 2},
       [](const Tensor& w) { return 0.7 * column_norms(w, 3); }},
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
      {"RepeatedEdges",  // an edge given twice, and once the other way round, counts three times
       make_shared<GraphLaplacian>(
           4, std::vector<TaskEdge>{{0, 1, 2}, {0, 1, 1}, {1, 0, 0.5}, {3, 2, 1}, {1, 3, 0.7}},
           0.7),
       {4, 1},
       [](const Tensor& w) {
         return 0.7 * (3.5 * distance_squared(w, 0, 1) + distance_squared(w, 2, 3) +
                       0.7 * distance_squared(w, 1, 3));
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
      {"L1Inf",
       make_shared<L1Inf>(0.7),
       {3, 2},
       [](const Tensor& w) { return 0.7 * column_maxima(w, 3); }},
      {"TaskGroups",
       make_shared<TaskGroups>(0.7),
       {3, 2},
       [](const Tensor& w) { return 0.7 * row_norms(w, 0, 3); }},
      {"CappedL1",
       make_shared<CappedL1>(0.7, 2),
       {3, 2},
       [](const Tensor& w) { return 0.7 * capped_columns(w, 2); }},
      {"Robust",
       make_shared<Robust>(0.7, 0.6),
       {4, 2},
       [](const Tensor& w) {
         return 0.7 * trace_norm_of_two_columns(w, 2) + 0.6 * row_norms(w, 2, 4);
       }},
      {"RobustFeatures",
       make_shared<RobustFeatures>(0.7, 0.6),
       {4, 2},
       [](const Tensor& w) { return 0.7 * column_norms(w, 2) + 0.6 * row_norms(w, 2, 4); }},
      {"TwoParts",
       make_shared<TwoParts>(make_shared<Ridge>(0.3), make_shared<L1Inf>(0.5)),
       {4, 2},
       [](const Tensor& w) {
         Tensor p = zeros({2, 2}), q = p;
         std::copy_n(w.data(), 4, p.data());
         std::copy_n(w.data() + 4, 4, q.data());
         return 0.3 * squares(p) + 0.5 * column_maxima(q, 2);
       }},
      {"TemporalGroupLasso",
       make_shared<TemporalGroupLasso>(0.1, 0.5, 0.7),
       {3, 2},
       [](const Tensor& w) {
         return 0.1 * squares(w) + 0.5 * (distance_squared(w, 0, 1) + distance_squared(w, 1, 2)) +
                0.7 * column_norms(w, 3);
       },
       false},
      {"FusedSparseGroupLasso",
       make_shared<FusedSparseGroupLasso>(0.2, 0.5, 0.4),
       {4, 2},
       [](const Tensor& w) {
         return 0.2 * absolute(w, 0, 4) + 0.5 * jumps(w) + 0.4 * column_norms(w, 4);
       },
       false},
      {"TaskCovariance",
       make_shared<TaskCovariance>(tensor({2, 2}, {2, 0.6, 0.6, 0.5}), 0.7),
       {2, 3},
       [](const Tensor& w) {
         double total = 0;  // with C^-1 = (0.5, -0.6; -0.6, 2) / 0.64
         for (std::size_t j = 0; j < 3; ++j)
           total += 0.5 * w(0, j) * w(0, j) - 1.2 * w(0, j) * w(1, j) + 2 * w(1, j) * w(1, j);
         return 0.7 * total / 0.64;
       },
       false},
      {"AlternatingStructure",
       make_shared<AlternatingStructure>(1, 0.4, 0.2),
       {3, 2},
       one_dimension_of_two_columns},
      {"Clustered", make_shared<Clustered>(1, 0.4, 0.2), {3, 2}, one_cluster_of_two_columns},
  };
}

}  // namespace tapestry::nn
