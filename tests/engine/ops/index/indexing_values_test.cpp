// Values of the ops that pick, repeat, join and turn elements, against plain loops over indices.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using Index = std::vector<std::size_t>;

// What x holds at the index that `source` gives for each index of `shape`.
std::vector<double> picked(const Tensor& x, const Shape& shape,
                           const std::function<Index(Index)>& source) {
  std::vector<double> out;
  for_each_index(shape, [&](const Index& index) { out.push_back(element(x, source(index))); });
  return out;
}

Shape with_length(Shape shape, std::size_t axis, std::size_t length) {
  shape[axis] = length;
  return shape;
}

TEST(Permute, ReordersTheIndicesInEveryOrder) {
  for (const Shape& shape : {Shape{2, 3, 4, 5}, Shape{17, 1, 18, 3}, Shape{1, 40, 1, 33}}) {
    const Var x(counting(shape));
    Axes order = {0, 1, 2, 3};
    do {
      std::vector<std::size_t> sizes;
      for (int axis : order) sizes.push_back(shape[static_cast<std::size_t>(axis)]);
      const Shape result(sizes.begin(), sizes.end());
      SCOPED_TRACE(to_string(shape) + " to " + to_string(result));
      expect_near(permute(x, order).value(), result, picked(x.value(), result, [&](Index index) {
                    Index from(4);
                    for (std::size_t k = 0; k < 4; ++k)
                      from[static_cast<std::size_t>(order[k])] = index[k];
                    return from;
                  }));
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(Permute, OfEdgeCases) {
  expect_near(permute(Var(7), Axes()).value(), {}, {7});
  expect_near(permute(Var(counting({3})), {-1}).value(), {3}, {0, 1, 2});
  expect_near(permute(Var(zeros({2, 0, 3})), {2, 1, 0}).value(), {3, 0, 2}, {});
  const Var x(counting({33, 50}));
  EXPECT_EQ(permute(x, {1, 0}).value(), transpose(x).value());
}

TEST(Gather, TakesAndScatterAddsAlongAnyAxis) {
  const std::vector<int> indices = {2, 0, 2};
  for (int axis : {0, 1, 2, -1}) {
    const std::size_t along = static_cast<std::size_t>(axis < 0 ? axis + 3 : axis);
    const Var x(counting(with_length({2, 3, 4}, along, 3)));
    const Shape shape = x.shape();
    expect_near(gather(x, axis, indices).value(), shape, picked(x.value(), shape, [&](Index index) {
                  index[along] = static_cast<std::size_t>(indices[index[along]]);
                  return index;
                }));
    const Shape wide = with_length(shape, along, 5);
    std::vector<double> sums(size_of(wide), 0);
    const Tensor places = counting(wide);
    for_each_index(shape, [&](const Index& index) {
      Index to = index;
      to[along] = static_cast<std::size_t>(indices[index[along]]);
      sums[static_cast<std::size_t>(element(places, to))] += element(x.value(), index);
    });
    expect_near(scatter(x, axis, indices, 5).value(), wide, sums);
  }
  expect_near(gather(Var(counting({2, 3})), 1, {}).value(), {2, 0}, {});
  expect_near(scatter(Var(zeros({2, 0})), 1, {}, 2).value(), {2, 2}, {0, 0, 0, 0});
  EXPECT_EQ(gather(Var(counting({4, 2})), 0, {3, 1}).value(),
            take_rows(Var(counting({4, 2})), {3, 1}).value());
}

TEST(Slice, TakesEverySoManySteps) {
  const Var x(counting({3, 7, 2}));
  for (int axis : {0, 1, -1})
    for (std::ptrdiff_t begin : {0, 1})
      for (std::ptrdiff_t step : {1, 2, 3, 100}) {
        const std::size_t along = static_cast<std::size_t>(axis < 0 ? axis + 3 : axis);
        const auto end = static_cast<std::ptrdiff_t>(x.shape()[along]);
        std::size_t length = 0;
        for (std::ptrdiff_t at = begin; at < end; at += step) ++length;
        const Shape shape = with_length(x.shape(), along, length);
        const Var y = slice(x, axis, begin, end, step);
        expect_near(y.value(), shape, picked(x.value(), shape, [&](Index index) {
                      index[along] = index[along] * static_cast<std::size_t>(step) +
                                     static_cast<std::size_t>(begin);
                      return index;
                    }));
      }
  expect_near(slice(Var(counting({5})), 0, 1, 4, 2).value(), {2}, {1, 3});
  expect_near(slice(Var(counting({5})), 0, 2, 2, 2).value(), {0}, {});
}

TEST(Flip, ReversesAnAxis) {
  const Var x(counting({2, 3}));
  expect_near(flip(x, 0).value(), {2, 3}, {3, 4, 5, 0, 1, 2});
  expect_near(flip(x, -1).value(), {2, 3}, {2, 1, 0, 5, 4, 3});
  EXPECT_EQ(flip(flip(x, 1), 1).value(), x.value());
  expect_near(flip(Var(zeros({0, 2})), 0).value(), {0, 2}, {});
}

TEST(Repeat, RepeatsStepsAndTileTheWhole) {
  const Var x(counting({2, 2}));
  expect_near(repeat(x, 0, 2).value(), {4, 2}, {0, 1, 0, 1, 2, 3, 2, 3});
  expect_near(repeat(x, 1, 3).value(), {2, 6}, {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
  expect_near(tile(x, 0, 2).value(), {4, 2}, {0, 1, 2, 3, 0, 1, 2, 3});
  expect_near(tile(x, 1, 2).value(), {2, 4}, {0, 1, 0, 1, 2, 3, 2, 3});
  expect_near(repeat(x, 0, 0).value(), {0, 2}, {});
  expect_near(tile(x, 0, 0).value(), {0, 2}, {});
  expect_near(tile(Var(zeros({0})), 0, 1000).value(), {0}, {});
}

TEST(Pad, PutsABorderAround) {
  const Var x(counting({2, 2}));
  expect_near(pad(x, {1, 0}, {0, 2}, 9).value(), {3, 4}, {9, 9, 9, 9, 0, 1, 9, 9, 2, 3, 9, 9});
  expect_near(pad(x, {0, 1}, {0, 0}).value(), {2, 3}, {0, 0, 1, 0, 2, 3});
  expect_near(pad(x, {0, 0}, {0, 0}).value(), {2, 2}, {0, 1, 2, 3});
  expect_near(pad(Var(zeros({0, 1})), {1, 0}, {1, 0}, 4).value(), {2, 1}, {4, 4});
  expect_near(pad(Var(7), {}, {}).value(), {}, {7});
  const std::vector<std::size_t> before = {1, 0, 2}, after = {0, 3, 1};
  const Var y(counting({2, 3, 4}));
  std::vector<double> expected;
  for_each_index({3, 6, 7}, [&](Index index) {
    bool inside = true;
    for (std::size_t k = 0; k < 3; ++k) {
      inside = inside && index[k] >= before[k] && index[k] < before[k] + y.shape()[k];
      index[k] -= before[k];
    }
    expected.push_back(inside ? element(y.value(), index) : -1);
  });
  expect_near(pad(y, before, after, -1).value(), {3, 6, 7}, expected);
}

TEST(Flatten, KeepsTheAxesBeforeTheFirst) {
  const Var x(counting({2, 3, 4}));
  expect_near(flatten(x).value(), {2, 12}, doubles(x.value()));
  expect_near(flatten(x, 0).value(), {24}, doubles(x.value()));
  expect_near(flatten(x, -1).value(), {2, 3, 4}, doubles(x.value()));
  EXPECT_EQ(to_string(flatten(Var(zeros({0, 3, 4}))).shape()), "[0 x 12]");
}

TEST(Stack, PutsThePartsBesideEachOther) {
  const std::vector<Var> parts = {Var(counting({2, 3})), Var(full({2, 3}, 10))};
  expect_near(stack(parts).value(), {2, 2, 3}, {0, 1, 2, 3, 4, 5, 10, 10, 10, 10, 10, 10});
  expect_near(stack(parts, 1).value(), {2, 2, 3}, {0, 1, 2, 10, 10, 10, 3, 4, 5, 10, 10, 10});
  expect_near(stack(parts, -1).value(), {2, 3, 2}, {0, 10, 1, 10, 2, 10, 3, 10, 4, 10, 5, 10});
  expect_near(stack({Var(1), Var(2), Var(3)}).value(), {3}, {1, 2, 3});
}

TEST(Split, IsUndoneByConcatenate) {
  const Var x(counting({2, 6}));
  const std::vector<Var> pieces = split(x, 1, {1, 0, 3, 2});
  ASSERT_EQ(pieces.size(), 4u);
  expect_near(pieces[0].value(), {2, 1}, {0, 6});
  expect_near(pieces[1].value(), {2, 0}, {});
  expect_near(pieces[2].value(), {2, 3}, {1, 2, 3, 7, 8, 9});
  expect_near(pieces[3].value(), {2, 2}, {4, 5, 10, 11});
  EXPECT_EQ(concatenate(pieces, 1).value(), x.value());
  const std::vector<Var> thirds = split_equally(x, -1, 3);
  ASSERT_EQ(thirds.size(), 3u);
  expect_near(thirds[1].value(), {2, 2}, {2, 3, 8, 9});
  EXPECT_EQ(concatenate(thirds, 1).value(), x.value());
  EXPECT_EQ(split(Var(zeros({0})), 0, {}).size(), 0u);
}

}  // namespace
}  // namespace tapestry
