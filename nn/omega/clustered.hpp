// Clustered tasks: the tasks fall into groups that are not known beforehand (relaxed k-means).
#pragma once

#include <vector>

#include "nn/omega/omega.hpp"

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
// The best M has the left singular vectors of w, and the eigenvalues m_i = s_i / level - h, cut to
// [0, 1], where s_i are the singular values and the level makes them add up to `clusters`
// (McDonald, Pontil & Stamos 2014, "Spectral k-support norm regularization"). So the value is
// within h (1 + h) sum_i s_i^2 / (h + m_i). By the envelope theorem its gradient is that with M
// held fixed, 2 within h (1 + h) (h I + M)^-1 w; it is continuous. The prox, with r = 2 step within
// h (1 + h), takes M of h + r for h, and s_i to s_i (h + m_i) / (h + m_i + r).
class Clustered : public Omega {
 public:
  // clusters >= 1, within > 0 and ridge > 0, else it throws. w must have at least `clusters` tasks,
  // be finite and not empty.
  Clustered(std::size_t clusters, double within, double ridge);
  std::string name() const override { return "clustered"; }
  std::string settings() const override {
    return base::text(clusters_, " clusters, h ", h_, ", scale ", scale_);
  }
  Var of(const Var& w) const override;
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  void check_tasks(const Shape& w) const;

  std::size_t clusters_;
  double h_, scale_;  // scale = within h (1 + h)
};

// The eigenvalues m of M for singular values s, descending and possibly fewer than the tasks (the
// rest are 0): m_i in [0, 1] that minimise sum_i s_i^2 / (h + m_i), with a sum of at most `total`.
std::vector<double> fill_with_water(const std::vector<double>& s, double h, double total);

}  // namespace tapestry::nn
