// Balancing: how several tasks' losses, or their gradients, become one step.
//
// A Balancer is given all of a step (BalancedStep) and says what moves, and by which gradients. Two
// families need less:
// A LossBalancer makes one objective of the losses, whose gradient is then taken in one backward
// pass. A GradientBalancer looks at each task's own gradient g_t of what the tasks share, one
// backward pass a task, and gives the weights a_t of the step's direction d = sum_t a_t g_t. All
// published methods of the second kind need only the inner products <g_s, g_t>, so a weighting is a
// function of the Gramian, T x T numbers, however many parameters there are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nn/files/archive.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

class BalancedStep;

// What a step moves, and the gradient of each, in the same order.
struct StepDirection {
  Parameters parameters;
  std::vector<Tensor> gradients;
};

class Balancer {
 public:
  virtual ~Balancer() = default;
  virtual std::string name() const = 0;

  // Moves step.parameters(), first and in this order, and may move more. Omega is none of its
  // business, unless it says so.
  virtual StepDirection direction(const BalancedStep& step) = 0;

  // Whether direction() has the gradient of step.penalty in it, and moves step.penalty_parameters
  // too; otherwise fit adds both.
  virtual bool includes_penalty() const { return false; }

  // What it learns together with the model, by the same optimiser; none for most.
  virtual Parameters parameters() const { return {}; }

  // Whether it makes a difference only where a step has several tasks.
  virtual bool needs_several_tasks() const { return true; }

  // Whether after_step is to be called after each step, with the losses that the changed model has
  // on the same batches: one more forward pass. (An Omega's proximal step comes later.)
  virtual bool looks_again() const { return false; }
  virtual void after_step(const std::vector<std::size_t>& /*tasks*/,
                          const std::vector<double>& /*before*/,
                          const std::vector<double>& /*after*/) {}

  // Called after each epoch with every task's mean training loss; 0 where it was not trained.
  virtual void end_epoch(const std::vector<double>& /*mean_losses*/) {}

  // Writes or reads what it remembers from step to step, but for parameters(), which are saved with
  // the model's.
  virtual void serialise(Archive&) {}
};

class LossBalancer : public Balancer {
 public:
  // The objective of a step: the losses are those of `tasks` (their numbers, ascending), scalars.
  virtual Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) = 0;

  // Omega is added to the objective: one backward pass serves both.
  StepDirection direction(const BalancedStep& step) final;
  bool includes_penalty() const final { return true; }
};

// How well an inner problem (a small quadratic program, a fixed point) was solved.
struct SolveStatus {
  bool solved = true;          // residual <= tolerance
  std::size_t iterations = 0;  // 0: a closed form
  double residual = 0;         // what the method's header says, relative
  double tolerance = 0;
};

// What a gradient balancer sees of one step.
struct TaskGradients {
  std::vector<std::size_t> tasks;  // their numbers, ascending
  std::vector<double> gramian;     // [tasks x tasks], row-major: <g_s, g_t>
  std::vector<double> losses;      // of this step

  std::size_t size() const { return tasks.size(); }
  double dot(std::size_t s, std::size_t t) const { return gramian[s * tasks.size() + t]; }
};

struct Weighting {
  std::vector<double> weights;  // one a task of the step: d = sum_t weights[t] g_t
  SolveStatus status;
};

class GradientBalancer : public Balancer {
 public:
  // Throws where the Gramian is not square, or holds a NaN or an infinity.
  virtual Weighting weights(const TaskGradients& gradients) = 0;

  // The weights are for what the tasks share; a parameter of one task alone gets that task's
  // gradient.
  StepDirection direction(const BalancedStep& step) final;
};

}  // namespace tapestry::nn
