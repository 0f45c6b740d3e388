// Linear tasks in plain loops: their losses, gradients, and the minimum with the mean-regularised
// penalty.
#pragma once

#include <vector>

#include "tests/assignments/4_multitask_net/small_net.hpp"

namespace tapestry::grader::multitask_net {

struct Regression {
  std::size_t rows;
  Numbers x, y;  // [rows x d], [rows]
};

struct LinearCase {
  std::size_t d;
  std::vector<Regression> tasks;
};

// With rows of normal numbers, y = x w + noise for the true weights w [T x d].
LinearCase random_linear(Rng& rng, const Numbers& weights, std::size_t d,
                         const std::vector<std::size_t>& rows, double noise);
Message request_of(const LinearCase& one);

// sum_t |y_t - X_t w_t|^2, by task, and its gradient [T x d].
Numbers squared_errors(const LinearCase& one, const Numbers& w);
Numbers squared_error_gradient(const LinearCase& one, const Numbers& w);

double length_of(const Numbers& x);

// s sum_t |w_t - mean|^2 and its gradient.
double mean_penalty(const Numbers& w, std::size_t d, double s);
Numbers mean_penalty_gradient(const Numbers& w, std::size_t d, double s);

// The minimum of weight_t * the errors plus the penalty s w'Mw by elimination, where M is I - 11'/T
// (the mean-regularised one) or, for ridge, I.
Numbers minimum_of(const LinearCase& one, double s, bool ridge = false,
                   const Numbers& weights = {});
// The least squares of all rows as one task, for each task.
Numbers pooled_minimum(const LinearCase& one);

}  // namespace tapestry::grader::multitask_net
