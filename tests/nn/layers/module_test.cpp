// Module and Sequential: what counts as a layer, what goes through it, and that none is copied.
#include "nn/layers/module.hpp"

#include <type_traits>

#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/net/pooling.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/embedding.hpp"
#include "nn/layers/layer_norm.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/layers/recurrent.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

TEST(Module, HoldsLayersAndFunctionsAndGivesTheirParameters) {
  Rng rng(1);
  Dense dense("dense", 3, 2, Activation::tanh, rng);
  const Parameters own = dense.parameters();
  const Var x(random_normal({4, 3}, rng));
  const Tensor expected = dense(x).value();
  const Module held(std::move(dense));
  EXPECT_EQ(held(x, Context::evaluation()).value(), expected);
  ASSERT_EQ(held.parameters().size(), 2u);
  EXPECT_EQ(held.parameters()[0].identity(), own[0].identity());

  const Module function(relu), lambda([](const Var&y) { return y * 2; });
  EXPECT_EQ(function(x, Context::evaluation()).value(), relu(x).value());
  EXPECT_EQ(lambda(x, Context::evaluation()).value(), (x * 2).value());
  EXPECT_THAT(function.parameters(), testing::IsEmpty());
}

TEST(Module, HandsTheContextToLayersThatTakeIt) {
  const Module dropout(Dropout(0.5));
  const Var x(full({100}, 1));
  Rng rng(1);
  EXPECT_EQ(dropout(x, Context::evaluation()).value(), x.value());
  EXPECT_NE(dropout(x, Context::training(rng)).value(), x.value());
}

TEST(Sequential, GoesThroughItsLayersInOrder) {
  Rng rng(2);
  Dense first("first", 3, 4, Activation::none, rng), second("second", 4, 2, Activation::none, rng);
  const Var x(random_normal({5, 3}, rng));
  const Tensor expected = second(relu(first(x))).value();
  const Sequential both(std::move(first), relu, std::move(second));
  EXPECT_EQ(both(x, Context::evaluation()).value(), expected);
  EXPECT_THAT(names(both.parameters()),
              ElementsAre("first.weight", "first.bias", "second.weight", "second.bias"));
  EXPECT_EQ(Sequential()(x, Context::evaluation()).value(), x.value());
}

TEST(Sequential, StandsInModulesAndInOthers) {
  Rng rng(3);
  const Module net(Sequential(Sequential(Conv2d("conv", 1, 2, 3, rng), relu),
                              [](const Var& x) { return max_pool2d(x, 2); }));
  EXPECT_EQ(net(Var(zeros({1, 1, 6, 6})), Context::evaluation()).shape(), (Shape{1, 2, 2, 2}));
  EXPECT_THAT(names(net.parameters()), ElementsAre("conv.weight", "conv.bias"));
}

// Three experts with one weight would be a silent fault.
template <class... Layers>
constexpr bool kNoneIsCopied = (!std::is_copy_constructible_v<Layers> && ...) &&
                               (!std::is_copy_assignable_v<Layers> && ...) &&
                               (std::is_move_constructible_v<Layers> && ...);
static_assert(kNoneIsCopied<Dense, Mlp, Conv2d, LayerNorm, Embedding, RnnCell, GruCell, LstmCell,
                            LastState<GruCell>, Module, Sequential>);

TEST(LastState, IsThatAfterTheLastStep) {
  Rng rng(4);
  GruCell cell("gru", 2, 3, rng);
  const Var x(random_normal({5, 7, 2}, rng));  // five sequences of seven steps
  const Tensor expected = unroll(cell, time_first(x)).back().value();
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t time = 0; time < 7; ++time)
      EXPECT_EQ(time_first(x).value()(time, i, 1), x.value()(i, time, 1));
  const LastState<GruCell> layer(std::move(cell));
  EXPECT_EQ(layer(x).value(), expected);
  EXPECT_EQ(expected.shape(), (Shape{5, 3}));
  EXPECT_EQ(layer.parameters().size(), 4u);
  EXPECT_EQ(error_of([&] {
              layer(Var("x", zeros({2, 3})));
            }),
            "time_first: 'x' [2 x 3]: it must be [batch x time x inputs]: reshape it.");
}

}  // namespace
}  // namespace tapestry::nn
