// What belongs together in one struct, and steps with the sign in the velocity.
#pragma once
#include "engine/base/error.hpp"
#include "engine/core/var.hpp"
namespace t = tapestry;

class Sgd {
  struct Moved {
    t::Var w;
    t::Tensor minus_v;
  };
  std::vector<Moved> moved;

 public:
  double rate, momentum;
  Sgd(std::vector<t::Var> parameters, double r, double m = 0) : rate(r), momentum(m) {
    for (auto& w : parameters) moved.push_back({w, t::zeros_like(w.value())});
  }
  void set_rate(double r) { rate = r; }
  void step(const std::vector<t::Tensor>& gradients) {
    if (gradients.size() != moved.size()) t::base::fail("not a gradient for each parameter");
    std::vector<t::Tensor> next;
    for (std::size_t k = 0; k < moved.size(); ++k) {
      if (gradients[k].shape() != moved[k].w.shape()) t::base::fail("another shape");
      next.push_back(momentum * moved[k].minus_v - gradients[k]);
    }
    for (std::size_t k = 0; k < moved.size(); ++k) {
      moved[k].minus_v = next[k];
      moved[k].w.set_value(moved[k].w.value() + rate * next[k]);
    }
  }
};
