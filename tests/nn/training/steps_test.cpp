// What cannot be said of a step's tasks, and what a step of one task can be told.
#include "nn/training/steps.hpp"

#include <gmock/gmock.h>

#include "nn/balancing/mgda.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

TEST(Steps, WhatDoesNotGoTogetherIsRefusedWhereItIsPutTogether) {
  EXPECT_EQ(error_of([] { Steps(nullptr); }),
            "Steps: there is no selector: give one, or take alternating() or joint().");
  EXPECT_EQ(error_of([] { joint({.balancer = nullptr}); }),
            "Steps: there is no balancer: give one, such as EqualLosses, which is the sum.");
  const auto single = std::make_shared<Alternating>();
  EXPECT_EQ(error_of([&] { Steps(single, {.balancer = std::make_shared<Mgda>()}); }),
            "Steps: MGDA balances the tasks of one step, but the selector 'alternating' gives each "
            "a step of its own: take joint(), drawn() or another selector.");
  EXPECT_EQ(error_of([&] { Steps(single, {.diagnosis = std::make_shared<Diagnosis>()}); }),
            "Steps: the diagnosis compares the tasks of one step, but the selector 'alternating' "
            "gives each a step of its own: take joint(), drawn() or another selector.");
}

// Says that it needs no other task, and counts its steps.
class Counting : public EqualLosses {
 public:
  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override {
    ++steps;
    return EqualLosses::combine(tasks, losses);
  }
  std::size_t steps = 0;
};

TEST(Steps, ABalancerThatNeedsOneTaskAloneCanHaveIt) {
  MultiTaskNet net(two_alike(), {5, {4}}, 1);
  Rng rng(1);
  const BatchSource source = [&] { return random_batch(4, {3}, 2, rng); };
  const auto balancer = std::make_shared<Counting>();
  FitOptions options;
  options.rounds_per_epoch = 3;
  options.steps = Steps(std::make_shared<Alternating>(), {.balancer = balancer});
  Sgd sgd(0.1);
  fit(net, {source, source}, sgd, options);
  EXPECT_EQ(balancer->steps, 6u);
}

}  // namespace
}  // namespace tapestry::nn
