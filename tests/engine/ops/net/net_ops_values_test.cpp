// embedding, dropout and layer normalisation against their definitions.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(EmbeddingValues, AreRowsAndTheirGradientIsWhatEachRowGot) {
  const Var table(counting({3, 2}));
  const Tape tape;
  const Var y = embedding(table, {2, 0, 2});
  expect_near(y.value(), {3, 2}, {4, 5, 0, 1, 4, 5});
  expect_near(tape.gradient(y, {table}, tensor({3, 2}, {1, 2, 3, 4, 5, 6}))[0], {3, 2},
              {3, 4, 0, 0, 6, 8});
  EXPECT_EQ(embedding(table, {}).shape(), (Shape{0, 2}));
}

TEST(DropoutValues, AreZeroOrScaledAndTheGradientToo) {
  const double probability = 0.3;
  const std::size_t n = 10000;
  Rng rng(1);
  const Var x(full({n}, 2));
  const Tape tape;
  const Var y = dropout(x, probability, rng);
  const Tensor gradient = tape.gradient(y, {x}, full({n}, 5))[0];
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double value = y.value().data()[i];
    left_out += value == 0;
    if (value != 0) {
      EXPECT_NEAR(value, 2 / 0.7, 1e-6);
    }
    EXPECT_NEAR(gradient.data()[i], value * 2.5, 1e-5);
  }
  // Binomial: five standard deviations, sqrt(n p (1 - p)) = 46.
  EXPECT_NEAR(static_cast<double>(left_out), 3000, 230);
}

TEST(DropoutValues, DependOnTheSeedAlone) {
  const auto draw = [](std::uint64_t seed) {
    Rng rng(seed);
    return dropout(Var(ones_like(zeros({50}))), 0.5, rng).value();
  };
  EXPECT_EQ(draw(3), draw(3));
  EXPECT_NE(draw(3), draw(4));
  // One number an element, whatever the probability: what is drawn next is the same.
  Rng a(1), b(1), expected(1);
  dropout(Var(zeros({7})), 0, a);
  dropout(Var(zeros({7})), 0.9, b);
  expected.discard(7);
  EXPECT_EQ(a, expected);
  EXPECT_EQ(b, expected);
}

TEST(DropoutValues, AtTheEdges) {
  Rng rng(1);
  const Tensor x = tensor({3}, {1, NAN, -2});
  expect_near(dropout(Var(x), 0, rng).value(), {3}, {1, NAN, -2});
  EXPECT_TRUE(std::isnan(dropout(Var(x), 0.999999, rng).value().data()[1]));
  EXPECT_EQ(dropout(Var(zeros({0, 3})), 0.5, rng).shape(), (Shape{0, 3}));
  EXPECT_EQ(dropout(Var(zeros({})), 0.5, rng).shape(), (Shape{}));
}

// (x - mean) / sqrt(variance + epsilon) * gain + bias, row by row, in double.
std::vector<double> by_loops(const Tensor& x, const Tensor& gain, const Tensor& bias,
                             double epsilon) {
  const std::size_t n = gain.size();
  std::vector<double> y;
  for (std::size_t at = 0; at < x.size(); at += n) {
    double mean = 0, variance = 0;
    const double count = static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) mean += double{x.data()[at + i]} / count;
    for (std::size_t i = 0; i < n; ++i)
      variance += std::pow(double{x.data()[at + i]} - mean, 2) / count;
    for (std::size_t i = 0; i < n; ++i)
      y.push_back((double{x.data()[at + i]} - mean) / std::sqrt(variance + epsilon) *
                      double{gain.data()[i]} +
                  double{bias.data()[i]});
  }
  return y;
}

TEST(LayerNormValues, EqualLoopsForAnyNumberOfAxes) {
  for (const Shape& shape : {Shape{6}, Shape{3, 5}, Shape{2, 3, 4}, Shape{4, 1}, Shape{0, 3}}) {
    Rng rng(5);
    const Tensor x = random_normal(shape, rng, 3, 2);
    const Tensor gain = random_normal({shape.back()}, rng),
                 bias = random_normal({shape.back()}, rng);
    for (const double epsilon : {1e-5, 0.7})
      expect_near(layer_norm(Var(x), Var(gain), Var(bias), static_cast<Scalar>(epsilon)).value(),
                  shape, by_loops(x, gain, bias, epsilon), 1e-5);
    EXPECT_EQ(layer_norm(Var(x), Var(full({shape.back()}, 1)), Var(zeros({shape.back()}))).value(),
              standardise(Var(x)).value());
  }
}

TEST(LayerNormValues, KeepTheirDigitsForLargeMeansAndLargeNumbers) {
  // 1e6 + {-1, 0, 1}: exact in float; their squares are not.
  const double s = std::sqrt(1.5);
  expect_near(standardise(Var(tensor({3}, {999999, 1000000, 1000001}))).value(), {3}, {-s, 0, s},
              1e-5);
  // The squares of these overflow a float.
  expect_near(standardise(Var(tensor({3}, {-1e30f, 0, 1e30f}))).value(), {3}, {-s, 0, s}, 1e-5);
  expect_near(standardise(Var(full({2, 3}, 8))).value(), {2, 3}, {0, 0, 0, 0, 0, 0});
}

TEST(LayerNormValues, NaNFillsItsRowAndNoOther) {
  Tensor x = counting({2, 3});
  x.data()[1] = NAN;
  const double s = std::sqrt(1.5);
  expect_near(standardise(Var(x)).value(), {2, 3}, {NAN, NAN, NAN, -s, 0, s}, 1e-4);
}

}  // namespace
}  // namespace tapestry
