// Ops that take a piece of their input add its gradient in place. What comes out is what the
// pullback written in ops, which a recorded backward pass uses, says.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using Function = std::function<Var(const Var&)>;

// The gradient by both ways.
void expect_both_ways(const Function& f, const Tensor& at) {
  const Var x("x", at);
  Tape tape;
  const Var y = f(x);
  Rng rng(2);
  const Tensor upstream = random_normal(y.shape(), rng);
  const Tensor in_place = tape.gradient(y, {x}, upstream)[0];
  const Tensor in_ops = tape.gradient_vars(y, {x}, Var(upstream))[0].value();
  EXPECT_GT(in_place(0, 0, 0) * in_place(0, 0, 0), 0);
  expect_near(in_place, at.shape(), doubles(in_ops), 1e-6);
}

TEST(Pieces, AddUpWhateverElseTheInputIsUsedFor) {
  Rng rng(1);
  const Tensor at = random_normal({4, 3, 5}, rng);
  for (int axis = 0; axis < 3; ++axis) {
    const auto piece = [axis](const Var& x) { return narrow(x, axis, 0, 2); };
    const auto next = [axis](const Var& x) { return narrow(x, axis, 1, 2); };
    expect_both_ways([=](const Var& x) { return piece(x); }, at);
    expect_both_ways([=](const Var& x) { return piece(x) * next(x); }, at);
    expect_both_ways([=](const Var& x) { return sum(x * x) + piece(x) * next(x); }, at);
    expect_both_ways([=](const Var& x) { return piece(x) * next(x) + sum(x * x); }, at);
    expect_both_ways([=](const Var& x) { return gather(x, axis, {0, 2, 0}) + mean(x); }, at);
  }
  expect_both_ways([](const Var& x) { return take_rows(x, {0, 3, 3}) * narrow(x, 0, 1, 3); }, at);
  const auto places = std::make_shared<Places::element_type>(Places::element_type{0, 59, 7, 7});
  expect_both_ways([=](const Var& x) { return take_elements(x, places, {2, 2}) * mean(x); }, at);
}

// `a + b` hands one gradient to both: a piece that is added to one must not reach the other.
TEST(Pieces, LeaveAGradientThatOthersSeeAsItIs) {
  const Var a("a", full({3}, 1)), b("b", full({3}, 2));
  Tape tape;
  const Var first = narrow(a, 0, 0, 1), both = a + b, last = narrow(a, 0, 2, 1);
  const Tensor upstream = full({3}, 10);
  const auto gradients =
      tape.gradient({both, first, last}, {a, b, both}, {upstream, full({1}, 1), full({1}, 5)});
  expect_near(gradients[0], {3}, {11, 10, 15});
  expect_near(gradients[1], {3}, {10, 10, 10});
  expect_near(gradients[2], {3}, {10, 10, 10});
  EXPECT_EQ(upstream, full({3}, 10));
}

TEST(Pieces, OfEachOfManyLosses) {
  const Var a("a", full({3}, 1));
  Tape tape;
  const Var h = 2 * a;
  const auto gradients = tape.gradients({sum(narrow(h, 0, 0, 2)), sum(narrow(h, 0, 1, 2))}, {a});
  expect_near(gradients[0][0], {3}, {2, 2, 0});
  expect_near(gradients[1][0], {3}, {0, 2, 2});
}

// A pullback and an `add` that disagree are found by the check of gradients.
TEST(Pieces, AWrongAddIsFound) {
  const auto first_of = [](const Var& x) {
    return record("first", tensor({1}, {x.value().data()[0]}),
                  {{x,
                    {[](const Var& g, const Var&) {
                       return concatenate({g, 0 * g, 0 * g}, 0);
                     },
                     [](Tensor& sum, const Tensor& g) { sum.data()[0] = g.data()[0]; }}}});
  };
  const auto f = [&](const std::vector<Var>& x) { return first_of(x[0]) * first_of(x[0]); };
  EXPECT_FALSE(check_gradient("first", f, {tensor({3}, {1, 2, 3})}).passed);
}

}  // namespace
}  // namespace tapestry
