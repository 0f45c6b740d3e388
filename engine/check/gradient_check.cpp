#include "engine/check/gradient_check.hpp"

#include <cmath>
#include <cstring>
#include <iomanip>
#include <sstream>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/check/differences.hpp"
#include "engine/check/probable_cause.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {
namespace {

using Values = std::vector<double>;
using Tensors = std::vector<Tensor>;

Values flat(const Tensors& tensors) {
  Values out;
  for (const Tensor& x : tensors) out.insert(out.end(), x.storage().begin(), x.storage().end());
  return out;
}

std::vector<Var> as_leaves(const Tensors& tensors) {
  std::vector<Var> leaves;
  for (const Tensor& x : tensors) leaves.emplace_back(x);
  return leaves;
}

// Random elements of both signs and of a size near 1, so that each of them matters.
Tensor random_weights(const Shape& shape, Rng& rng) {
  Tensor out = random_uniform(shape, rng, 0.5, 1.5);
  for (Scalar& w : out.storage())
    if (rng() & 1) w = -w;
  return out;
}

// The scalar sum_i <weight_i, part_i>, as one record whose pullbacks are the weights themselves.
// Its own upstream gradient is always 1. The name stands apart: this is no op of the engine's.
constexpr char kWeightedSum[] = "weighted sum";
Var weighted_sum(const std::vector<Var>& parts, const Tensors& weights) {
  double total = 0;
  std::vector<Edge> edges;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const Tensor& weight = weights[k];
    for (std::size_t i = 0; i < weight.size(); ++i)
      total += double{weight.data()[i]} * double{parts[k].value().data()[i]};
    edges.push_back({parts[k], [weight](const Var&, const Var&) { return Var::constant(weight); }});
  }
  return record(kWeightedSum, full({}, static_cast<Scalar>(total)), edges);
}

// The input a little to the side, as a record that hands its gradient on: the other use of it is at
// another value, so that an op that keeps what belongs to a call in a place of its own, where the
// next call finds it, shows. So small that no kink lies between, and large enough to see.
constexpr double kShift = 1.0 / 4096;
constexpr char kShifted[] = "shifted input";
Tensor shifted(Tensor x) {
  for (Scalar& element : x.storage())
    element += static_cast<Scalar>(kShift * std::max(1.0, std::abs(double{element})));
  return x;
}
std::vector<Var> shifted_uses(const std::vector<Var>& leaves) {
  std::vector<Var> uses;
  for (const Var& x : leaves)
    uses.push_back(
        record(kShifted, shifted(x.value()), {{x, [](const Var& g, const Var&) { return g; }}}));
  return uses;
}

std::string index_text(std::size_t element, const Shape& shape) {
  std::string out;
  for (std::size_t axis = shape.size(); axis-- > 0; element /= shape[axis])
    out = std::to_string(element % shape[axis]) + (out.empty() ? "" : ", ") + out;
  return "[" + out + "]";
}

// One run of check_gradient. Each step returns whether it passed; a failed one has set the text.
struct Check {
  const std::string& op;
  const FunctionOfVars& f;
  const Tensors& inputs;
  const GradientCheck& options;
  GradientReport report{};

  bool failed(const std::string& sentence) {
    report.passed = false;
    report.text = op + ": " + sentence;
    return false;
  }

  std::string input_text(std::size_t k) const {
    if (k == inputs.size()) return "the upstream gradient";
    const std::string name = k < options.names.size() ? " '" + options.names[k] + "'" : "";
    return base::text("input ", k, name, " ", to_string(inputs[k].shape()));
  }

  Values values_at(const Tensors& x) const {
    const NoRecording pause;
    return flat({f(as_leaves(x)).value()});
  }

  // The first-order gradients at all inputs, one after the other; the upstream comes last in x.
  Values gradients_at(const Tensors& x) const {
    Tape tape;
    std::vector<Var> leaves = as_leaves(x);
    leaves.pop_back();
    return flat(tape.gradient(f(leaves), leaves, x.back(), Unused::zeros));
  }

  bool compare(const char* what, std::size_t k, GradientEvidence evidence, double rounding) {
    const Values &a = evidence.analytic, &n = evidence.numeric;
    const double top = largest_size(n);
    const double floor = std::max(1e-3 * top, rounding / options.tolerance);
    double worst = 0;
    std::size_t worst_at = 0, wrong = 0;
    for (std::size_t j = 0; j < a.size(); ++j) {
      if (a[j] == n[j]) continue;
      double error = std::abs(a[j] - n[j]) / std::max({std::abs(a[j]), std::abs(n[j]), floor});
      if (std::isnan(error)) error = std::numeric_limits<double>::infinity();
      if (!(error <= options.tolerance)) ++wrong;
      if (error > worst) worst = error, worst_at = j;
    }
    report.worst_error = std::max(report.worst_error, worst);
    if (wrong == 0 && rounding > options.tolerance &&
        rounding > 0.1 * std::max(top, largest_size(a)))
      return failed(base::text(
          what, " of ", input_text(k),
          " cannot be judged: rounding moves the differences by up to ", rounding,
          ", which would hide a gradient whose largest element is ", std::max(top, largest_size(a)),
          ": give inputs for which the values are smaller or fewer",
          sizeof(Scalar) == sizeof(double) ? ", or subtract a constant from them."
                                           : ", or check with tapestry::f64."));
    if (wrong == 0) return true;
    evidence.tolerance = std::sqrt(options.tolerance);
    std::ostringstream out;
    out << std::setprecision(10) << what << " of " << input_text(k) << " is wrong at element "
        << index_text(worst_at, evidence.shape) << ": the pullbacks give " << a[worst_at]
        << ", differences of the values give " << n[worst_at] << std::setprecision(3)
        << ", the relative error is " << worst << " where " << options.tolerance << " is allowed ("
        << wrong << " of " << a.size()
        << " elements are wrong). Probable cause: " << probable_cause(evidence);
    return failed(out.str());
  }

  // A pullback may add in place (pullback.hpp) where the backward pass is not recorded: both must
  // compute the same.
  bool pullbacks_agree(const Tensor& u, const Tensors& in_place) {
    Tape tape;
    const std::vector<Var> leaves = as_leaves(inputs);
    const std::vector<Var> in_ops =
        tape.gradient_vars(f(leaves), leaves, Var::constant(u), Unused::zeros);
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const Values a = flat({in_place[k]}), b = flat({in_ops[k].value()});
      for (std::size_t j = 0; j < a.size(); ++j)
        if (std::abs(a[j] - b[j]) > options.tolerance * std::max(largest_size(a), largest_size(b)))
          return failed(base::text(
              "the gradient of ", input_text(k), " at element ", index_text(j, inputs[k].shape()),
              " is ", a[j], ", but ", b[j],
              " where the backward pass is recorded: a pullback and the `add` beside it must "
              "compute the same."));
    }
    return true;
  }

  bool first_order(Rng& rng) {
    Tape tape;
    const std::vector<Var> leaves = as_leaves(inputs);
    const Var output = f(leaves);
    for (double v : flat({output.value()}))
      if (!std::isfinite(v))
        return failed("the output " + to_string(output.shape()) +
                      " is not finite: give inputs that lie inside the op's domain.");
    if (flat({output.value()}) != values_at(inputs))
      return failed(
          "the function gives other values at each call, so that there is nothing to "
          "compare: make its Rng inside of it, from a fixed seed.");
    const Tensor u = random_weights(output.shape(), rng), v = random_weights(output.shape(), rng);
    const Tensors once = tape.gradient(output, leaves, u, Unused::zeros),
                  again = tape.gradient(output, leaves, u, Unused::zeros);
    // The other use of each input, later on the same tape.
    const Var both = weighted_sum({output, f(shifted_uses(leaves))}, {u, v});
    const Tensors twice = tape.gradient(both, leaves, Unused::zeros);

    if (!pullbacks_agree(u, once)) return false;
    Tensors beside;
    for (const Tensor& x : inputs) beside.push_back(shifted(x));
    std::vector<Jacobian> jacobians;
    const Values us = flat({u}), vs = flat({v});
    std::vector<OtherInput> all;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      jacobians.push_back(differentiate([&](const Tensors& x) { return values_at(x); }, inputs, k));
      all.push_back({k, inputs[k], jacobians[k].times(us), flat({once[k]})});
    }
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const std::size_t bytes = once[k].size() * sizeof(Scalar);
      if (bytes > 0 && std::memcmp(once[k].data(), again[k].data(), bytes) != 0)
        return failed(
            "the gradient of " + input_text(k) +
            " changed from one backward pass to the next: a pullback must not change anything, "
            "nor draw random numbers.");
      const Jacobian& jacobian = jacobians[k];
      GradientEvidence evidence;
      evidence.upstream = u;
      evidence.value = inputs[k];
      for (const OtherInput& other : all)
        if (other.position != k) evidence.others.push_back(other);
      evidence.shape = inputs[k].shape();
      evidence.analytic = flat({once[k]});
      evidence.numeric = jacobian.times(us);
      evidence.numeric_with_ones = jacobian.times(Values(us.size(), 1));
      evidence.numeric_first_term = jacobian.first_term(us);
      const double rounding = jacobian.largest_rounding(us);
      if (!compare("the gradient", k, evidence, rounding)) return false;

      evidence.analytic = flat({twice[k]});
      const Jacobian other =
          differentiate([&](const Tensors& x) { return values_at(x); }, beside, k);
      evidence.one_use = {jacobian.times(us), other.times(vs)};
      for (std::size_t j = 0; j < evidence.numeric.size(); ++j)
        evidence.numeric[j] += evidence.one_use[1][j];
      evidence.all_as_the_first = jacobian.times(us);
      const Values second_at_first = jacobian.times(vs);
      for (std::size_t j = 0; j < second_at_first.size(); ++j)
        evidence.all_as_the_first[j] += second_at_first[j];
      evidence.all_as_the_last = other.times(us);
      for (std::size_t j = 0; j < evidence.numeric.size(); ++j)
        evidence.all_as_the_last[j] += evidence.one_use[1][j];
      evidence.numeric_first_term.clear();
      evidence.others.clear();
      if (!compare("the gradient after two uses", k, evidence,
                   rounding + other.largest_rounding(vs)))
        return false;
    }
    return true;
  }

  bool second_order(Rng& rng) {
    Tape tape;
    std::vector<Var> leaves = as_leaves(inputs);
    const Var output = f(leaves);
    const Var upstream(random_weights(output.shape(), rng));
    const std::vector<Var> gradients = tape.gradient_vars(output, leaves, upstream, Unused::zeros);
    Tensors weights;
    for (const Tensor& x : inputs) weights.push_back(random_weights(x.shape(), rng));
    const Var phi = weighted_sum(gradients, weights);
    leaves.push_back(upstream);
    const Tensors analytic = tape.gradient(phi, leaves, Unused::zeros);

    Tensors points = inputs;
    points.push_back(upstream.value());
    for (std::size_t k = 0; k < points.size(); ++k) {
      const Jacobian jacobian =
          differentiate([&](const Tensors& x) { return gradients_at(x); }, points, k);
      GradientEvidence evidence;
      evidence.shape = points[k].shape();
      evidence.analytic = flat({analytic[k]});
      evidence.numeric = jacobian.times(flat(weights));
      evidence.second_order = true;
      if (!compare("the second-order gradient", k, evidence,
                   jacobian.largest_rounding(flat(weights))))
        return false;
    }
    return true;
  }
};

}  // namespace

GradientReport check_gradient(const std::string& op_name, const FunctionOfVars& f,
                              const std::vector<Tensor>& inputs, const GradientCheck& options) {
  if (inputs.empty())
    base::fail("check_gradient: ", op_name, ": no inputs were given to differentiate.");
  Rng rng(options.seed);
  Check check{op_name, f, inputs, options};
  bool right = false;
  try {
    right = check.first_order(rng) && (!options.second_order || check.second_order(rng));
  } catch (const PullbackError& error) {
    check.failed(error.what());
  }
  if (right) {
    check.report.passed = true;
    check.report.text = base::text(
        op_name, ": the gradients are right; the largest relative error is ",
        check.report.worst_error, " where ", options.tolerance, " is allowed",
        sizeof(Scalar) == sizeof(double)
            ? "."
            : ", in single precision, where a subtle mistake can hide: check with tapestry::f64.");
  }
  return check.report;
}

}  // namespace tapestry
