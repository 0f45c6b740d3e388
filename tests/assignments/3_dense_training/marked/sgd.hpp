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
  // [solution]
  Sgd(std::vector<Var> parameters, double rate, double momentum = 0)
      : parameters_(std::move(parameters)), rate_(rate), momentum_(momentum) {
    for (const Var& w : parameters_) velocities_.push_back(zeros(w.shape()));
  }

  // [starter]
  //| Sgd(std::vector<Var> parameters, double rate, double momentum = 0) {
  //|   throw std::logic_error("to do: sgd, task 1, the constructor: a velocity for each of them");
  //| }
  //|
  // [end]
  // A gradient for each parameter, in their order: v <- momentum v + g, then w <- w - rate v.
  // Throws where the gradients do not fit the parameters, and has changed nothing then.
  void step(const std::vector<Tensor>& gradients) {
    // [solution]
    if (gradients.size() != parameters_.size())
      throw std::invalid_argument(std::to_string(gradients.size()) + " gradients for " +
                                  std::to_string(parameters_.size()) + " parameters");
    for (std::size_t k = 0; k < gradients.size(); ++k)
      if (gradients[k].shape() != parameters_[k].shape())
        throw std::invalid_argument("a gradient " + to_string(gradients[k].shape()) +
                                    " for a parameter " + to_string(parameters_[k].shape()));
    for (std::size_t k = 0; k < gradients.size(); ++k) {
      velocities_[k] = momentum_ * velocities_[k] + gradients[k];
      parameters_[k].set_value(parameters_[k].value() - rate_ * velocities_[k]);
    }
    // [starter]
    //| throw std::logic_error("to do: sgd, task 2, the step: velocities, then weights");
    // [end]
  }

  // The rate of all later steps. The velocities stay as they are.
  void set_rate(double rate) {
    // [solution]
    rate_ = rate;
    // [starter]
    //| throw std::logic_error("to do: sgd, task 3, set_rate(rate), for all later steps");
    // [end]
  }
  // [solution]

 private:
  std::vector<Var> parameters_;
  std::vector<Tensor> velocities_;
  double rate_, momentum_;
  // [end]
};
