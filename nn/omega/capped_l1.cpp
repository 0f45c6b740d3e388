#include "nn/omega/capped_l1.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/maximum.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {
namespace {

double column_sum(const Tensor& w, std::size_t j) {
  double sum = 0;
  for (std::size_t t = 0; t < w.shape()[0]; ++t) sum += std::abs(double{w(t, j)});
  return sum;
}

// sum_j strengths_j sum_t | w_tj |
class LassoOfColumns : public Omega {
 public:
  explicit LassoOfColumns(Tensor strengths) : strengths_(std::move(strengths)) {}
  std::string name() const override { return "lasso of columns"; }
  Var of(const Var& w) const override { return sum(Var::constant(strengths_) * abs(w)); }
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override {
    check_prox("LassoOfColumns", w.shape(), step);
    Tensor v = w;
    for (std::size_t t = 0; t < w.shape()[0]; ++t)
      for (std::size_t j = 0; j < w.shape()[1]; ++j)
        v(t, j) = static_cast<Scalar>(soft_threshold(w(t, j), double{strengths_.data()[j]} * step));
    return v;
  }

 private:
  Tensor strengths_;  // [1 x parameters]
};

}  // namespace

CappedL1::CappedL1(double strength, double cap)
    : strength_(checked_strength("CappedL1", strength)),
      cap_(checked_strength("CappedL1", cap, "cap")) {
  if (cap_ == 0)
    base::fail("CappedL1: the cap is 0, and nothing would be penalised: give one above 0.");
}

Var CappedL1::of(const Var& w) const {
  check_two_axes("CappedL1", w.shape());
  return strength_ * sum(minimum(sum(abs(w), {0}), Var(cap_)));
}

Tensor CappedL1::prox(const Tensor& w, double step) const {
  check_prox("CappedL1", w.shape(), step);
  const double threshold = double{strength_} * step;
  Tensor v = w;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    double cost = 0;  // of the soft-thresholded column
    for (std::size_t t = 0; t < w.shape()[0]; ++t) {
      const double x = w(t, j), less = soft_threshold(x, threshold);
      cost += (less - x) * (less - x) / 2 + threshold * std::abs(less);
    }
    if (cost > threshold * double{cap_}) continue;
    for (std::size_t t = 0; t < w.shape()[0]; ++t)
      v(t, j) = static_cast<Scalar>(soft_threshold(w(t, j), threshold));
  }
  return v;
}

std::shared_ptr<const Omega> CappedL1::convex_bound(const Tensor& w) const {
  check_two_axes("CappedL1", w.shape());
  Tensor strengths = zeros({std::size_t{1}, w.shape()[1]});
  for (std::size_t j = 0; j < strengths.size(); ++j)
    if (column_sum(w, j) < double{cap_}) strengths.data()[j] = strength_;
  return std::make_shared<LassoOfColumns>(std::move(strengths));
}

}  // namespace tapestry::nn
