// What every gradient balancer checks and needs of a Gramian.
#pragma once

#include <string>
#include <vector>

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// Throws, naming the balancer and the entry, where there are no tasks, the Gramian is not [tasks x
// tasks], an entry is a NaN or an infinity, or a diagonal entry is negative.
void check_gramian(const std::string& balancer, const TaskGradients& gradients);

// <sum_t weights[t] g_t, g_s>
double dot_with(const TaskGradients& gradients, const std::vector<double>& weights, std::size_t s);

// ||g_t|| of each task.
std::vector<double> lengths(const TaskGradients& gradients);

// The Gramian of g_t / ||g_t||: what is left of it when the tasks' scales are taken away. The row
// and the column of a zero gradient are 0. Rounding may not take an entry out of [-1, 1].
std::vector<double> cosines(const TaskGradients& gradients);

}  // namespace tapestry::nn
