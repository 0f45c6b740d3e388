// A training step's sums begin with their first term: its tape holds no add of a constant 0, which
// whoever looks at the tape would have to explain to himself.
#include <algorithm>
#include <memory>
#include <span>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/balancing/dynamic_weight_average.hpp"
#include "nn/balancing/equal_losses.hpp"
#include "nn/balancing/famo.hpp"
#include "nn/balancing/geometric_mean.hpp"
#include "nn/balancing/random_losses.hpp"
#include "nn/balancing/uncertainty.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::IsEmpty;

// The adds of a constant 0 on a tape, as "%3 add".
std::vector<std::string> adds_of_zero(const Tape& tape) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < tape.size(); ++i) {
    const Tape::Entry entry = tape[i];
    if (std::string(entry.output.op()) != "add") continue;
    for (const Var& input : entry.inputs)
      if (const Tensor& x = input.value();
          input.is_constant() &&
          std::all_of(x.data(), x.data() + x.size(), [](Scalar v) { return v == 0; }))
        found.push_back("%" + std::to_string(i) + " add");
  }
  return found;
}

// Moves nothing, and looks at the tape of the step that it is asked to take.
struct Onlooker : Optimiser {
  Onlooker() : Optimiser(1) {}
  void update(std::span<Scalar>, const Tensor&, State&) override {
    const Tape& tape = *Tape::recording();
    records = tape.size();
    found = adds_of_zero(tape);
  }
  std::size_t records = 0;
  std::vector<std::string> found;
};

Onlooker after_a_step(FitOptions options, const Together& together = {}) {
  MultiTaskNet net({{"a", {3}, 2}, {"b", {3}, 2}, {"c", {3}, 2}}, {4, {4}}, 1);
  const BatchSource source = [rng = Rng(1)]() mutable { return random_batch(5, {3}, 2, rng); };
  Onlooker onlooker;
  options.steps = joint(together);
  fit(net, std::vector<BatchSource>(3, source), onlooker, options);
  return onlooker;
}

TEST(FirstTerms, AnAddOfZeroIsFound) {
  const Var x("x", full({2}, 3));
  Tape tape;
  const Var y = x + 1;
  EXPECT_THAT(adds_of_zero(tape), IsEmpty());
  0 + y;
  x + Var::constant(zeros({2}));
  EXPECT_THAT(adds_of_zero(tape), testing::ElementsAre("%1 add", "%2 add"));
}

TEST(FirstTerms, AStepsSumOfLossesBeginsWithTheFirst) {
  const Onlooker plain = after_a_step({});
  EXPECT_GT(plain.records, 15u);
  EXPECT_THAT(plain.found, IsEmpty());
}

TEST(FirstTerms, SoDoAllLossBalancers) {
  const std::vector<Task> tasks = {{"a", {3}, 2}, {"b", {3}, 2}, {"c", {3}, 2}};
  const std::vector<std::shared_ptr<LossBalancer>> balancers = {
      std::make_shared<EqualLosses>(),   std::make_shared<DynamicWeightAverage>(),
      std::make_shared<Famo>(),          std::make_shared<RandomLosses>(1),
      std::make_shared<GeometricMean>(), std::make_shared<Uncertainty>(tasks)};
  for (const auto& balancer : balancers) {
    const Onlooker onlooker = after_a_step({}, {.balancer = balancer});
    EXPECT_GT(onlooker.records, 15u) << balancer->name();
    EXPECT_THAT(onlooker.found, IsEmpty()) << balancer->name();
  }
}

// A group for the heads' weights, and one for their biases; an edge a pair of neighbours.
TEST(FirstTerms, SoDoesOmega) {
  const auto omega = std::make_shared<GraphLaplacian>(chain(3, 0.1));
  for (const Penalty& penalty : {on_heads(omega), on_predictions(omega)}) {
    FitOptions options;
    options.penalties = {penalty};
    const Onlooker onlooker = after_a_step(options);
    EXPECT_GT(onlooker.records, 25u);
    EXPECT_THAT(onlooker.found, IsEmpty());
  }
}

}  // namespace
}  // namespace tapestry::nn
