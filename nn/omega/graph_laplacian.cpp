#include "nn/omega/graph_laplacian.hpp"

#include <cmath>

#include "engine/array/lapack.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

GraphLaplacian::GraphLaplacian(std::size_t tasks, const std::vector<TaskEdge>& edges,
                               double strength)
    : strength_(checked_strength("GraphLaplacian", strength)),
      edges_(edges),
      laplacian_(zeros({tasks, tasks})) {
  for (const TaskEdge& edge : edges) {
    if (edge.s >= tasks || edge.t >= tasks || edge.s == edge.t)
      base::fail("GraphLaplacian: the edge ", edge.s, " - ", edge.t,
                 " must join two different tasks of ", tasks, ", which are counted from 0.");
    const Scalar weight = checked_strength(
        "GraphLaplacian", edge.weight, base::text("weight of the edge ", edge.s, " - ", edge.t));
    laplacian_(edge.s, edge.s) += weight;
    laplacian_(edge.t, edge.t) += weight;
    laplacian_(edge.s, edge.t) -= weight;
    laplacian_(edge.t, edge.s) -= weight;
  }
}

std::string GraphLaplacian::settings() const {
  double sum = 0;  // changes with each edge and its weight: there may be very many
  for (const TaskEdge& edge : edges_)
    sum += edge.weight * (1 + std::sin(1.0 + double(edge.s) + 1000.0 * double(edge.t)));
  return base::text("strength ", strength_, ", ", edges_.size(), " edges of sum ", sum);
}

// Of differences and not as tr(w^T Lap w), whose rounding can be negative where tasks are equal.
Var GraphLaplacian::of(const Var& w) const {
  check_rows("GraphLaplacian", w.shape(), laplacian_.shape()[0]);
  Var total;
  for (const TaskEdge& edge : edges_) {
    const Var difference = narrow(w, 0, edge.s, 1) - narrow(w, 0, edge.t, 1);
    const Var term = static_cast<Scalar>(edge.weight) * sum(square(difference));
    total = total.empty() ? term : total + term;
  }
  return edges_.empty() ? sum(w * Scalar(0)) : strength_ * total;
}

Tensor GraphLaplacian::prox(const Tensor& w, double step) const {
  const std::size_t tasks = laplacian_.shape()[0];
  check_rows("GraphLaplacian", w.shape(), tasks);
  check_prox("GraphLaplacian", w.shape(), step);
  std::vector<double> system(tasks * tasks);
  for (std::size_t i = 0; i < system.size(); ++i)
    system[i] = 2 * double{strength_} * step * double{laplacian_.data()[i]} +
                (i % (tasks + 1) == 0 ? 1 : 0);
  const kernels::Cholesky factor = kernels::cholesky(std::move(system), tasks);
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
