// What every loss balancer checks and needs of its losses.
#pragma once

#include <string>
#include <vector>

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// Throws, naming the balancer and the task, where there are no tasks, there is not one loss a task,
// a loss has more than one element, or a loss is not finite.
void check_losses(const std::string& balancer, const std::vector<std::size_t>& tasks,
                  const std::vector<Var>& losses);

// For methods that take logarithms: throws, naming the balancer and the task, unless loss > 0.
// NaN is refused, too.
void check_positive(const std::string& balancer, std::size_t task, double loss);

// sum_t weights[t] losses[t], the weights constants: their gradient is no part of the step. A
// weight of 1 makes no record.
Var weighted_sum(const std::vector<double>& weights, const std::vector<Var>& losses);

// e^{x_t} / sum_s e^{x_s}, for any finite x: the largest is subtracted first.
std::vector<double> softmax_of(std::vector<double> x);

}  // namespace tapestry::nn
