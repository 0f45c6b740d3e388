// A checkpoint is refused where a part of the run was made with other numbers.
#include "nn/balancing/dynamic_weight_average.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/tasks/losses.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

// What is not in a name: the numbers that parts were made with.
TEST(Checkpoints, AreRefusedWhereAPartWasMadeOtherwise) {
  // Of these settings, a run that was stopped; and one that differs in one of them and would go on.
  struct Made {
    double omega = 0.1, delta = 1, dropout = 0.2, decay = 0.5, when = 0.5, temperature = 2;
    Activation activation = Activation::relu;
    TaskNumbers penalised = {0, 1};
  };
  const TemporaryFolder folder;
  const auto go = [&](const Made& made, std::size_t rounds) {
    Rng rng(1);
    std::vector<Task> tasks = {{"a", {3}, 2, huber(static_cast<Scalar>(made.delta))},
                               {"b", {3}, 2, squared_error()}};
    MultiTaskNet net(
        tasks,
        {{}, Sequential(Dense("trunk", 3, 4, made.activation, rng), Dropout(made.dropout)), 4}, 1);
    Adam adam(0.01);
    FitOptions options;
    options.rounds_per_epoch = 100;
    options.steps = joint({.balancer = std::make_shared<DynamicWeightAverage>(made.temperature)});
    options.schedule = step_decay(made.when, made.decay);
    options.penalties = {on_heads(std::make_shared<MeanRegularised>(made.omega), made.penalised)};
    options.checkpoints = Checkpoints{folder.path().string(), 100, 2, /*resume=*/true};
    if (rounds > 0) options.stop = [left = rounds]() mutable { return --left == 0; };
    const BatchSource source =
        drawn_from(Rng(2), [](Rng& r) { return random_regression_batch(6, {3}, 2, r); });
    const auto before = values(net.parameters());
    const std::string error = error_of([&] { fit(net, {source, source}, adam, options); });
    EXPECT_EQ(values(net.parameters()) == before, error != "no error") << error;
    return error;
  };
  EXPECT_EQ(go({}, 2), "no error");
  EXPECT_THAT(go({.omega = 0.2}, 0),
              HasSubstr("has 'mean-regularised, strength 0.1, on heads of tasks 0, 1' as Omega, "
                        "which now is 'mean-regularised, strength 0.2, on heads "));
  EXPECT_THAT(go({.penalised = {1}}, 0),
              HasSubstr("which now is 'mean-regularised, strength 0.1, on heads of tasks 1'"));
  EXPECT_THAT(go({.delta = 2}, 0), HasSubstr("has 'Huber loss, delta 1, mean squared error' as the "
                                             "losses, which now is 'Huber loss, delta 2, "));
  EXPECT_THAT(go({.dropout = 0.3}, 0), HasSubstr("has 'trunk: relu, dropout 0.2' as the model's "
                                                 "settings, which now is 'trunk: relu, dropout "));
  EXPECT_THAT(go({.activation = Activation::tanh}, 0), HasSubstr("which now is 'trunk: tanh, "));
  EXPECT_EQ(
      go({.decay = 0.1}, 0),
      "Trainer: the saved state has another schedule: its factor is 0.5 where training is done "
      "to 0.5, and now is 0.1: go on with the schedule that it was saved with.");
  EXPECT_THAT(go({.when = 0.51}, 0),
              HasSubstr("its factor is 0.5 where training is done to 0.5, "));
  EXPECT_THAT(go({.temperature = 3}, 0), HasSubstr("has 2 as DWA's temperature, which now is 3"));
  EXPECT_EQ(go({}, 0), "no error");
}

}  // namespace
}  // namespace tapestry::nn
