// Values of the ops that multiply, move, join and select, against plain loops over indices.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(Matmul, AgreesWithThreeLoopsUnderAllFlags) {
  Rng rng(3);
  for (const auto& [m, k, n] : std::vector<std::array<std::size_t, 3>>{
           {2, 3, 4}, {1, 5, 1}, {7, 1, 3}, {33, 17, 65}, {1, 1, 1}})
    for (Transpose ta : {Transpose::no, Transpose::yes})
      for (Transpose tb : {Transpose::no, Transpose::yes}) {
        const bool at = ta == Transpose::yes, bt = tb == Transpose::yes;
        const Var a(random_normal(at ? Shape{k, m} : Shape{m, k}, rng));
        const Var b(random_normal(bt ? Shape{n, k} : Shape{k, n}, rng));
        std::vector<double> expected;
        for (std::size_t i = 0; i < m; ++i)
          for (std::size_t j = 0; j < n; ++j) {
            double total = 0;
            for (std::size_t l = 0; l < k; ++l)
              total += (at ? element(a.value(), {l, i}) : element(a.value(), {i, l})) *
                       (bt ? element(b.value(), {j, l}) : element(b.value(), {l, j}));
            expected.push_back(total);
          }
        expect_near(matmul(a, b, ta, tb).value(), {m, n}, expected, 1e-5);
      }
}

TEST(Matmul, OfEmptyOperands) {
  expect_near(matmul(Var(zeros({2, 0})), Var(zeros({0, 3}))).value(), {2, 3},
              std::vector<double>(6, 0));
  EXPECT_EQ(to_string(matmul(Var(zeros({0, 2})), Var(zeros({2, 3}))).shape()), "[0 x 3]");
}

TEST(Transpose, SwapsIndices) {
  for (const Shape& shape : {Shape{2, 3}, Shape{1, 4}, Shape{33, 50}}) {
    const Var x(counting(shape));
    std::vector<double> expected;
    for (std::size_t j = 0; j < shape[1]; ++j)
      for (std::size_t i = 0; i < shape[0]; ++i) expected.push_back(element(x.value(), {i, j}));
    expect_near(transpose(x).value(), {shape[1], shape[0]}, expected);
  }
}

TEST(Reshape, KeepsTheOrder) {
  const Var x(counting({2, 6}));
  for (const Shape& shape : {Shape{12}, Shape{3, 4}, Shape{2, 3, 2}, Shape{1, 12, 1}})
    expect_near(reshape(x, shape).value(), shape, doubles(x.value()));
  expect_near(reshape(Var(full({1, 1}, 4)), {}).value(), {}, {4});
}

TEST(BroadcastTo, RepeatsByTheRule) {
  Rng rng(4);
  for (const auto& [from, to] : std::vector<std::pair<Shape, Shape>>{{{4}, {3, 4}},
                                                                     {{3, 1}, {3, 4}},
                                                                     {{3, 1}, {2, 3, 4}},
                                                                     {{}, {2, 3}},
                                                                     {{1, 1}, {2, 2}},
                                                                     {{2, 3}, {2, 3}},
                                                                     {{3}, {0, 3}}}) {
    const Var x(random_normal(from, rng));
    std::vector<double> expected;
    for_each_index(to, [&](const std::vector<std::size_t>& index) {
      expected.push_back(element(x.value(), index));
    });
    expect_near(broadcast_to(x, to).value(), to, expected);
  }
}

TEST(SumTo, AddsUpWhatBroadcastingRepeats) {
  Rng rng(5);
  for (const auto& [from, to] : std::vector<std::pair<Shape, Shape>>{{{3, 4}, {4}},
                                                                     {{3, 4}, {3, 1}},
                                                                     {{2, 3, 4}, {3, 1}},
                                                                     {{2, 3}, {}},
                                                                     {{2, 3}, {1, 1}},
                                                                     {{2, 3, 4}, {2, 1, 4}},
                                                                     {{5}, {5}}}) {
    const Var x(random_normal(from, rng));
    // The sum at each place is over all indices that broadcasting reads from there.
    std::vector<double> expected(size_of(to), 0);
    const Tensor places = counting(to);
    for_each_index(from, [&](const std::vector<std::size_t>& index) {
      expected[static_cast<std::size_t>(element(places, index))] += element(x.value(), index);
    });
    expect_near(sum_to(x, to).value(), to, expected, 1e-5);
  }
}

TEST(Concatenate, PutsThePartsOneAfterTheOther) {
  for (int axis : {0, 1, 2, -1, -2, -3}) {
    const std::size_t along = static_cast<std::size_t>(axis < 0 ? axis + 3 : axis);
    std::vector<Var> parts;
    Shape shape = {2, 3, 2};
    for (std::size_t length : {2u, 1u, 0u, 3u}) {
      shape[along] = length;
      parts.emplace_back(counting(shape) + 100 * static_cast<Scalar>(parts.size()));
    }
    shape[along] = 6;
    std::vector<double> expected;
    for_each_index(shape, [&](std::vector<std::size_t> index) {
      std::size_t part = 0;
      while (index[along] >= parts[part].shape()[along])
        index[along] -= parts[part++].shape()[along];
      // element() reads an axis of size 1 at 0, as is right for a part of length 1
      expected.push_back(element(parts[part].value(), index));
    });
    expect_near(concatenate(parts, axis).value(), shape, expected);
  }
}

TEST(Narrow, TakesThePiece) {
  const Var x(counting({3, 4, 2}));
  for (int axis : {0, 1, 2, -1})
    for (std::size_t begin : {0u, 1u})
      for (std::size_t length : {0u, 1u}) {
        const std::size_t along = static_cast<std::size_t>(axis < 0 ? axis + 3 : axis);
        Shape shape = x.shape();
        shape[along] = length;
        std::vector<double> expected;
        for_each_index(shape, [&](std::vector<std::size_t> index) {
          index[along] += begin;
          expected.push_back(element(x.value(), index));
        });
        expect_near(narrow(x, axis, begin, length).value(), shape, expected);
      }
  EXPECT_EQ(narrow(x, 1, 0, 4).value(), x.value());
}

TEST(Rows, AreSelectedAndScattered) {
  const Var x(counting({3, 2}));
  expect_near(take_rows(x, {2, 0, 2}).value(), {3, 2}, {4, 5, 0, 1, 4, 5});
  expect_near(take_rows(x, {}).value(), {0, 2}, {});
  expect_near(take_rows(Var(counting({4})), {3, 3}).value(), {2}, {3, 3});
  expect_near(take_rows(Var(counting({2, 2, 2})), {1}).value(), {1, 2, 2}, {4, 5, 6, 7});
  expect_near(scatter_rows(x, {3, 0, 3}, 5).value(), {5, 2}, {2, 3, 0, 0, 0, 0, 4, 6, 0, 0});
  expect_near(scatter_rows(Var(zeros({0, 2})), {}, 2).value(), {2, 2}, {0, 0, 0, 0});
}

TEST(StopGradient, KeepsTheValue) {
  const Var x(counting({2, 3}));
  EXPECT_EQ(stop_gradient(x).value(), x.value());
}

}  // namespace
}  // namespace tapestry
