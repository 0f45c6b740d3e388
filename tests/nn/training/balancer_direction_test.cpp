// What fit refuses of a balancer of a user's own.
#include <gmock/gmock.h>

#include <functional>

#include "nn/balancing/balanced_step.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

// The sum of the gradients, changed as it is told.
class Changed : public Balancer {
 public:
  explicit Changed(std::function<void(StepDirection&)> change) : change_(std::move(change)) {}
  std::string name() const override { return "changed"; }
  StepDirection direction(const BalancedStep& step) override {
    StepDirection direction{step.parameters(), step.task_gradients()[0]};
    change_(direction);
    return direction;
  }

 private:
  std::function<void(StepDirection&)> change_;
};

TEST(BalancerDirection, MustMoveTheStepsParametersInOrder) {
  const auto error = [](std::function<void(StepDirection&)> change) {
    MultiTaskNet net(two_alike(), {5, {4}}, 1);
    FitOptions options;
    options.steps = joint({.balancer = std::make_shared<Changed>(std::move(change))});
    Rng rng(1);
    const BatchSource source = [&] { return random_batch(4, {3}, 2, rng); };
    Sgd sgd(0.1);
    const auto before = values(net.parameters());
    const std::string text =
        error_of([&] { fit(net, std::vector<BatchSource>(2, source), sgd, options); });
    EXPECT_EQ(values(net.parameters()) == before, text != "no error");
    return text;
  };
  const std::string mend =
      ": its direction() must move each of step.parameters(), first and in order.";
  EXPECT_EQ(error([](StepDirection&) {}), "no error");
  EXPECT_EQ(error([](StepDirection& d) { d.gradients.pop_back(); }),
            "fit: changed gave 9 gradients for 10 parameters in round 1, of a step with 10" + mend);
  EXPECT_EQ(error([](StepDirection& d) { d.gradients.pop_back(), d.parameters.pop_back(); }),
            "fit: changed gave 9 gradients for 9 parameters in round 1, of a step with 10" + mend);
  EXPECT_EQ(
      error([](StepDirection& d) { std::swap(d.parameters[0], d.parameters[1]); }),
      "fit: changed moves 'trunk.0.bias' [4] in the place of 'trunk.0.weight' [5 x 4] in round "
      "1" +
          mend);
}

}  // namespace
}  // namespace tapestry::nn
