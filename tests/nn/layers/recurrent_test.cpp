// Recurrent cells: a step against the formulas written out, their start, and that one learns.
#include "nn/layers/recurrent.hpp"

#include <cmath>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "nn/layers/dense.hpp"
#include "nn/optimise/optimiser.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

constexpr std::size_t kInputs = 3, kWidth = 2, kRows = 4;

double s(double x) { return 1 / (1 + std::exp(-x)); }

// Element (i, column) of x W + b (without b for an empty one), in double.
double product(const Tensor& x, const Tensor& w, const Tensor* b, std::size_t i,
               std::size_t column) {
  double sum = b == nullptr ? 0 : double{(*b)(column)};
  for (std::size_t k = 0; k < w.shape()[0]; ++k) sum += double{x(i, k)} * double{w(k, column)};
  return sum;
}

struct Drawn {
  Rng rng{5};
  Tensor x = random_normal({kRows, kInputs}, rng);
  Tensor h = random_normal({kRows, kWidth}, rng), memory = random_normal({kRows, kWidth}, rng);

  // Biases that are not all alike.
  void redraw(Parameter bias) { bias.set_value(random_normal(bias.shape(), rng)); }
};

TEST(RnnCell, StepEqualsItsFormula) {
  Drawn drawn;
  const RnnCell cell("cell", kInputs, kWidth, drawn.rng);
  EXPECT_THAT(names(cell.parameters()),
              ElementsAre("cell.input_weight", "cell.state_weight", "cell.bias"));
  drawn.redraw(cell.bias);
  const Tensor next = cell.step(Var(drawn.x), Var(drawn.h)).value();
  ASSERT_EQ(next.shape(), (Shape{kRows, kWidth}));
  for (std::size_t i = 0; i < kRows; ++i)
    for (std::size_t j = 0; j < kWidth; ++j)
      EXPECT_NEAR(double{next(i, j)},
                  std::tanh(product(drawn.x, cell.input_weight.value(), &cell.bias.value(), i, j) +
                            product(drawn.h, cell.state_weight.value(), nullptr, i, j)),
                  1e-5);
}

TEST(GruCell, StepEqualsItsFormula) {
  Drawn drawn;
  const GruCell cell("cell", kInputs, kWidth, drawn.rng);
  EXPECT_THAT(names(cell.parameters()), ElementsAre("cell.input_weight", "cell.gate_weight",
                                                    "cell.candidate_weight", "cell.bias"));
  drawn.redraw(cell.bias);
  const Tensor next = cell.step(Var(drawn.x), Var(drawn.h)).value();
  ASSERT_EQ(next.shape(), (Shape{kRows, kWidth}));
  const auto from_input = [&](std::size_t i, std::size_t column) {
    return product(drawn.x, cell.input_weight.value(), &cell.bias.value(), i, column);
  };
  const auto from_state = [&](std::size_t i, std::size_t column) {
    return product(drawn.h, cell.gate_weight.value(), nullptr, i, column);
  };
  for (std::size_t i = 0; i < kRows; ++i)
    for (std::size_t j = 0; j < kWidth; ++j) {
      const double update = s(from_input(i, kWidth + j) + from_state(i, kWidth + j));
      double candidate = from_input(i, 2 * kWidth + j);
      for (std::size_t k = 0; k < kWidth; ++k)
        candidate += s(from_input(i, k) + from_state(i, k)) * double{drawn.h(i, k)} *
                     double{cell.candidate_weight.value()(k, j)};
      EXPECT_NEAR(double{next(i, j)},
                  update * double{drawn.h(i, j)} + (1 - update) * std::tanh(candidate), 1e-5);
    }
}

TEST(LstmCell, StepEqualsItsFormula) {
  Drawn drawn;
  const LstmCell cell("cell", kInputs, kWidth, drawn.rng);
  EXPECT_THAT(names(cell.parameters()),
              ElementsAre("cell.input_weight", "cell.state_weight", "cell.bias"));
  EXPECT_THAT(numbers(cell.bias.value()), ElementsAre(0, 0, 1, 1, 0, 0, 0, 0)) << "forget gate";
  drawn.redraw(cell.bias);
  const LstmState next = cell.step(Var(drawn.x), {Var(drawn.h), Var(drawn.memory)});
  const auto sum = [&](std::size_t i, std::size_t column) {
    return product(drawn.x, cell.input_weight.value(), &cell.bias.value(), i, column) +
           product(drawn.h, cell.state_weight.value(), nullptr, i, column);
  };
  for (std::size_t i = 0; i < kRows; ++i)
    for (std::size_t j = 0; j < kWidth; ++j) {
      const double memory = s(sum(i, kWidth + j)) * double{drawn.memory(i, j)} +
                            s(sum(i, j)) * std::tanh(sum(i, 3 * kWidth + j));
      EXPECT_NEAR(double{next.memory.value()(i, j)}, memory, 1e-5);
      EXPECT_NEAR(double{next.h.value()(i, j)}, s(sum(i, 2 * kWidth + j)) * std::tanh(memory),
                  1e-5);
    }
}

TEST(Unroll, MakesTheStepsInOrder) {
  Rng rng(6);
  const Var x(random_normal({3, kRows, kInputs}, rng));
  const LstmCell cell("cell", kInputs, kWidth, rng);
  const std::vector<LstmState> states = unroll(cell, x);
  ASSERT_EQ(states.size(), 3u);
  LstmState state = cell.start(kRows);
  EXPECT_THAT(numbers(state.h.value()), testing::Each(0));
  for (std::size_t t = 0; t < 3; ++t) {
    Tensor at_t = zeros({kRows, kInputs});
    for (std::size_t i = 0; i < kRows; ++i)
      for (std::size_t k = 0; k < kInputs; ++k) at_t(i, k) = x.value()(t, i, k);
    state = cell.step(Var(at_t), state);
    EXPECT_EQ(states[t].h.value(), state.h.value()) << t;
    EXPECT_EQ(states[t].memory.value(), state.memory.value()) << t;
  }
}

TEST(Orthogonal, RowsHaveLengthOneAndArePerpendicular) {
  for (const std::size_t n : {1u, 2u, 7u, 40u}) {
    Rng rng(n);
    const Tensor q = orthogonal(n, rng);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        double dot = 0;
        for (std::size_t k = 0; k < n; ++k) dot += double{q(i, k)} * double{q(j, k)};
        EXPECT_NEAR(dot, i == j ? 1 : 0, 1e-6) << n << ": rows " << i << " and " << j;
      }
  }
}

// All 64 sequences of 6 bits; the answer is their parity, which no net sees that cannot remember.
TEST(GruCell, LearnsTheParityOfSixBits) {
  constexpr std::size_t kBits = 6, kAll = 64;
  Tensor bits = zeros({kBits, kAll, 1});
  std::vector<int> parity(kAll, 0);
  for (std::size_t i = 0; i < kAll; ++i)
    for (std::size_t t = 0; t < kBits; ++t) {
      const int bit = (i >> t) & 1;
      bits(t, i, 0) = static_cast<Scalar>(2 * bit - 1);
      parity[i] ^= bit;
    }
  Rng rng(3);
  const GruCell cell("cell", 1, 16, rng);
  const Dense head("head", 16, 2, Activation::none, rng);
  const Parameters parameters = joined(cell.parameters(), head.parameters());
  Adam adam(0.02);
  const Var x(bits);
  double first = 0, last = 0;
  for (int step = 0; step < 400; ++step) {
    const Tape tape;
    const Var loss = softmax_cross_entropy(head(unroll(cell, x).back()), parity);
    adam.step(parameters, tape.gradient(loss, parameters));
    last = double{loss.item()};
    if (step == 0) first = last;
  }
  EXPECT_GT(first, 0.5) << "nothing to learn: log 2 = 0.69 is what a coin would get";
  const Tensor logits = head(unroll(cell, x).back()).value();
  std::size_t right = 0;
  for (std::size_t i = 0; i < kAll; ++i) right += (logits(i, 1) > logits(i, 0)) == (parity[i] == 1);
  EXPECT_EQ(right, kAll) << "the loss fell from " << first << " to " << last;
}

TEST(Recurrent, ErrorsNameCellSizesAndMend) {
  Rng rng(1);
  EXPECT_EQ(error_of([&] { RnnCell("cell", 0, 2, rng); }),
            "RnnCell: 'cell' was asked for with 0 inputs and width 2: give at least 1 of each.");
  EXPECT_EQ(error_of([&] { GruCell("cell", 2, 0, rng); }),
            "GruCell: 'cell' was asked for with 2 inputs and width 0: give at least 1 of each.");
  EXPECT_EQ(error_of([&] { LstmCell("cell", 0, 0, rng); }),
            "LstmCell: 'cell' was asked for with 0 inputs and width 0: give at least 1 of each.");
  const GruCell cell("cell", 2, 3, rng);
  EXPECT_EQ(error_of([&] {
              unroll(cell, Var("words", zeros({5, 2})));
            }),
            "at_time: 'words' [5 x 2]: a sequence must be [time x batch x inputs]: reshape it "
            "first.");
  EXPECT_EQ(error_of([&] {
              unroll(cell, Var("words", zeros({0, 4, 2})));
            }),
            "at_time: time 0 of 'words' [0 x 4 x 2]: it has 0 steps, numbered from 0.");
}

}  // namespace
}  // namespace tapestry::nn
