#include "nn/omega/ridge.hpp"

#include "engine/array/loops.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

namespace {

// Every task's part is its own.
class RunningRidge : public RunningOmega {
 public:
  explicit RunningRidge(double strength) : ridge_(strength) {}
  Var of(const Var& w, const std::vector<std::size_t>&) const override { return ridge_.of(w); }
  void moved(const std::vector<std::size_t>&, const Tensor&, const Tensor&) override {}
  void serialise(Archive&) override {}

 private:
  Ridge ridge_;
};

}  // namespace

std::unique_ptr<RunningOmega> Ridge::running(const Tensor&) const {
  return std::make_unique<RunningRidge>(strength_);
}

Ridge::Ridge(double strength) : strength_(checked_strength("Ridge", strength)) {}

Var Ridge::of(const Var& w) const {
  check_two_axes("Ridge", w.shape());
  return strength_ * sum(square(w));
}

Tensor Ridge::prox(const Tensor& w, double step) const {
  check_prox("Ridge", w.shape(), step);
  const double divisor = 1 + 2 * double{strength_} * step;
  return kernels::map(w, [=](Scalar x) { return static_cast<Scalar>(double{x} / divisor); });
}

}  // namespace tapestry::nn
