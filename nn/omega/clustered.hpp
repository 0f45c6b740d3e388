// Clustered tasks: the tasks fall into groups that are not known beforehand (relaxed k-means).
#pragma once

#include "nn/omega/omega.hpp"
#include "nn/omega/water_filling.hpp"

namespace tapestry::nn {

// within * h (1 + h) * min over M of tr(w^T (h I + M)^-1 w), where h = ridge / within, and M
// [tasks x tasks] has its eigenvalues in [0, 1] and the trace `clusters`
//
// Assumes that the tasks form this many groups whose members have nearly the same weights. k-means'
// cost of a grouping is tr(w^T (I - M) w), with M_st = 1 / size where s and t share a group of that
// size; those M are relaxed to the set above, and within * cost + ridge * ||w||_F^2 becomes this,
// convex in w (Jacob, Bach & Vert 2008, "Clustered multi-task learning: a convex formulation"; in
// this form Zhou, Chen & Ye 2011, "Clustered multi-task learning via alternating structure
// optimization").
//
// The best M has the left singular vectors of w, and its eigenvalues are found by filling with
// water (water_filling.hpp): the value is within h (1 + h) sum_i s_i^2 / (h + m_i), with w's
// singular values s. The gradient is 2 within h (1 + h) (h I + M)^-1 w. It hurts where there are
// more groups, or none; and the groups must be far apart to be told from a common subspace. Cost: a
// singular value decomposition, tasks * parameters * the smaller of both, with the gradient and in
// the prox.
class Clustered : public Omega {
 public:
  // clusters >= 1, within > 0 and ridge > 0, else it throws. w must have at least `clusters` tasks,
  // be finite and not empty.
  Clustered(std::size_t clusters, double within, double ridge);
  std::string name() const override { return "clustered"; }
  std::string settings() const override {
    return base::exact_text(clusters_, " clusters, h ", water_.h, ", scale ", water_.scale);
  }
  Var of(const Var& w) const override;
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  void check_tasks(const Shape& w) const;

  std::size_t clusters_;
  WaterFilling water_;
};

}  // namespace tapestry::nn
