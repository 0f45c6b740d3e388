// Alternating structure, convex: the tasks share a subspace, beside small weights of their own.
#pragma once

#include "nn/omega/omega.hpp"
#include "nn/omega/water_filling.hpp"

namespace tapestry::nn {

// strength * h (1 + h) * min over M of tr(w (h I + M)^-1 w^T), where h = ridge / strength, and M
// [parameters x parameters] has its eigenvalues in [0, 1] and the trace `dimensions`
//
// Assumes that each task's weights are u_t + theta v_t: most of them in one subspace theta of this
// many dimensions that all tasks share, where they cost only the ridge, and a rest u_t that is
// small (Ando & Zhang 2005, "A framework for learning predictive structures from multiple tasks and
// unlabeled data"). There w and theta are found in turn; this is its convex relaxation (Chen, Tang,
// Liu & Ye 2009, "A convex formulation for learning shared structures from multiple tasks",
// "cASO"). As a function of w's singular values it is the same as that of clustered tasks, with
// dimensions for clusters (Zhou, Chen & Ye 2011 prove it), and so are gradient, prox and cost. It
// hurts where there is no such subspace, as every Omega of few dimensions does.
class AlternatingStructure : public Omega {
 public:
  // dimensions >= 1, strength > 0 and ridge > 0, else it throws. w must have at least `dimensions`
  // parameters, be finite and not empty.
  AlternatingStructure(std::size_t dimensions, double strength, double ridge);
  std::string name() const override { return "alternating structure"; }
  std::string settings() const override {
    return base::exact_text(dimensions_, " dimensions, h ", water_.h, ", scale ", water_.scale);
  }
  Var of(const Var& w) const override;
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  void check_parameters(const Shape& w) const;

  std::size_t dimensions_;
  WaterFilling water_;
};

}  // namespace tapestry::nn
