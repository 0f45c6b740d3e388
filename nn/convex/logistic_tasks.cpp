#include "nn/convex/logistic_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/index/gather.hpp"
#include "engine/ops/loss/binary_cross_entropy.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

namespace tapestry::nn {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// log(1 + e^z), with no overflow.
double softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }
double sigmoid(double z) {
  return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z));
}
double times_log(double p) { return p > 0 ? p * std::log(p) : 0; }

// h(z) = log(1 + e^z) - y z, theta = sigmoid(z) - y, and with p = y + eta:
// h*(eta) = p log p + (1 - p) log(1 - p) for p in [0, 1], infinite elsewhere.
double conjugate(double p) {
  return p >= 0 && p <= 1 ? times_log(p) + times_log(1 - p) : kInfinity;
}

}  // namespace

LogisticTasks::LogisticTasks(const std::vector<Batch>& tasks) : TaskLosses("LogisticTasks", tasks) {
  std::size_t all = 0;
  for (const Batch& task : tasks) all += task.inputs.shape()[0];
  Tensor inputs = uninitialised({all, features()}), labels = uninitialised({all});
  for (std::size_t t = 0, row = 0; t < tasks.size(); ++t) {
    const Batch& task = tasks[t];
    if (task.labels.size() != task.inputs.shape()[0])
      base::fail("LogisticTasks: task ", t, " has ", task.labels.size(),
                 " labels, but its inputs are ", to_string(task.inputs.shape()),
                 ": there must be one label a row.");
    std::copy_n(task.inputs.data(), task.inputs.size(), inputs.data() + row * features());
    for (const int label : task.labels) {
      if (label != 0 && label != 1)
        base::fail("LogisticTasks: task ", t, " has the label ", label,
                   ", but labels must be 0 (no) or 1 (yes).");
      labels(row++) = static_cast<Scalar>(label);
      task_of_row_.push_back(static_cast<int>(t));
    }
  }
  inputs_ = Var::constant(std::move(inputs));
  labels_ = Var::constant(std::move(labels));
  gram_matrices(tasks);  // for their factors
}

Var LogisticTasks::logits(const Var& w) const {
  check_weights(w.shape());
  return sum(take_rows(w, task_of_row_) * inputs_, {1});
}

Var LogisticTasks::of(const Var& w) const {
  return binary_cross_entropy_with_logits(logits(w), labels_, Reduction::sum);
}

double LogisticTasks::loss_of_rows(const std::vector<Batch>& tasks, const Tensor& w) {
  const NoRecording only_the_value;
  return double{LogisticTasks(tasks).of(Var(w)).item()};
}

double LogisticTasks::dual_value(const Tensor& w, double share) const {
  const Tensor z = logits(Var(w)).value();
  double value = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double y = double{labels_.value()(i)};
    value -= conjugate(y + share * (sigmoid(double{z(i)}) - y));
  }
  return value;
}

// eta = theta - X G^-1 r; each row's term is the divergence KL(p || sigmoid(z)), p = y + eta.
double LogisticTasks::fenchel_gap(const Tensor& w, const Tensor& r) const {
  if (factors_.empty()) return kInfinity;
  const Tensor z = logits(Var(w)).value();
  const Tensor shift = logits(Var(solve_each(r))).value();
  double gap = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double logit = double{z(i)}, p = sigmoid(logit) - double{shift(i)};
    gap += softplus(logit) + conjugate(p) - p * logit;
  }
  return gap;
}

}  // namespace tapestry::nn
