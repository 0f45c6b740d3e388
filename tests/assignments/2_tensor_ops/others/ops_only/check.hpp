// Two checks, each with a report to itself: once, and twice at another place; in ops.
#pragma once
#include "broken_ops.hpp"
#include "engine/array/random.hpp"

struct GradientCheck {
  const FunctionOfVars& f;
  double step = 1e-4, allowed = 1e-6;

  bool passes(const std::vector<tapestry::Tensor>& x, unsigned seed) const {
    tapestry::Rng rng(seed);
    const tapestry::Tensor u = tapestry::random_uniform(f(vars(x)).shape(), rng, 1, 2);
    tapestry::Tape tape;
    const auto leaves = vars(x);
    const auto gradients = tape.gradient(f(leaves), leaves, u);
    return near(x, gradients, u);
  }

  // The function of a function: x is used by both.
  static FunctionOfVars doubled(const FunctionOfVars& f) {
    return [f](const std::vector<tapestry::Var>& x) {
      auto other = x;
      for (auto& one : other) one = one * 1.25 - 0.125;
      const tapestry::Var first = f(x), second = f(other);
      return first - 3 * second;
    };
  }

 private:
  static std::vector<tapestry::Var> vars(const std::vector<tapestry::Tensor>& x) {
    std::vector<tapestry::Var> out;
    for (const auto& one : x) out.emplace_back(one);
    return out;
  }

  double value(const std::vector<tapestry::Tensor>& x, const tapestry::Tensor& u) const {
    const tapestry::Tensor y = f(vars(x)).value();
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += y.data()[i] * u.data()[i];
    return sum;
  }

  bool near(std::vector<tapestry::Tensor> x, const std::vector<tapestry::Tensor>& gradients,
            const tapestry::Tensor& u) const {
    const tapestry::NoRecording pause;
    double size = 0;
    for (const auto& all : gradients)
      for (const double one : all) size = std::max(size, std::abs(one));
    for (std::size_t k = 0; k < x.size(); ++k)
      for (std::size_t i = 0; i < x[k].size(); ++i) {
        double& element = x[k].data()[i];
        const double before = element;
        const auto at = [&](double moved) {
          element = before + moved * step;
          const double y = value(x, u);
          element = before;
          return y;
        };
        const double slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
        const double error = std::abs(slope - gradients[k].data()[i]);
        if (error < allowed * size || error == 0) continue;
        return false;
      }
    return true;
  }
};

inline bool gradients_are_right(const FunctionOfVars& f, const std::vector<tapestry::Tensor>& x) {
  return GradientCheck{f}.passes(x, 3) && GradientCheck{GradientCheck::doubled(f)}.passes(x, 4);
}
