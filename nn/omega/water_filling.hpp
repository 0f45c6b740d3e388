// What clustered tasks and alternating structure have in common: their Omega is a function of w's
// singular values, which spares the largest of them.
#pragma once

#include <string>
#include <vector>

#include "engine/core/var.hpp"

namespace tapestry::nn {

// scale * min over m of sum_i s_i^2 / (h + m_i), with the singular values s of w, m_i in [0, 1] and
// sum_i m_i = total
//
// The best m is m_i = s_i / level - h, cut to [0, 1], where the level makes the sum right
// (McDonald, Pontil & Stamos 2014, "Spectral k-support norm regularization"). By the envelope
// theorem the gradient is that with m held fixed; it is continuous. Of a prox, with
// r = 2 step scale, m is found with h + r for h, and s_i becomes s_i (h + m_i) / (h + m_i + r).
struct WaterFilling {
  std::string who;  // begins the errors
  double h, scale, total;

  Var of(const Var& w) const;                       // w finite and not empty, or it throws
  Tensor prox(const Tensor& w, double step) const;  // the same
};

// The m for singular values s, descending and possibly fewer than the tasks (the rest are 0): m_i
// in [0, 1] that minimise sum_i s_i^2 / (h + m_i), with a sum of at most `total`.
std::vector<double> fill_with_water(const std::vector<double>& s, double h, double total);

}  // namespace tapestry::nn
