// Conv2d, LayerNorm, Embedding and Dropout: what they add to their ops.
#include <cmath>

#include "engine/array/random.hpp"
#include "engine/ops/net/layer_norm.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/embedding.hpp"
#include "nn/layers/layer_norm.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::Each;
using testing::ElementsAre;

TEST(Conv2dLayer, IsTheOpWithItsParameters) {
  Rng rng(1);
  Conv2d layer("conv", 3, 4, 2, rng, {2, 1});
  EXPECT_THAT(names(layer.parameters()), ElementsAre("conv.weight", "conv.bias"));
  EXPECT_EQ(layer.weight.shape(), (Shape{4, 3, 2, 2}));
  EXPECT_THAT(numbers(layer.bias.value()), ElementsAre(0, 0, 0, 0));
  layer.bias.set_value(random_normal({4}, rng));
  const Var x(random_normal({2, 3, 5, 6}, rng));
  EXPECT_EQ(layer(x).value(), conv2d(x, layer.weight, layer.bias, {2, 1}).value());
  EXPECT_EQ(layer(x).shape(), (Shape{2, 4, 3, 4}));
}

TEST(Conv2dLayer, StartsAsHeNormal) {
  Rng rng(2);
  const Conv2d layer("conv", 8, 100, 3, rng);
  double squares = 0;
  for (const Scalar w : layer.weight.value().storage()) squares += double{w} * double{w};
  const double n = static_cast<double>(layer.weight.size()), variance = 2.0 / (8 * 3 * 3);
  // Five standard errors of the mean square of a normal distribution.
  EXPECT_NEAR(squares / n, variance, 5 * variance * std::sqrt(2 / n));
}

TEST(LayerNormLayer, StartsAsThePlainStandardising) {
  Rng rng(3);
  const LayerNorm layer("norm", 5, Scalar(0.01));
  EXPECT_THAT(names(layer.parameters()), ElementsAre("norm.gain", "norm.bias"));
  const Var x(random_normal({2, 3, 5}, rng));
  EXPECT_EQ(layer(x).value(), standardise(x, Scalar(0.01)).value());
}

TEST(EmbeddingLayer, LooksUpRowsOfLengthAboutOne) {
  Rng rng(4);
  const Embedding layer("words", 500, 20, rng);
  EXPECT_THAT(names(layer.parameters()), ElementsAre("words.table"));
  const Tensor y = layer({7, 7, 499}).value();
  EXPECT_EQ(y.shape(), (Shape{3, 20}));
  for (std::size_t k = 0; k < 20; ++k) {
    EXPECT_EQ(y(0, k), layer.table.value()(7, k));
    EXPECT_EQ(y(1, k), layer.table.value()(7, k));
    EXPECT_EQ(y(2, k), layer.table.value()(499, k));
  }
  double squares = 0;
  for (const Scalar w : layer.table.value().storage()) squares += double{w} * double{w};
  EXPECT_NEAR(squares / 500, 1, 5 * std::sqrt(2.0 / (500 * 20)));
}

TEST(DropoutLayer, LeavesOutInTrainingAlone) {
  const Dropout layer(0.5);
  Rng rng(1), same(1);
  const Var x(full({100}, 3));
  EXPECT_EQ(layer(x, Context::evaluation()).value(), x.value());
  const Tensor first = layer(x, Context::training(rng)).value();
  EXPECT_THAT(numbers(first), Each(testing::AnyOf(0, 6)));
  EXPECT_THAT(numbers(first), testing::Contains(0));
  EXPECT_THAT(numbers(first), testing::Contains(6));
  EXPECT_NE(layer(x, Context::training(rng)).value(), first) << "each call must draw anew";
  EXPECT_EQ(layer(x, {Mode::evaluation, &same}).value(), x.value());  // and draws nothing
  EXPECT_EQ(layer(x, Context::training(same)).value(), first);
}

TEST(Layers, ErrorsNameLayerSizesAndMend) {
  Rng rng(1);
  EXPECT_EQ(error_of([&] {
              Conv2d("conv", 3, 0, 5, rng, {0, 0});
            }),
            "Conv2d: 'conv' was asked for with 3 channels, 0 outputs, kernel 5 and stride 0: give "
            "at least 1 of each.");
  EXPECT_EQ(error_of([&] { LayerNorm("norm", 0); }),
            "LayerNorm: 'norm' was asked for with width 0: give at least 1.");
  EXPECT_EQ(error_of([&] { Embedding("words", 0, 4, rng); }),
            "Embedding: 'words' was asked for with 0 entries of width 4: give at least 1 of each.");
  EXPECT_EQ(error_of([&] { Dropout(1); }),
            "Dropout: probability 1: it is the share that is left out, and must lie in [0, 1); 50 "
            "percent is 0.5.");
  EXPECT_EQ(error_of([] {
              Dropout(0.5)(Var(zeros({2})), {Mode::training, nullptr});
            }),
            "Dropout: the context is for training, but has no generator to draw from: make it by "
            "Context::training(rng).");
}

}  // namespace
}  // namespace tapestry::nn
