// The tasks' own gradients of one step, from one tape, and how a GradientBalancer makes one step of
// them. A part of fit and of diagnosis; users need nn/training/fit.hpp alone.
#pragma once

#include <string>
#include <vector>

#include "engine/core/tape.hpp"
#include "nn/balancing/balancer.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

// Which of these tasks a parameter belongs to: its position in the list of tasks, or kShared.
inline constexpr std::size_t kShared = static_cast<std::size_t>(-1);

// The owner of each of model.parameters(tasks), in that order.
std::vector<std::size_t> owners(const MultiTaskModel& model, const TaskNumbers& tasks);

// <a, b> over those parameters for which `chosen` is true, added up in double.
double inner_product(const std::vector<Tensor>& a, const std::vector<Tensor>& b,
                     const std::vector<bool>& chosen);

// The gradients that a balanced step is made with. gradients: [task][parameter]. A shared parameter
// gets sum_t weights[t] g_t, the weights those that the balancer gives for the Gramian of the
// shared parameters' gradients; a parameter of one task alone gets that task's gradient,
// unweighted. With one task, or nothing shared, there is nothing to balance, and the balancer is
// not asked. Throws, naming method and round, where a solver inside did not reach its tolerance,
// and where there is not one finite weight a task.
std::vector<Tensor> balanced(GradientBalancer& balancer, const std::vector<std::size_t>& tasks,
                             const std::vector<std::size_t>& owner,
                             const std::vector<std::vector<Tensor>>& gradients,
                             const std::vector<double>& losses, std::size_t round);

}  // namespace tapestry::nn
