#include "engine/ops/net/layer_norm.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/reduce/variance.hpp"

namespace tapestry {
namespace {

// The length of a row.
std::size_t check(const char* op, const Var& x, Scalar epsilon) {
  if (x.rank() == 0 || x.shape().back() == 0)
    base::fail(op, ": ", describe(x),
               ": its last axis must hold the numbers that are normalised together, ",
               "and at least one.");
  if (!(epsilon > 0 && std::isfinite(epsilon)))
    base::fail(
        op, ": ", describe(x), " with epsilon ", epsilon,
        ": it keeps a row of equal numbers from a division by 0, and must be positive and finite.");
  return x.shape().back();
}

struct Moments {
  double mean, scale;  // scale: r, 1 / sqrt(variance + epsilon)
};

Moments moments(const Scalar* row, std::size_t n, Scalar epsilon) {
  const double count = static_cast<double>(n);
  // As differences to the first number, so that equal numbers have exactly that mean: what rounding
  // leaves of their differences would otherwise be blown up to the size of 1.
  double total = 0, squares = 0;
  for (std::size_t i = 0; i < n; ++i) total += double{row[i]} - double{row[0]};
  const double mean = double{row[0]} + total / count;
  for (std::size_t i = 0; i < n; ++i) squares += (row[i] - mean) * (row[i] - mean);
  return {mean, 1 / std::sqrt(squares / count + epsilon)};
}

// r of each row, kept with size 1, in ops: for the second derivative and those beyond it.
Var scale_of(const Var& x, Scalar epsilon) {
  return power(variance(x, {-1}, Axis::keep) + epsilon, Scalar(-0.5));
}

}  // namespace

Var standardise(const Var& x, Scalar epsilon) {
  const std::size_t n = check("standardise", x, epsilon);
  Tensor out = uninitialised(x.shape());
  for (std::size_t at = 0; at < out.size(); at += n) {
    const Scalar* row = x.value().data() + at;
    const Moments m = moments(row, n, epsilon);
    for (std::size_t i = 0; i < n; ++i)
      out.data()[at + i] = static_cast<Scalar>((row[i] - m.mean) * m.scale);
  }
  return record("standardise", std::move(out), {{x, [x, epsilon](const Var& g, const Var&) {
                                                   return standardise_gradient(g, x, epsilon);
                                                 }}});
}

Var standardise_gradient(const Var& g, const Var& x, Scalar epsilon) {
  const std::size_t n = check("standardise_gradient", x, epsilon);
  if (g.shape() != x.shape())
    base::fail("standardise_gradient: ", describe(g), " for ", describe(x),
               ": a gradient must have the shape of what it belongs to.");
  Tensor out = uninitialised(x.shape());
  for (std::size_t at = 0; at < out.size(); at += n) {
    const Scalar *row = x.value().data() + at, *up = g.value().data() + at;
    const Moments m = moments(row, n, epsilon);
    double mean_g = 0, mean_gs = 0;
    for (std::size_t i = 0; i < n; ++i) {
      mean_g += up[i];
      mean_gs += up[i] * (row[i] - m.mean) * m.scale;
    }
    mean_g /= static_cast<double>(n);
    mean_gs /= static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i)
      out.data()[at + i] =
          static_cast<Scalar>(m.scale * (up[i] - mean_g - (row[i] - m.mean) * m.scale * mean_gs));
  }
  return record(
      "standardise_gradient", std::move(out),
      {{g, [x, epsilon](const Var& h, const Var&) { return standardise_gradient(h, x, epsilon); }},
       {x, [g, x, epsilon](const Var& h, const Var& pulled) {
          const auto row_mean = [](const Var& v) { return mean(v, {-1}, Axis::keep); };
          const Var s = standardise(x, epsilon);
          return -scale_of(x, epsilon) * (row_mean(h * pulled) * s + row_mean(h * s) * pulled +
                                          row_mean(g * s) * standardise_gradient(h, x, epsilon));
        }}});
}

Var layer_norm(const Var& x, const Var& gain, const Var& bias, Scalar epsilon) {
  const std::size_t n = check("layer_norm", x, epsilon);
  if (gain.shape() != Shape{n} || bias.shape() != Shape{n})
    base::fail(
        "layer_norm: ", describe(x), " with gain ", describe(gain), " and bias ", describe(bias),
        ": both must have one number for each along the last axis: give them the shape [", n, "].");
  Tensor out = uninitialised(x.shape());
  const Scalar *by = gain.value().data(), *plus = bias.value().data();
  for (std::size_t at = 0; at < out.size(); at += n) {
    const Scalar* row = x.value().data() + at;
    const Moments m = moments(row, n, epsilon);
    for (std::size_t i = 0; i < n; ++i)
      out.data()[at + i] = static_cast<Scalar>((row[i] - m.mean) * m.scale) * by[i] + plus[i];
  }
  return record(
      "layer_norm", std::move(out),
      {{x, [x, gain, epsilon](const Var& g,
                              const Var&) { return standardise_gradient(g * gain, x, epsilon); }},
       {gain, [x, epsilon](const Var& g, const Var&) { return g * standardise(x, epsilon); }},
       {bias, [](const Var& g, const Var&) { return g; }}});
}

}  // namespace tapestry
