// Graph Laplacian: tasks that an edge joins are alike.
#pragma once

#include <vector>

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// Two tasks that are alike, and how much: `weight` is 0 or more.
struct TaskEdge {
  std::size_t s = 0, t = 0;
  double weight = 1;
};

// strength * sum_edges weight || w_s - w_t ||^2 = strength * tr(w^T Lap w)
//
// Assumes that the user knows which tasks are alike, as a weighted graph with the Laplacian Lap
// (its diagonal holds each task's total weight, elsewhere is -weight); it says nothing of the rest
// (Evgeniou, Micchelli & Pontil 2005, "Learning multiple tasks with kernel methods"). All edges of
// weight 1/T make the mean-regularised Omega. An edge counts once: where the literature sums over
// ordered pairs (s, t), each edge is in it twice, and the strength half of this one. The gradient
// is 2 strength Lap w; the prox solves (I + 2 strength step Lap) v = w, one system [tasks x tasks]
// for all columns. It hurts where edges join tasks that differ. Cost: edges * parameters; the prox
// tasks^3.
class GraphLaplacian : public Omega {
 public:
  // Throws for an edge from a task to itself, one whose task is not below `tasks`, and a weight
  // that is negative or not finite. An edge given twice counts twice.
  GraphLaplacian(std::size_t tasks, const std::vector<TaskEdge>& edges, double strength);
  std::string name() const override { return "graph Laplacian"; }
  std::string settings() const override;
  Var of(const Var& w) const override;
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

  // Remembers w: a step on few tasks sees the ends of their edges alone.
  std::unique_ptr<RunningOmega> running(const Tensor& w) const override;

  Tensor laplacian() const;  // [tasks x tasks], without the strength

 private:
  std::size_t tasks_;
  Scalar strength_;
  std::vector<TaskEdge> edges_;
};

// The chain 0 - 1 - ... - tasks-1 with edges of weight 1: each task is like the one before it, such
// as the same quantity at successive times.
GraphLaplacian chain(std::size_t tasks, double strength);

}  // namespace tapestry::nn
