// conv2d and its gradients, and the pools, against loops over their definitions.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

struct Setting {
  std::size_t batch, channels, height, width, out, kernel_height, kernel_width;
  Convolution how;
};

// Sizes that are not square, with and without remainders; rows of one piece and of several.
std::vector<Setting> settings() {
  return {{2, 3, 5, 6, 4, 3, 2, {1, 0}},   {1, 1, 28, 28, 3, 5, 5, {1, 0}},
          {3, 2, 4, 7, 2, 1, 1, {1, 0}},   {2, 2, 6, 5, 3, 3, 3, {1, 1}},
          {2, 2, 7, 8, 3, 2, 3, {2, 0}},   {1, 3, 6, 7, 2, 3, 3, {2, 1}},
          {1, 2, 9, 23, 2, 2, 4, {1, 3}},  {2, 1, 3, 3, 1, 2, 2, {3, 2}},
          {1, 2, 20, 31, 2, 3, 3, {3, 1}}, {2, 2, 1, 1, 2, 3, 3, {1, 1}}};
}

Shape images(const Setting& s) { return {s.batch, s.channels, s.height, s.width}; }
Shape kernels(const Setting& s) { return {s.out, s.channels, s.kernel_height, s.kernel_width}; }
Shape output(const Setting& s) {
  const std::size_t pad = 2 * s.how.padding, by = s.how.stride;
  return {s.batch, s.out, (s.height + pad - s.kernel_height) / by + 1,
          (s.width + pad - s.kernel_width) / by + 1};
}

std::string text_of(const Setting& s) {
  return base::text(to_string(images(s)), " with ", to_string(kernels(s)), ", stride ",
                    s.how.stride, ", padding ", s.how.padding);
}

// Calls f(output index, image index, kernel index) for each product of the definition.
template <class F>
void for_each_product(const Setting& s, F f) {
  const Shape y = output(s), w = kernels(s);
  std::size_t at = 0;
  for_each_index(y, [&](const std::vector<std::size_t>& i) {
    std::size_t tap = i[1] * w[1] * w[2] * w[3];
    for (std::size_t k = 0; k < w[1]; ++k)
      for (std::size_t u = 0; u < w[2]; ++u)
        for (std::size_t v = 0; v < w[3]; ++v, ++tap) {
          const long row = static_cast<long>(i[2] * s.how.stride + u - s.how.padding);
          const long column = static_cast<long>(i[3] * s.how.stride + v - s.how.padding);
          if (row < 0 || column < 0 || row >= static_cast<long>(s.height) ||
              column >= static_cast<long>(s.width))
            continue;
          f(at,
            ((i[0] * s.channels + k) * s.height + static_cast<std::size_t>(row)) * s.width +
                static_cast<std::size_t>(column),
            tap);
        }
    ++at;
  });
}

TEST(ConvolutionValues, EqualLoops) {
  for (const Setting& s : settings()) {
    SCOPED_TRACE(text_of(s));
    Rng rng(2);
    const Tensor x = random_normal(images(s), rng), w = random_normal(kernels(s), rng);
    const Tensor bias = random_normal({s.out}, rng);
    std::vector<double> plain(size_of(output(s)), 0);
    for_each_product(s, [&](std::size_t y, std::size_t pixel, std::size_t tap) {
      plain[y] += double{x.data()[pixel]} * double{w.data()[tap]};
    });
    std::vector<double> biased = plain;
    const std::size_t positions = output(s)[2] * output(s)[3];
    for (std::size_t i = 0; i < biased.size(); ++i)
      biased[i] += double{bias.data()[i / positions % s.out]};
    expect_near(conv2d(Var(x), Var(w), s.how).value(), output(s), plain, 2e-5);
    expect_near(conv2d(Var(x), Var(w), Var(bias), s.how).value(), output(s), biased, 2e-5);
  }
}

TEST(ConvolutionValues, OfTheGradientsEqualLoops) {
  for (const Setting& s : settings()) {
    SCOPED_TRACE(text_of(s));
    Rng rng(3);
    const Tensor x = random_normal(images(s), rng), w = random_normal(kernels(s), rng);
    const Tensor bias = random_normal({s.out}, rng), g = random_normal(output(s), rng);
    std::vector<double> dx(x.size(), 0), dw(w.size(), 0), db(s.out, 0);
    for_each_product(s, [&](std::size_t y, std::size_t pixel, std::size_t tap) {
      dx[pixel] += double{g.data()[y]} * double{w.data()[tap]};
      dw[tap] += double{g.data()[y]} * double{x.data()[pixel]};
    });
    const std::size_t positions = output(s)[2] * output(s)[3];
    for (std::size_t i = 0; i < g.size(); ++i) db[i / positions % s.out] += double{g.data()[i]};
    const std::vector<Var> leaves = {Var(x), Var(w), Var(bias)};
    const Tape tape;
    const auto gradients = tape.gradient(conv2d(leaves[0], leaves[1], leaves[2], s.how), leaves, g);
    expect_near(gradients[0], images(s), dx, 1e-4);
    expect_near(gradients[1], kernels(s), dw, 1e-4);
    expect_near(gradients[2], {s.out}, db, 1e-4);
  }
}

TEST(ConvolutionValues, OfNothing) {
  const Tensor bias = tensor({3}, {1, 2, 3});
  EXPECT_EQ(conv2d(Var(zeros({0, 2, 4, 4})), Var(zeros({3, 2, 2, 2})), Var(bias)).shape(),
            (Shape{0, 3, 3, 3}));
  EXPECT_EQ(conv2d(Var(zeros({2, 2, 4, 4})), Var(zeros({0, 2, 2, 2}))).shape(),
            (Shape{2, 0, 3, 3}));
  // Without channels there is nothing to add up: the bias is left.
  expect_near(conv2d(Var(zeros({1, 0, 2, 1})), Var(zeros({3, 0, 1, 1})), Var(bias)).value(),
              {1, 3, 2, 1}, {1, 1, 2, 2, 3, 3});
  expect_near(conv2d(Var(zeros({1, 0, 2, 1})), Var(zeros({1, 0, 1, 1}))).value(), {1, 1, 2, 1},
              {0, 0});
}

TEST(ConvolutionValues, NaNReachesTheWindowsThatSeeItAndNoOthers) {
  Tensor x = zeros({1, 1, 3, 4});
  x.data()[5] = NAN;  // row 1, column 1
  const Tensor y = conv2d(Var(x), Var(full({1, 1, 2, 2}, 1))).value();
  expect_near(y, {1, 1, 2, 3}, {NAN, NAN, 0, NAN, NAN, 0});
}

// The definition of a pool: calls f(window, pixel) for each pixel of each window, in order.
template <class F>
void for_each_pixel(const Shape& x, std::size_t kernel, std::size_t stride, F f) {
  const std::size_t rows = (x[2] - kernel) / stride + 1, columns = (x[3] - kernel) / stride + 1;
  std::size_t window = 0;
  for_each_index({x[0] * x[1], rows, columns}, [&](const std::vector<std::size_t>& i) {
    for (std::size_t u = 0; u < kernel; ++u)
      for (std::size_t v = 0; v < kernel; ++v)
        f(window, (i[0] * x[2] + i[1] * stride + u) * x[3] + i[2] * stride + v);
    ++window;
  });
}

TEST(PoolValues, AndGradientsEqualLoops) {
  for (const auto& [kernel, stride] : std::vector<std::pair<std::size_t, std::size_t>>{
           {2, 2}, {3, 1}, {3, 2}, {2, 3}, {1, 1}, {1, 2}}) {
    SCOPED_TRACE(base::text("kernel ", kernel, ", stride ", stride));
    for (const Shape& shape : {Shape{2, 3, 6, 9}, Shape{1, 1, 3, 3}, Shape{1, 2, 24, 37}}) {
      Rng rng(4);
      const Tensor x = random_normal(shape, rng);
      const Shape pooled = {shape[0], shape[1], (shape[2] - kernel) / stride + 1,
                            (shape[3] - kernel) / stride + 1};
      const Tensor g = random_normal(pooled, rng);
      std::vector<double> top(g.size(), -1e9), mean(g.size(), 0);
      std::vector<std::size_t> winner(g.size());
      std::vector<double> to_winners(x.size(), 0), to_all(x.size(), 0);
      const double n = static_cast<double>(kernel * kernel);
      for_each_pixel(shape, kernel, stride, [&](std::size_t window, std::size_t pixel) {
        const double value = x.data()[pixel];
        if (value > top[window]) top[window] = value, winner[window] = pixel;
        mean[window] += value / n;
        to_all[pixel] += g.data()[window] / n;
      });
      for (std::size_t i = 0; i < g.size(); ++i) to_winners[winner[i]] += g.data()[i];

      const Var leaf(x);
      const Tape tape;
      const Var largest = max_pool2d(leaf, kernel, stride);
      const Var average = mean_pool2d(leaf, kernel, stride);
      expect_near(largest.value(), pooled, top);
      expect_near(average.value(), pooled, mean);
      expect_near(tape.gradient(largest, {leaf}, g)[0], shape, to_winners, 1e-5);
      expect_near(tape.gradient(average, {leaf}, g)[0], shape, to_all, 1e-5);
    }
  }
}

TEST(PoolValues, TiesGoToTheFirst) {
  const Var x(tensor({1, 1, 2, 4}, {1, 7, 0, 0, 7, 7, 0, 0}));
  const Tape tape;
  const Var y = max_pool2d(x, 2);
  expect_near(y.value(), {1, 1, 1, 2}, {7, 0});
  expect_near(tape.gradient(y, {x}, tensor({1, 1, 1, 2}, {3, 5}))[0], {1, 1, 2, 4},
              {0, 3, 5, 0, 0, 0, 0, 0});
}

TEST(PoolValues, NaNAndInfinityGoThrough) {
  for (std::size_t at = 0; at < 4; ++at) {
    Tensor x = tensor({1, 1, 2, 2}, {1, 2, 3, 4});
    x.data()[at] = NAN;
    expect_near(max_pool2d(Var(x), 2).value(), {1, 1, 1, 1}, {NAN});
    expect_near(mean_pool2d(Var(x), 2).value(), {1, 1, 1, 1}, {NAN});
  }
  const Tensor lowest = full({1, 1, 2, 2}, -INFINITY);
  expect_near(max_pool2d(Var(lowest), 2).value(), {1, 1, 1, 1}, {-INFINITY});
}

TEST(PoolValues, OfNothing) {
  EXPECT_EQ(max_pool2d(Var(zeros({0, 2, 4, 4})), 2).shape(), (Shape{0, 2, 2, 2}));
  EXPECT_EQ(mean_pool2d(Var(zeros({3, 0, 4, 5})), 2).shape(), (Shape{3, 0, 2, 2}));
}

}  // namespace
}  // namespace tapestry
