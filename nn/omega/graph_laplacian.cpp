#include "nn/omega/graph_laplacian.hpp"

#include <algorithm>
#include <cmath>

#include "engine/array/lapack.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/index/gather.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

namespace {

// sum_i weights_i || left_i - right_i ||^2, of rows.
Var weighted_squares(const Var& left, const Var& right, const std::vector<Scalar>& weights) {
  const std::size_t edges = weights.size();
  return sum(Var::constant(tensor({edges, 1}, weights)) * square(left - right));
}

// The edges, by their ends: those of a step's tasks are found without looking at the others.
class RunningGraph : public RunningOmega {
 public:
  RunningGraph(Scalar strength, const std::vector<TaskEdge>& edges, const Tensor& w)
      : strength_(strength), edges_of_(w.shape()[0]), w_(w) {
    for (const TaskEdge& edge : edges) {
      edges_of_[edge.s].push_back(edge);
      edges_of_[edge.t].push_back({edge.t, edge.s, edge.weight});
    }
  }

  Var of(const Var& w, const std::vector<std::size_t>& rows) const override {
    std::vector<int> s, t, alone;  // edges inside the step, and those that leave it
    std::vector<Scalar> weights, weights_alone, others;
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (const TaskEdge& edge : edges_of_[rows[i]]) {
        const auto end = std::lower_bound(rows.begin(), rows.end(), edge.t);
        if (end == rows.end() || *end != edge.t) {
          alone.push_back(static_cast<int>(i));
          weights_alone.push_back(static_cast<Scalar>(edge.weight));
          const Scalar* row = w_.data() + edge.t * w_.shape()[1];
          others.insert(others.end(), row, row + w_.shape()[1]);
        } else if (edge.s < edge.t) {  // each of these is listed at both ends
          s.push_back(static_cast<int>(i));
          t.push_back(static_cast<int>(end - rows.begin()));
          weights.push_back(static_cast<Scalar>(edge.weight));
        }
      }
    Var total = Scalar(0) * sum(w);
    if (!s.empty()) total = total + weighted_squares(take_rows(w, s), take_rows(w, t), weights);
    if (!alone.empty())
      total = total + weighted_squares(take_rows(w, alone),
                                       Var::constant(tensor({alone.size(), w_.shape()[1]}, others)),
                                       weights_alone);
    return strength_ * total;
  }

  void moved(const std::vector<std::size_t>& rows, const Tensor&, const Tensor& after) override {
    const std::size_t width = w_.shape()[1];
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::copy_n(after.data() + i * width, width, w_.data() + rows[i] * width);
  }

  void serialise(Archive& archive) override { archive.same_size("w", w_); }

 private:
  Scalar strength_;
  std::vector<std::vector<TaskEdge>> edges_of_;  // [task]: its edges, with itself as s
  Tensor w_;
};

}  // namespace

std::unique_ptr<RunningOmega> GraphLaplacian::running(const Tensor& w) const {
  check_rows("GraphLaplacian", w.shape(), tasks_);
  return std::make_unique<RunningGraph>(strength_, edges_, w);
}

GraphLaplacian::GraphLaplacian(std::size_t tasks, const std::vector<TaskEdge>& edges,
                               double strength)
    : tasks_(tasks), strength_(checked_strength("GraphLaplacian", strength)), edges_(edges) {
  for (const TaskEdge& edge : edges) {
    if (edge.s >= tasks || edge.t >= tasks || edge.s == edge.t)
      base::fail("GraphLaplacian: the edge ", edge.s, " - ", edge.t,
                 " must join two different tasks of ", tasks, ", which are counted from 0.");
    checked_strength("GraphLaplacian", edge.weight,
                     base::text("weight of the edge ", edge.s, " - ", edge.t));
  }
}

Tensor GraphLaplacian::laplacian() const {
  Tensor laplacian = zeros({tasks_, tasks_});
  for (const TaskEdge& edge : edges_) {
    const auto weight = static_cast<Scalar>(edge.weight);
    laplacian(edge.s, edge.s) += weight;
    laplacian(edge.t, edge.t) += weight;
    laplacian(edge.s, edge.t) -= weight;
    laplacian(edge.t, edge.s) -= weight;
  }
  return laplacian;
}

std::string GraphLaplacian::settings() const {
  double sum = 0;  // changes with each edge and its weight: there may be very many
  for (const TaskEdge& edge : edges_)
    sum += edge.weight * (1 + std::sin(1.0 + double(edge.s)) * std::cos(2.0 + double(edge.t)));
  return base::exact_text("strength ", strength_, ", ", edges_.size(), " edges of sum ", sum);
}

// Of differences and not as tr(w^T Lap w), whose rounding can be negative where tasks are equal.
Var GraphLaplacian::of(const Var& w) const {
  check_rows("GraphLaplacian", w.shape(), tasks_);
  if (edges_.empty()) return sum(w * Scalar(0));
  std::vector<int> s, t;
  std::vector<Scalar> weights;
  for (const TaskEdge& edge : edges_) {
    s.push_back(static_cast<int>(edge.s));
    t.push_back(static_cast<int>(edge.t));
    weights.push_back(static_cast<Scalar>(edge.weight));
  }
  return strength_ * weighted_squares(take_rows(w, s), take_rows(w, t), weights);
}

Tensor GraphLaplacian::prox(const Tensor& w, double step) const {
  check_rows("GraphLaplacian", w.shape(), tasks_);
  check_prox("GraphLaplacian", w.shape(), step);
  const Tensor laplacian = this->laplacian();
  std::vector<double> system(tasks_ * tasks_);
  for (std::size_t i = 0; i < system.size(); ++i)
    system[i] = 2 * double{strength_} * step * double{laplacian.data()[i]} +
                (i % (tasks_ + 1) == 0 ? 1 : 0);
  const kernels::Cholesky factor = kernels::cholesky(std::move(system), tasks_);
  if (factor.failed_minor > 0)
    base::fail("GraphLaplacian: the prox's system of strength ", strength_, " and step ", step,
               " cannot be solved: strength, weights or step are too large.");
  return kernels::solve(factor, w);
}

GraphLaplacian chain(std::size_t tasks, double strength) {
  std::vector<TaskEdge> edges;
  for (std::size_t t = 1; t < tasks; ++t) edges.push_back({t - 1, t, 1});
  return {tasks, edges, strength};
}

}  // namespace tapestry::nn
