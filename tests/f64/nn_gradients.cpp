// The gradients that training uses, in double precision: layers and Omega by the gradient check,
// and the whole loss of a two-task net against differences at each of its parameters.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/sharing/multi_task_net.hpp"

namespace tapestry::nn {
namespace {

std::vector<Tensor> draw(const std::vector<Shape>& shapes, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Tensor> tensors;
  for (const Shape& shape : shapes) tensors.push_back(random_normal(shape, rng));
  return tensors;
}

TEST(NnGradients, OfOmegaInFirstAndSecondOrder) {
  for (std::size_t tasks : {2u, 3u, 5u})
    for (const Shape& shape : {Shape{}, Shape{4}, Shape{2, 3}}) {
      const GradientReport report = check_gradient("MeanRegularised", MeanRegularised(0.7),
                                                   draw(std::vector<Shape>(tasks, shape), tasks));
      EXPECT_TRUE(report.passed) << tasks << " of " << to_string(shape) << ": " << report.text;
    }
}

// As Omega meets it: the same heads enter the loss and the penalty on their predictions.
TEST(NnGradients, OfOmegaOnPredictionsInFirstAndSecondOrder) {
  const auto objective = [](const std::vector<Var>& heads) {
    Rng rng(3);
    const Var h(random_normal({4, 3}, rng));
    Dense a("a", 3, 2, Activation::none, rng), b("b", 3, 2, Activation::none, rng);
    a.weight = heads[0], a.bias = heads[1], b.weight = heads[2], b.bias = heads[3];
    Batch batch;
    batch.labels = {0, 1, 1, 0};
    return cross_entropy().of(a(h), batch) + MeanRegularised(0.3)({a(h), b(h)}) / Scalar{4};
  };
  const GradientReport report =
      check_gradient("objective", objective, draw({{3, 2}, {2}, {3, 2}, {2}}, 4));
  EXPECT_TRUE(report.passed) << report.text;
}

TEST(NnGradients, OfDenseLayersInFirstAndSecondOrder) {
  for (Activation activation : {Activation::none, Activation::tanh, Activation::sigmoid}) {
    const auto layer = [&](const std::vector<Var>& x) {
      Rng rng(1);
      Dense dense("dense", 3, 2, activation, rng);
      dense.weight = x[1], dense.bias = x[2];
      return dense(x[0]);
    };
    const GradientReport report = check_gradient("Dense", layer, draw({{4, 3}, {3, 2}, {2}}, 2));
    EXPECT_TRUE(report.passed) << static_cast<int>(activation) << ": " << report.text;
  }
}

struct TwoTasks {
  MultiTaskNet net{{{"digits", {2, 2}, 3}, {"heights", {5}, 3, squared_error()}}, {4, {3}}, 1};
  std::vector<Batch> batches = std::vector<Batch>(2);

  TwoTasks() {
    Rng rng(8);
    batches[0].inputs = random_normal({6, 2, 2}, rng);
    batches[0].labels = {0, 2, 1, 1, 0, 2};
    batches[1].inputs = random_normal({7, 5}, rng);
    batches[1].targets = random_normal({7, 3}, rng);
    for (Parameter p : net.parameters())
      if (p.rank() == 1) p.set_value(random_normal(p.shape(), rng, 0, 0.5));
  }

  Var loss(std::size_t t) const {
    return net.tasks()[t].loss.of(net.predict(t, Var(batches[t].inputs)), batches[t]);
  }
  Var objective() const {
    const Parameters a = net.head(0), b = net.head(1);
    // A penalty that joins both tasks, as fit adds it; all of the heads' numbers must enter.
    return loss(0) + loss(1) + MeanRegularised(0.4)({a[0], b[0]}) +
           MeanRegularised(0.4)({a[1], b[1]});
  }
};

// (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h: its error is of order h^4. With h = 1e-3 and
// values of order 1, rounding leaves about 1e-16 / 1e-3 = 1e-13 and h^4 = 1e-12.
double difference(const TwoTasks& problem, Parameter p, std::size_t i) {
  const double h = 1e-3, x = p.value().storage()[i];
  const auto at = [&](double shift) {
    p.mutable_value()[i] = x + shift;
    const double value = problem.objective().item();
    p.mutable_value()[i] = x;
    return value;
  };
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

TEST(NnGradients, OfTheWholeTwoTaskLossAtEveryParameter) {
  const TwoTasks problem;
  const Parameters parameters = problem.net.parameters();
  std::vector<Tensor> gradients;
  {
    const Tape tape;
    gradients = tape.gradient(problem.objective(), parameters);
  }
  double largest = 0;
  for (std::size_t k = 0; k < parameters.size(); ++k)
    for (std::size_t i = 0; i < parameters[k].size(); ++i) {
      const double numeric = difference(problem, parameters[k], i);
      const double analytic = gradients[k].storage()[i];
      EXPECT_NEAR(analytic, numeric, 1e-8 * (1 + std::abs(numeric)))
          << describe(parameters[k]) << ", element " << i
          << " (a large error at a few elements alone may be a ReLU's kink within 0.002: then draw "
             "other inputs)";
      largest = std::max(largest, std::abs(numeric));
    }
  EXPECT_GT(largest, 0.1) << "the gradients are too small for this test to see anything";
}

// The gradient of one task's loss is 0 at the other's encoder and head, and not at the trunk.
TEST(NnGradients, OfOneTasksLossDoNotReachTheOthersParameters) {
  const TwoTasks problem;
  const Tape tape;
  const Parameters parameters = problem.net.parameters();
  const std::vector<Tensor> gradients = tape.gradient(problem.loss(0), parameters, Unused::zeros);
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    const bool others = parameters[k].name().find("heights") != std::string::npos;
    double largest = 0;
    for (Scalar g : gradients[k].storage()) largest = std::max(largest, std::abs(double{g}));
    EXPECT_EQ(largest == 0, others) << describe(parameters[k]);
  }
}

}  // namespace
}  // namespace tapestry::nn
