// Tensors: shapes, broadcasting, and how a gradient undoes it.
//
// The page that goes with this program is README.md, beside it.
#include <iostream>
#include <optional>

#include "engine/engine.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/story.hpp"

using namespace tapestry;

// [rule]
// The shape of a + b: the axes are compared from the last one on. Two sizes must be equal, or one
// of them 1 (or not there at all), which is then repeated.
std::optional<Shape> broadcast_shape(const Shape& a, const Shape& b) {
  Shape result(std::max(a.size(), b.size()), 1);
  for (std::size_t back = 1; back <= result.size(); ++back) {
    const std::size_t from_a = back <= a.size() ? a[a.size() - back] : 1;
    const std::size_t from_b = back <= b.size() ? b[b.size() - back] : 1;
    if (from_a != from_b && from_a != 1 && from_b != 1) return std::nullopt;
    result[result.size() - back] = from_a == 1 ? from_b : from_a;
  }
  return result;
}
// [rule]

// [source]
// Which element of an operand of this shape element `i` of the result was computed from.
std::size_t source(std::size_t i, const Shape& result, const Shape& operand) {
  std::size_t found = 0, stride = 1;
  for (std::size_t back = 1; back <= result.size(); ++back) {
    const std::size_t size = result[result.size() - back], index = i % size;
    i /= size;
    if (back > operand.size()) continue;  // an axis that the operand lacks
    const std::size_t own = operand[operand.size() - back];
    found += (own == 1 ? 0 : index) * stride;
    stride *= own;
  }
  return found;
}

// Each element's gradient goes where the element came from, and is added to what is there.
Tensor undone(const Tensor& g, const Shape& operand) {
  Tensor sums = zeros(operand);
  for (std::size_t i = 0; i < g.size(); ++i)
    sums.data()[source(i, g.shape(), operand)] += g.data()[i];
  return sums;
}
// [source]

void shapes() {
  // [order]
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});  // row by row in memory
  check_equal(x(1, 2), x.data()[1 * 3 + 2], "element (i, j) stands at i times 3, plus j");
  const Tensor again = reshape(Var(x), {3, 2}).value();  // the same order, cut into other rows
  const Tensor turned = transpose(Var(x)).value();       // rows become columns
  // [order]
  std::cout << "x [2 x 3]:        " << x << "\nreshaped [3 x 2]: " << again
            << "\ntransposed:       " << turned << '\n';
  check(again.shape() == turned.shape() && again != turned, "one shape, and two tensors");
}

void broadcasting() {
  Rng rng(1);
  const Shape matrix = {3, 4};
  std::vector<HeatMap> maps;
  std::cout << "\nx [3 x 4] and\n";
  for (const Shape& shape : {Shape{3, 4}, Shape{4}, Shape{1, 4}, Shape{3, 1}, Shape{}, Shape{3}}) {
    const std::optional<Shape> result = broadcast_shape(matrix, shape);
    std::cout << "  " << to_string(shape) << ": ";
    const Var x("x", random_normal(matrix, rng)), b("b", random_normal(shape, rng));
    if (!result) {
      std::cout << refusal([&] { x + b; }) << '\n';
      continue;
    }
    // [undo]
    Tape tape;
    const Var y = x * b;
    const Tensor g = random_normal(y.shape(), rng);
    const std::vector<Tensor> gradients = tape.gradient(y, {x, b}, g);
    const Tensor part = g * x.value();  // for each element of y, what it sends to its b
    // [undo]
    check(y.shape() == *result, "the rule gives the engine's shape");
    check(is_near(xt::amax(xt::abs(gradients[1] - undone(part, shape)))(), 0), "b gets the sums");
    std::cout << to_string(y.shape()) << ", each element used " << 12 / size_of(shape)
              << " times\n";
    HeatMap map{"b " + to_string(shape), {"0", "1", "2"}, {"0", "1", "2", "3"}, {}, {}};
    for (std::size_t i = 0; i < 12; ++i) {
      if (i % 4 == 0) map.values.emplace_back(), map.texts.emplace_back();
      const std::size_t from = source(i, matrix, shape),
                        last = std::max<std::size_t>(size_of(shape) - 1, 1);
      map.values.back().push_back(2.0 * double(from) / double(last) - 1);
      map.texts.back().push_back("b" + std::to_string(from));
    }
    maps.push_back(map);
  }
  heat_maps("Which element of b each element of g [3 x 4] is added to", maps, 3)
      .write_png(output_folder("04_tensors") / "sums.png");
}

// y = 2 x + 1 at four points: fitted with targets [4 x 1], or [4], by 500 steps.
std::pair<Scalar, Scalar> fitted(const Shape& of_targets) {
  // [trap]
  const Var x("x", tensor({4, 1}, {0, 1, 2, 3})),
      targets("targets", tensor(of_targets, {1, 3, 5, 7}));
  Var w = Var::parameter("w", zeros({1, 1})), b = Var::parameter("b", zeros({1}));
  for (int step = 0; step < 500; ++step) {
    Tape tape;
    const Var loss = mean(square(matmul(x, w) + b - targets));  // [4 x 1] - [4] is [4 x 4]
    const std::vector<Tensor> gradients = tape.gradient(loss, {w, b});
    w.set_value(w.value() - 0.1F * gradients[0]);
    b.set_value(b.value() - 0.1F * gradients[1]);
  }
  // [trap]
  return {w.item(), b.item()};
}

void the_trap() {
  for (const Shape& shape : {Shape{4, 1}, Shape{4}}) {
    const auto [w, b] = fitted(shape);
    std::cout << "\nTargets " << to_string(shape) << ": y = " << std::round(100 * w) / 100 + 0.0F
              << " x + " << std::round(100 * b) / 100;
    check_near(w, shape.size() == 2 ? 2 : 0, "[4 x 1] finds the slope, and [4] finds none", 1e-3);
    check_near(b, shape.size() == 2 ? 1 : 4, "[4] finds the mean of the targets", 1e-3);
  }
  const Var prediction("prediction", zeros({4, 1})), target("target", zeros({4}));
  std::cout << "\n\n" << refusal([&] { mean_squared_error(prediction, target); }) << '\n';
}

void views_and_copies() {
  // [copies]
  Tensor a = full({2}, 1);
  const Tensor sum = a + a;  // computed now, and kept
  const auto later = a + a;  // a note of what to compute, with references to a
  a(0) = 5;
  check(sum(0) == 2 && later(0) == 10, "auto keeps no number: it is computed when it is read");
  Var w = Var::parameter("w", full({2}, 1));
  const Var same = w;                   // one more handle of one value
  const Var half = narrow(w, 0, 0, 1);  // a value of its own
  w.set_value(full({2}, 7));
  check(same.value()(0) == 7 && half.value()(0) == 1, "handles see the change, results do not");
  // [copies]
}

int main(int argc, char** argv) {
  return tell(argc, argv, [](bool) { shapes(), broadcasting(), the_trap(), views_and_copies(); });
}
