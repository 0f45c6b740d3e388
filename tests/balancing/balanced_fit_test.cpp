// Every gradient balancer trains two tasks by fit, and both learn. (The loss balancers' table, in
// loss_balancers_test.cpp, has the same test.)
#include "tests/balancing/gradient_methods.hpp"
#include "tests/balancing/two_tasks.hpp"

namespace tapestry::nn {
namespace {

class EveryFit : public testing::TestWithParam<GradientMethod> {};
INSTANTIATE_TEST_SUITE_P(Table, EveryFit, testing::ValuesIn(gradient_methods()), test_name);

TEST_P(EveryFit, BothTasksLearn) { expect_both_tasks_learn(GetParam().make()); }

TEST_P(EveryFit, GoesOnFromAFileBitForBit) {
  expect_goes_on_the_same([] { return GetParam().make(); });
}

}  // namespace
}  // namespace tapestry::nn
