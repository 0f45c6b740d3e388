#include "nn/metrics/classification.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"

namespace tapestry::nn::metrics {
namespace {

void check_labelled(const char* metric, const Tensor& logits, const std::vector<int>& labels) {
  if (logits.dimension() != 2 || logits.size() == 0)
    base::fail(metric, ": the logits are ", to_string(logits.shape()),
               ", but must be [examples x classes], with at least one of each.");
  const std::size_t rows = logits.shape()[0], classes = logits.shape()[1];
  if (labels.size() != rows)
    base::fail(metric, ": ", base::counted(labels.size(), "label", "labels"), " for logits ",
               to_string(logits.shape()), ": give one label a row.");
  for (std::size_t i = 0; i < rows; ++i)
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= classes)
      base::fail(metric, ": label ", labels[i], " of row ", i, " is none of the ", classes,
                 " classes, which are numbered from 0.");
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (!std::isfinite(logits.data()[i]))
      base::fail(metric, ": row ", i / classes, " of the logits has ", logits.data()[i],
                 " in column ", i % classes, ": the model has diverged; lower the learning rate.");
}

// How many classes come before this one in the order of the row's logits.
std::size_t rank_in(const Scalar* row, std::size_t classes, std::size_t of) {
  std::size_t before = 0;
  for (std::size_t c = 0; c < classes; ++c)
    before += row[c] > row[of] || (row[c] == row[of] && c < of);
  return before;
}

double share_in_top(const Tensor& logits, const std::vector<int>& labels, std::size_t k) {
  const std::size_t rows = logits.shape()[0], classes = logits.shape()[1];
  std::size_t hits = 0;
  for (std::size_t i = 0; i < rows; ++i)
    hits += rank_in(logits.data() + i * classes, classes, static_cast<std::size_t>(labels[i])) < k;
  return static_cast<double>(hits) / static_cast<double>(rows);
}

double mean_f1(const Tensor& logits, const std::vector<int>& labels) {
  const std::size_t rows = logits.shape()[0], classes = logits.shape()[1];
  std::vector<std::size_t> right(classes, 0), labelled(classes, 0), predicted(classes, 0);
  for (std::size_t i = 0; i < rows; ++i) {
    const Scalar* row = logits.data() + i * classes;
    const auto best = static_cast<std::size_t>(std::max_element(row, row + classes) - row);
    const auto label = static_cast<std::size_t>(labels[i]);
    ++labelled[label];
    ++predicted[best];
    right[label] += best == label;
  }
  double sum = 0, counted = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    const std::size_t all = labelled[c] + predicted[c];  // 2 TP + FP + FN
    if (all == 0) continue;
    sum += 2 * static_cast<double>(right[c]) / static_cast<double>(all);
    ++counted;
  }
  return sum / counted;
}

// Of each row the log odds of one class, z - log of the sum of the others' e^z: they order examples
// as its probability does, and do not round to the same number where the model is sure.
std::vector<double> scores_of(const Tensor& logits, std::size_t of) {
  const std::size_t rows = logits.shape()[0], classes = logits.shape()[1];
  std::vector<double> scores(rows), others;
  for (std::size_t i = 0; i < rows; ++i) {
    const Scalar* row = logits.data() + i * classes;
    others.clear();
    for (std::size_t c = 0; c < classes; ++c)
      if (c != of) others.push_back(double{row[c]});
    // In one order, and as differences, which are exact: equal odds then are equal numbers.
    std::sort(others.begin(), others.end());
    const double top = others.back();
    double sum = 0;
    for (double z : others) sum += std::exp(z - top);
    scores[i] = (double{row[of]} - top) - std::log(sum);
  }
  return scores;
}

// By the sum of the ranks of the examples that are of the class, equal scores sharing theirs.
double area_under_curve(const std::vector<double>& scores, const std::vector<bool>& is_of) {
  const std::size_t n = scores.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double rank_sum = 0, inside = 0;
  for (std::size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && scores[order[end]] == scores[order[begin]];) ++end;
    const double rank = static_cast<double>(begin + 1 + end) / 2;
    for (std::size_t k = begin; k < end; ++k)
      if (is_of[order[k]]) rank_sum += rank, ++inside;
  }
  const double outside = static_cast<double>(n) - inside;
  return (rank_sum - inside * (inside + 1) / 2) / (inside * outside);
}

double mean_area(const Tensor& logits, const std::vector<int>& labels) {
  const std::size_t rows = logits.shape()[0], classes = logits.shape()[1];
  double sum = 0, counted = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    std::vector<bool> is_of(rows);
    for (std::size_t i = 0; i < rows; ++i) is_of[i] = static_cast<std::size_t>(labels[i]) == c;
    const auto inside = static_cast<std::size_t>(std::count(is_of.begin(), is_of.end(), true));
    if (inside == 0 || inside == rows) continue;  // and so there are at least two classes below
    sum += area_under_curve(scores_of(logits, c), is_of);
    ++counted;
  }
  if (counted == 0)
    base::fail("AUC: all ", base::counted(rows, "example has", "examples have"),
               " one class, and a curve needs two: score on data with more than one.");
  return sum / counted;
}

}  // namespace

Metric top_k(std::size_t k) {
  if (k == 0) base::fail("top_k: k is 0, but must be at least 1: 1 is the accuracy.");
  const std::string name = base::text("top-", k);
  return {name, [k, name](const Tensor& logits, const Batch& answers) {
            check_labelled(name.c_str(), logits, answers.labels);
            if (k > logits.shape()[1])
              base::fail(name, ": the logits ", to_string(logits.shape()), " have only ",
                         logits.shape()[1], " classes: take a smaller k.");
            return share_in_top(logits, answers.labels, k);
          }};
}

Metric macro_f1() {
  return {"macro F1", [](const Tensor& logits, const Batch& answers) {
            check_labelled("macro F1", logits, answers.labels);
            return mean_f1(logits, answers.labels);
          }};
}

Metric auc() {
  return {"AUC", [](const Tensor& logits, const Batch& answers) {
            check_labelled("AUC", logits, answers.labels);
            return mean_area(logits, answers.labels);
          }};
}

}  // namespace tapestry::nn::metrics
