#include "tests/f64/op_cases.hpp"

#include "engine/engine.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {
namespace {

using Vars = std::vector<Var>;
using Rows = std::vector<OpCase>;

// Every way in which two shapes broadcast together.
void add_broadcasts(Rows& rows, const std::string& op, Var (*f)(const Var&, const Var&),
                    Sampler (*left)(const Shape&), Sampler (*right)(const Shape&)) {
  const auto row = [&](const std::string& what, const Shape& a, const Shape& b) {
    rows.push_back({op, what, [f](const Vars& x) { return f(x[0], x[1]); }, {left(a), right(b)}});
  };
  row("[3 4] and [3 4]", {3, 4}, {3, 4});
  row("[3 4] and [4]", {3, 4}, {4});
  row("[4] and [3 4]", {4}, {3, 4});
  row("[3 1] and [1 4]", {3, 1}, {1, 4});
  row("[1 4] and [3 1]", {1, 4}, {3, 1});
  row("[2 3 4] and [4]", {2, 3, 4}, {4});
  row("[2 1 4] and [3 1]", {2, 1, 4}, {3, 1});
  row("[scalar] and [3 4]", {}, {3, 4});
  row("[3 4] and [scalar]", {3, 4}, {});
}

void add_arithmetic(Rows& rows) {
  add_broadcasts(rows, "add", add, anywhere, anywhere);
  add_broadcasts(rows, "sub", sub, anywhere, anywhere);
  add_broadcasts(rows, "mul", mul, anywhere, anywhere);
  add_broadcasts(rows, "div", div, anywhere, away_from_zero);
}

void add_elementwise(Rows& rows) {
  const auto row = [&](const std::string& op, const std::string& what,
                       const std::function<Var(const Var&)>& f, const Sampler& from,
                       bool smooth = true) {
    rows.push_back({op, what, [f](const Vars& x) { return f(x[0]); }, {from}, smooth});
  };
  row("neg", "a matrix", neg, anywhere({3, 4}));
  row(
      "exp", "a matrix", [](const Var& x) { return exp(x); }, anywhere({3, 4}));
  row(
      "log", "a matrix", [](const Var& x) { return log(x); }, positive({3, 4}));
  row(
      "tanh", "a matrix", [](const Var& x) { return tanh(x); }, anywhere({3, 4}));
  row("sigmoid", "a matrix", sigmoid, anywhere({3, 4}));
  row("sigmoid", "a scalar", sigmoid, anywhere({}));
  row("square", "a matrix", square, anywhere({3, 4}));
  row(
      "sqrt", "a matrix", [](const Var& x) { return sqrt(x); }, positive({3, 4}));
  row(
      "abs", "a matrix", [](const Var& x) { return abs(x); }, away_from_kinks({3, 4}), false);
  row("relu", "a matrix", relu, away_from_kinks({3, 4}), false);
  row(
      "power", "3", [](const Var& x) { return power(x, 3); }, anywhere({3, 4}));
  row(
      "power", "2.5", [](const Var& x) { return power(x, 2.5); }, positive({3, 4}));
  row(
      "power", "-1", [](const Var& x) { return power(x, -1); }, positive({3, 4}));
  row(
      "power", "1", [](const Var& x) { return power(x, 1); }, anywhere({3, 4}));
  row(
      "power", "0", [](const Var& x) { return power(x, 0); }, positive({3, 4}));
  // The signs are a constant: where_positive sends nothing to its second argument.
  row(
      "where_positive", "mixed signs",
      [](const Var& x) {
        return where_positive(x, Var::constant(tensor({2, 3}, {1, -1, 0.5, -2, 3, -0.1})));
      },
      anywhere({2, 3}));
  row("identity", "a matrix", identity, anywhere({3, 4}));
  rows.push_back({"stop_gradient",
                  "a matrix",
                  [](const Vars& x) { return stop_gradient(x[0]); },
                  {anywhere({3, 4})},
                  true,
                  false,
                  false});
}

void add_matrix_ops(Rows& rows) {
  const Transpose no = Transpose::no, yes = Transpose::yes;
  for (Transpose a : {no, yes})
    for (Transpose b : {no, yes}) {
      const std::string flags = std::string(a == yes ? "transposed" : "plain") + " times " +
                                (b == yes ? "transposed" : "plain");
      rows.push_back({"matmul",
                      flags,
                      [=](const Vars& x) { return matmul(x[0], x[1], a, b); },
                      {anywhere(a == yes ? Shape{4, 2} : Shape{2, 4}),
                       anywhere(b == yes ? Shape{3, 4} : Shape{4, 3})}});
    }
  rows.push_back({"matmul",
                  "row times column",
                  [](const Vars& x) { return matmul(x[0], x[1]); },
                  {anywhere({1, 5}), anywhere({5, 1})}});
  rows.push_back({"matmul",
                  "a matrix times itself transposed",
                  [=](const Vars& x) { return matmul(x[0], x[0], no, yes); },
                  {anywhere({2, 3})}});
  rows.push_back(
      {"transpose", "a matrix", [](const Vars& x) { return transpose(x[0]); }, {anywhere({2, 5})}});
}

void add_reductions(Rows& rows) {
  using Reduce = std::function<Var(const Var&, const Axes&, Axis)>;
  const auto all = [&](const std::string& op, const Reduce& f, const Reduce& whole,
                       Sampler (*from)(const Shape&), bool smooth) {
    const auto row = [&](const std::string& what, const Shape& shape, const Axes& axes,
                         Axis reduced) {
      rows.push_back(
          {op, what, [=](const Vars& x) { return f(x[0], axes, reduced); }, {from(shape)}, smooth});
    };
    rows.push_back({op,
                    "all elements",
                    [=](const Vars& x) { return whole(x[0], {}, Axis::drop); },
                    {from({2, 3, 2})},
                    smooth});
    row("axis 0 of [3 4]", {3, 4}, {0}, Axis::drop);
    row("axis 1 of [3 4]", {3, 4}, {1}, Axis::drop);
    row("axis -1 of [3 4], kept", {3, 4}, {-1}, Axis::keep);
    row("axis 1 of [2 3 4]", {2, 3, 4}, {1}, Axis::drop);
    row("axes 0 and -1 of [2 3 4]", {2, 3, 4}, {0, -1}, Axis::drop);
    row("axes 2 and 0 of [2 3 4], kept", {2, 3, 4}, {2, 0}, Axis::keep);
    row("both axes of [3 4], kept", {3, 4}, {0, 1}, Axis::keep);
  };
  const auto sums = [](const Var& x, const Axes& axes, Axis reduced) {
    return sum(x, axes, reduced);
  };
  const auto means = [](const Var& x, const Axes& axes, Axis reduced) {
    return mean(x, axes, reduced);
  };
  const auto maxima = [](const Var& x, const Axes& axes, Axis reduced) {
    return max(x, axes, reduced);
  };
  all(
      "sum", sums, [](const Var& x, const Axes&, Axis) { return sum(x); }, anywhere, true);
  all(
      "mean", means, [](const Var& x, const Axes&, Axis) { return mean(x); }, anywhere, true);
  all(
      "max", maxima, [](const Var& x, const Axes&, Axis) { return max(x); }, away_from_kinks,
      false);
}

void add_shape_ops(Rows& rows) {
  const auto row = [&](const std::string& op, const std::string& what, const Shape& from,
                       const std::function<Var(const Var&)>& f) {
    rows.push_back({op, what, [f](const Vars& x) { return f(x[0]); }, {anywhere(from)}});
  };
  const auto repeated = [&](const std::string& what, const Shape& from, const Shape& to) {
    row("broadcast_to", what, from, [to](const Var& x) { return broadcast_to(x, to); });
  };
  const auto summed = [&](const std::string& what, const Shape& from, const Shape& to) {
    row("sum_to", what, from, [to](const Var& x) { return sum_to(x, to); });
  };
  repeated("[4] to [3 4]", {4}, {3, 4});
  repeated("[3 1] to [3 4]", {3, 1}, {3, 4});
  repeated("[3 1] to [2 3 4]", {3, 1}, {2, 3, 4});
  repeated("[scalar] to [2 3]", {}, {2, 3});
  summed("[3 4] to [4]", {3, 4}, {4});
  summed("[3 4] to [3 1]", {3, 4}, {3, 1});
  summed("[2 3 4] to [3 1]", {2, 3, 4}, {3, 1});
  summed("[2 3] to [scalar]", {2, 3}, {});
  row("reshape", "[3 4] to [2 6]", {3, 4}, [](const Var& x) { return reshape(x, {2, 6}); });
  row("reshape", "[3 4] to [12]", {3, 4}, [](const Var& x) { return reshape(x, {12}); });
  row("reshape", "[1] to [scalar]", {1}, [](const Var& x) { return reshape(x, {}); });

  for (int axis : {0, 1, 2, -1}) {
    const auto part = [axis](std::size_t length) {
      Shape shape = {2, 3, 2};
      shape[static_cast<std::size_t>(axis < 0 ? axis + 3 : axis)] = length;
      return anywhere(shape);
    };
    rows.push_back({"concatenate",
                    "three parts along axis " + std::to_string(axis),
                    [axis](const Vars& x) { return concatenate(x, axis); },
                    {part(2), part(1), part(3)}});
    row("narrow", "the middle of axis " + std::to_string(axis), {4, 4, 4},
        [axis](const Var& x) { return narrow(x, axis, 1, 2); });
  }
  row("narrow", "the beginning", {2, 5}, [](const Var& x) { return narrow(x, 1, 0, 2); });
  row("narrow", "the end", {2, 5}, [](const Var& x) { return narrow(x, 1, 3, 2); });
  row("rows", "repeated, left out, out of order", {4, 3}, [](const Var& x) {
    return tapestry::rows(x, {2, 0, 2, 3, 2});
  });
  row("rows", "of three axes", {3, 2, 2}, [](const Var& x) { return tapestry::rows(x, {2, 1}); });
  row("rows", "of a vector", {4}, [](const Var& x) { return tapestry::rows(x, {3, 3, 1}); });
  row("scatter_rows", "two onto one, one row left 0", {4, 3}, [](const Var& x) {
    return scatter_rows(x, {2, 0, 2, 3}, 5);
  });
  row("scatter_rows", "of three axes", {2, 2, 3}, [](const Var& x) {
    return scatter_rows(x, {1, 1}, 3);
  });
}

void add_softmax_family(Rows& rows) {
  const auto all = [&](const std::string& op, const std::function<Var(const Var&, int)>& f) {
    const auto row = [&](const Shape& shape, int axis) {
      rows.push_back({op,
                      "axis " + std::to_string(axis) + " of " + to_string(shape),
                      [=](const Vars& x) { return f(x[0], axis); },
                      {anywhere(shape)}});
    };
    row({3, 4}, 0);
    row({3, 4}, 1);
    row({2, 3, 4}, 0);
    row({2, 3, 4}, 1);
    row({2, 3, 4}, -1);
  };
  all("softmax", softmax);
  all("log_softmax", log_softmax);
  all("log_sum_exp", [](const Var& x, int axis) { return log_sum_exp(x, axis); });
  rows.push_back({"log_sum_exp",
                  "axis kept",
                  [](const Vars& x) { return log_sum_exp(x[0], 0, Axis::keep); },
                  {anywhere({3, 4})}});
}

void add_losses(Rows& rows) {
  rows.push_back({"softmax_cross_entropy",
                  "three rows of four classes",
                  [](const Vars& x) {
                    return softmax_cross_entropy(x[0], {2, 0, 2});
                  },
                  {anywhere({3, 4})}});
  rows.push_back({"softmax_cross_entropy",
                  "one row",
                  [](const Vars& x) { return softmax_cross_entropy(x[0], {1}); },
                  {anywhere({1, 3})}});
  rows.push_back({"mean_squared_error",
                  "a matrix",
                  [](const Vars& x) { return mean_squared_error(x[0], x[1]); },
                  {anywhere({3, 4}), anywhere({3, 4})}});
}

}  // namespace

const std::vector<OpCase>& op_cases() {
  static const Rows rows = [] {
    Rows all;
    add_arithmetic(all);
    add_elementwise(all);
    add_matrix_ops(all);
    add_reductions(all);
    add_shape_ops(all);
    add_softmax_family(all);
    add_losses(all);
    return all;
  }();
  return rows;
}

std::vector<Tensor> draw_inputs(const OpCase& row, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Tensor> inputs;
  for (const Sampler& sampler : row.inputs) inputs.push_back(sampler(rng));
  return inputs;
}

}  // namespace tapestry
