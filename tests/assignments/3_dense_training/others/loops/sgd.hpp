// One flat velocity, and places in it.
#pragma once
#include <stdexcept>

#include "engine/core/var.hpp"
using namespace tapestry;

class Sgd {
  std::vector<Var> all;
  std::vector<double> velocity;
  double eta, mu;

 public:
  Sgd(std::vector<Var> parameters, double rate, double momentum = 0)
      : all(parameters), eta(rate), mu(momentum) {
    std::size_t count = 0;
    for (auto& one : all) count += one.size();
    velocity.assign(count, 0.0);
  }

  void step(const std::vector<Tensor>& gradients) {
    bool fits = gradients.size() == all.size();
    for (std::size_t k = 0; fits && k < all.size(); ++k)
      fits = gradients[k].shape() == all[k].shape();
    if (!fits) throw std::runtime_error("the gradients are not those of the parameters");
    double* v = velocity.data();
    for (std::size_t k = 0; k < all.size(); ++k) {
      const double* g = gradients[k].data();
      for (double& w : all[k].mutable_value()) {
        *v *= mu;
        *v += *g++;
        w -= eta * *v++;
      }
    }
  }

  void set_rate(double rate) { eta = rate; }
};
