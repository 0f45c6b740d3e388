// Gradients of the recurrent cells, in double precision: one step and three, in first and second
// order, at the inputs, at the state and at every parameter; and of the layers around one op.
#include <gtest/gtest.h>

#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/layer_norm.hpp"
#include "nn/layers/recurrent.hpp"

namespace tapestry::nn {
namespace {

constexpr std::size_t kInputs = 2, kWidth = 3, kBatch = 2;

std::vector<Tensor> draw_small(const std::vector<Shape>& shapes, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Tensor> tensors;
  for (const Shape& shape : shapes) tensors.push_back(random_normal(shape, rng, 0, 0.7));
  return tensors;
}

void expect_right(const char* name, const FunctionOfVars& f, const std::vector<Shape>& shapes) {
  const GradientReport report = check_gradient(name, f, draw_small(shapes, 6));
  EXPECT_TRUE(report.passed) << report.text;
}

TEST(RecurrentGradients, OfAnRnnStep) {
  const auto step = [](const std::vector<Var>& x) {
    Rng rng(1);
    RnnCell cell("cell", kInputs, kWidth, rng);
    cell.input_weight = x[2], cell.state_weight = x[3], cell.bias = x[4];
    return cell.step(x[0], x[1]);
  };
  expect_right(
      "RnnCell", step,
      {{kBatch, kInputs}, {kBatch, kWidth}, {kInputs, kWidth}, {kWidth, kWidth}, {kWidth}});
}

TEST(RecurrentGradients, OfAGruStep) {
  const auto step = [](const std::vector<Var>& x) {
    Rng rng(1);
    GruCell cell("cell", kInputs, kWidth, rng);
    cell.input_weight = x[2], cell.gate_weight = x[3], cell.candidate_weight = x[4];
    cell.bias = x[5];
    return cell.step(x[0], x[1]);
  };
  expect_right("GruCell", step,
               {{kBatch, kInputs},
                {kBatch, kWidth},
                {kInputs, 3 * kWidth},
                {kWidth, 2 * kWidth},
                {kWidth, kWidth},
                {3 * kWidth}});
}

TEST(RecurrentGradients, OfAnLstmStep) {
  const auto step = [](const std::vector<Var>& x) {
    Rng rng(1);
    LstmCell cell("cell", kInputs, kWidth, rng);
    cell.input_weight = x[3], cell.state_weight = x[4], cell.bias = x[5];
    const LstmState next = cell.step(x[0], {x[1], x[2]});
    return concatenate({next.h, next.memory}, 1);
  };
  expect_right("LstmCell", step,
               {{kBatch, kInputs},
                {kBatch, kWidth},
                {kBatch, kWidth},
                {kInputs, 4 * kWidth},
                {kWidth, 4 * kWidth},
                {4 * kWidth}});
}

// Through time: the same weights are used at each step, and the inputs are narrowed out of one.
TEST(RecurrentGradients, OfThreeStepsOfAGru) {
  const auto steps = [](const std::vector<Var>& x) {
    Rng rng(1);
    GruCell cell("cell", kInputs, kWidth, rng);
    cell.gate_weight = x[1];
    const std::vector<Var> states = unroll(cell, x[0]);
    return concatenate({states[1], states[2]}, 1);
  };
  expect_right("unroll", steps, {{3, kBatch, kInputs}, {kWidth, 2 * kWidth}});
}

TEST(RecurrentGradients, OfConvolutionalAndNormalisingLayers) {
  const auto net = [](const std::vector<Var>& x) {
    Rng rng(1);
    Conv2d conv("conv", 2, 3, 2, rng, {2, 1});
    conv.weight = x[1], conv.bias = x[2];
    LayerNorm norm("norm", 5, 0.1);
    norm.gain = x[3], norm.bias = x[4];
    return conv(norm(x[0]));
  };
  expect_right("Conv2d", net, {{1, 2, 3, 5}, {3, 2, 2, 2}, {3}, {5}, {5}});
}

}  // namespace
}  // namespace tapestry::nn
