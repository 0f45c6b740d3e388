#include "nn/omega/mean_regularised.hpp"

#include "engine/array/reduce.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

namespace {

class RunningMean : public RunningOmega {
 public:
  RunningMean(Scalar strength, const Tensor& w)
      : strength_(strength), tasks_(double(w.shape()[0])), sums_(w.shape()[1]) {
    for (std::size_t j = 0; j < sums_.size(); ++j)
      sums_[j] = kernels::sum_in_double(w.data() + j, w.shape()[0], sums_.size());
  }

  Var of(const Var& w, const std::vector<std::size_t>&) const override {
    Tensor centre = uninitialised({std::size_t{1}, sums_.size()});
    for (std::size_t j = 0; j < sums_.size(); ++j)
      centre.data()[j] = static_cast<Scalar>(sums_[j] / tasks_);
    return strength_ * sum(square(w - Var::constant(centre)));
  }

  void moved(const std::vector<std::size_t>&, const Tensor& before, const Tensor& after) override {
    const std::size_t columns = sums_.size();
    for (std::size_t i = 0; i < before.size(); ++i)
      sums_[i % columns] += double{after.data()[i]} - double{before.data()[i]};
  }

  void serialise(Archive& archive) override { archive.same_size("sums", sums_); }

 private:
  Scalar strength_;
  double tasks_;
  std::vector<double> sums_;  // of each column, over all tasks
};

}  // namespace

std::unique_ptr<RunningOmega> MeanRegularised::running(const Tensor& w) const {
  check_two_axes("MeanRegularised", w.shape());
  return std::make_unique<RunningMean>(strength_, w);
}

MeanRegularised::MeanRegularised(double strength)
    : strength_(checked_strength("MeanRegularised", strength)) {}

Var MeanRegularised::of(const Var& w) const {
  check_two_axes("MeanRegularised", w.shape());
  return strength_ * sum(square(w - mean(w, {0}, Axis::keep)));
}

Tensor MeanRegularised::prox(const Tensor& w, double step) const {
  check_prox("MeanRegularised", w.shape(), step);
  const double divisor = 1 + 2 * double{strength_} * step;
  const std::size_t tasks = w.shape()[0], columns = w.shape()[1];
  Tensor v = w;
  for (std::size_t j = 0; j < columns; ++j) {
    const double sum = kernels::sum_in_double(w.data() + j, tasks, columns);
    const double centre = sum / static_cast<double>(tasks);
    for (std::size_t t = 0; t < tasks; ++t)
      v(t, j) = static_cast<Scalar>(centre + (double{w(t, j)} - centre) / divisor);
  }
  return v;
}

}  // namespace tapestry::nn
