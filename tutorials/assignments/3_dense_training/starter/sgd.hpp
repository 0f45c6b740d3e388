// Assignment 3, part "sgd": stochastic gradient descent with momentum.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"
#include "engine/core/var.hpp"

using namespace tapestry;

// Each parameter w has a velocity v of its own, which begins at 0.
class Sgd {
 public:
  Sgd(std::vector<Var> parameters, double rate, double momentum = 0) {
    throw std::logic_error("to do: sgd, task 1, the constructor: a velocity for each of them");
  }

  // A gradient for each parameter, in their order: v <- momentum v + g, then w <- w - rate v.
  // Throws where the gradients do not fit the parameters, and has changed nothing then.
  void step(const std::vector<Tensor>& gradients) {
    throw std::logic_error("to do: sgd, task 2, the step: velocities, then weights");
  }

  // The rate of all later steps. The velocities stay as they are.
  void set_rate(double rate) {
    throw std::logic_error("to do: sgd, task 3, set_rate(rate), for all later steps");
  }
};
