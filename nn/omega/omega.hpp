// Omega(f): the penalty that says what the tasks are assumed to share, in
//   L(f) = sum_t || y_t - f_t(x) ||^2 + Omega(f).
//
// An Omega is a function of one matrix w [tasks x parameters], a row a task. What the rows are is
// the caller's choice: the tasks' weights of any layer, flattened, or the tasks' predictions on the
// same x (the literal reading of the formula).
//
// Smooth penalties are used as a Var, beside the loss, by any optimiser. Penalties with kinks
// (lasso, L2,1, trace norm) set weights to exactly 0, or directions of w, only by their proximal
// step:
//   prox(w, step) = argmin_v  1/2 || v - w ||^2 + step * Omega(v)
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/core/var.hpp"
#include "nn/layers/parameter.hpp"
#include "nn/omega/running_omega.hpp"

namespace tapestry::nn {

class Omega {
 public:
  virtual ~Omega() = default;

  // Its name for errors and tables, such as "trace norm".
  virtual std::string name() const = 0;

  // The numbers that it was made with, such as "strength 0.1": a run that goes on from a checkpoint
  // must have the same.
  virtual std::string settings() const { return {}; }

  // w [tasks x parameters] -> scalar, 0 or more, differentiable wherever it has no kink; at a kink,
  // some subgradient. Throws where w has not two axes, or not as many tasks as it was made for.
  virtual Var of(const Var& w) const = 0;

  // The same of one Var a task, all of one shape: each is flattened to a row. Throws for no tasks,
  // and where two tasks' shapes differ.
  Var operator()(const std::vector<Var>& tasks) const;

  // Whether it has no kinks, so that a gradient method alone can minimise it.
  virtual bool smooth() const { return true; }

  // Whether it is convex, so that with a convex loss what a solver finds is the minimum. One that
  // is not gives, for minimise_in_stages, a convex one that is its upper bound at w: for all v,
  // bound(v) - bound(w) >= Omega(v) - Omega(w). Throws where convex() is true.
  virtual bool convex() const { return true; }
  virtual std::shared_ptr<const Omega> convex_bound(const Tensor& w) const;

  // The proximal step; step >= 0. Throws where has_prox() is false, saying so.
  virtual bool has_prox() const { return false; }
  virtual Tensor prox(const Tensor& w, double step) const;

  // What it learns together with the weights, such as a centre or a covariance of the tasks. In a
  // step that used them, fit moves them by the same optimiser; a run's checkpoints have them, and
  // so they need names of their own. Only for an Omega that acts as a Var. Those that are the
  // model's, too, are the model's: what it names in frozen() stays.
  virtual Parameters parameters() const { return {}; }

  // What steps on some of many tasks need of it, for the rows of w as they are now; nullptr, unless
  // an Omega has it: then each step computes Omega of all tasks' rows.
  virtual std::unique_ptr<RunningOmega> running(const Tensor& /*w*/) const { return nullptr; }

  // How many matrices the tasks' weights are the sum of: 1, or 2 for dirty models, whose w is
  // [2 tasks x parameters]: the rows of the first part, then those of the second.
  virtual std::size_t parts() const { return 1; }
};

}  // namespace tapestry::nn
