#include "tests/f64/check_rules.hpp"

#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"

namespace tapestry {
namespace {

using ToCompare = CheckRule::What;
using Upstream = CheckRule::Upstream;

std::vector<Var> leaves_of(const std::vector<Tensor>& inputs) {
  std::vector<Var> leaves;
  for (const Tensor& x : inputs) leaves.emplace_back(x);
  return leaves;
}

double product(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a.data()[i]} * double{b.data()[i]};
  return sum;
}

// How <upstream, f> changes from x along `direction`, one tensor for each input.
double difference(const FunctionOfVars& f, const std::vector<Tensor>& x, const Tensor& upstream,
                  const std::vector<Tensor>& direction) {
  const NoRecording pause;
  const double h = 1e-4;
  const auto value = [&](double step) {
    std::vector<Tensor> moved = x;
    for (std::size_t k = 0; k < x.size(); ++k)
      for (std::size_t i = 0; i < x[k].size(); ++i)
        moved[k].data()[i] += static_cast<Scalar>(step) * direction[k].data()[i];
    return product(upstream, f(leaves_of(moved)).value());
  };
  return (value(h) - value(-h)) / (2 * h);
}

struct Comparison {
  const CheckRule& rule;
  bool same = true;

  void of(double analytic, double numeric) {
    const double size = std::max({1.0, std::abs(analytic), std::abs(numeric)});
    if (!(std::abs(analytic - numeric) <= rule.tolerance * size)) same = false;
  }
};

bool compared(const CheckRule& rule, const FunctionOfVars& f, const std::vector<Tensor>& inputs) {
  Rng rng(7);
  Tape tape;
  const std::vector<Var> leaves = leaves_of(inputs);
  const Var output = f(leaves);
  const Tensor u = rule.upstream == Upstream::ones ? ones_like(output.value())
                                                   : random_uniform(output.shape(), rng, -1, 1);
  const std::vector<Tensor> gradients = tape.gradient(output, leaves, u, Unused::zeros);
  std::vector<Tensor> nowhere;
  for (const Tensor& x : inputs) nowhere.push_back(zeros_like(x));

  Comparison comparison{rule};
  if (rule.compared == ToCompare::direction) {
    std::vector<Tensor> direction;
    double along = 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      direction.push_back(random_uniform(inputs[k].shape(), rng, -1, 1));
      along += product(direction[k], gradients[k]);
    }
    comparison.of(along, difference(f, inputs, u, direction));
    return comparison.same;
  }
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const Tensor& gradient = gradients[k];
    if (rule.compared == ToCompare::presence) {
      const auto& all = gradient.storage();
      if (!std::all_of(all.begin(), all.end(), [](Scalar g) { return std::isfinite(g); }))
        return false;
      continue;
    }
    if (rule.compared == ToCompare::sums) {
      std::vector<Tensor> direction = nowhere;
      direction[k] = ones_like(inputs[k]);
      comparison.of(product(gradient, direction[k]), difference(f, inputs, u, direction));
      continue;
    }
    const std::size_t drawn = rng() % gradient.size();
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      if (rule.compared == ToCompare::one_element && i != drawn) continue;
      std::vector<Tensor> direction = nowhere;
      direction[k].data()[i] = 1;
      comparison.of(double{gradient.data()[i]}, difference(f, inputs, u, direction));
    }
  }
  return comparison.same;
}

}  // namespace

const std::vector<CheckRule>& check_rules() {
  static const std::vector<CheckRule> all = {
      {"a gradient is there", Upstream::random, ToCompare::presence, 0},
      {"ones, one element, 1e-2", Upstream::ones, ToCompare::one_element, 1e-2},
      {"ones, the sum, 1e-3", Upstream::ones, ToCompare::sums, 1e-3},
      {"ones, all elements, 1e-6", Upstream::ones, ToCompare::all_elements, 1e-6},
      {"one random direction, 1e-4", Upstream::random, ToCompare::direction, 1e-4},
      {"first order only", Upstream::random, ToCompare::everything, kGradientTolerance},
      {"this project's", Upstream::random, ToCompare::everything, kGradientTolerance, true},
  };
  return all;
}

GradientReport check_by(const CheckRule& rule, const OpCase& row, const FunctionOfVars& f) {
  const std::vector<Tensor> inputs = draw_inputs(row, 1);
  if (rule.compared == ToCompare::everything) {
    GradientCheck options;
    options.tolerance = rule.tolerance;
    options.second_order = rule.second_order && row.second_order;
    return check_gradient(row.op, f, inputs, options);
  }
  GradientReport report;
  try {
    report.passed = compared(rule, f, inputs);
  } catch (const std::exception& error) {
    report.text = error.what();
  }
  return report;
}

}  // namespace tapestry
