// SoftSharing against its definition in plain loops, what an Omega on tied() does, and errors.
#include "nn/sharing/soft_sharing.hpp"

#include "datasets/generated/correlated_regressions.hpp"
#include "engine/array/random.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "tests/sharing/models.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

SoftSharing soft_net(std::uint64_t seed = 1) { return {three_on_one_input(), {{6, 5}, {4}}, seed}; }

TEST(SoftSharing, IsANetATask) {
  const SoftSharing model = soft_net();
  randomise(model.parameters());
  expect_predictions(model, [&](std::size_t t, Numbers x) {
    const std::string task = model.tasks()[t].name;
    for (const char* layer : {"0", "1"}) x = dense(model, "trunk." + task + "." + layer, true, x);
    x = dense(model, "tower." + task + ".0", true, x);
    return dense(model, "head." + task, false, x);
  });
}

TEST(SoftSharing, ParametersAreEachTasksOwn) {
  SoftSharing model = soft_net();
  EXPECT_THAT(
      names(model.parameters({1})),
      ElementsAre("trunk.b.0.weight", "trunk.b.0.bias", "trunk.b.1.weight", "trunk.b.1.bias",
                  "tower.b.0.weight", "tower.b.0.bias", "head.b.weight", "head.b.bias"));
  EXPECT_THAT(names(model.head(2)), ElementsAre("head.c.weight", "head.c.bias"));
  EXPECT_THAT(names(model.trunk(0)), ElementsAre("trunk.a.0.weight", "trunk.a.0.bias",
                                                 "trunk.a.1.weight", "trunk.a.1.bias"));
  // 6 (4 + 1) + 5 (6 + 1) + 4 (5 + 1) a task, and outputs (4 + 1).
  EXPECT_EQ(count(model.parameters()), 3U * (30 + 35 + 24) + 6 * 5);
  randomise(model.parameters());
  expect_gradients_reach_only_their_own(model);
}

TEST(SoftSharing, TiedGroupsHaveOneVarATaskAndBeginEqual) {
  const SoftSharing model = soft_net();
  const std::vector<std::vector<Var>> tied = model.tied();
  ASSERT_EQ(tied.size(), 4U);
  EXPECT_THAT(names(tied[0]),
              ElementsAre("trunk.a.0.weight", "trunk.b.0.weight", "trunk.c.0.weight"));
  EXPECT_THAT(names(tied[3]), ElementsAre("trunk.a.1.bias", "trunk.b.1.bias", "trunk.c.1.bias"));
  for (const std::vector<Var>& group : tied)
    for (const Var& var : group) EXPECT_EQ(var.value(), group[0].value());
  EXPECT_NE(tied[0][0].value(), soft_net(2).tied()[0][0].value());
}

// The stronger the Omega, the nearer the trunks of tasks that pull apart; strong enough, they are
// nearly one.
TEST(SoftSharing, OmegaKeepsTheTrunksTogether) {
  std::vector<double> distances;
  for (const double strength : {0.0, 1.0, 10.0}) {
    SoftSharing model(two_regressions(), {{8}, {}}, 1);
    Rng rng(3);
    datasets::CorrelatedRegressions::Sizes sizes;
    sizes.features = 4;
    const datasets::CorrelatedRegressions pair(0, sizes, rng);
    FitOptions options;
    options.steps = joint();
    options.rounds_per_epoch = 200;
    options.penalties = {on_layers(std::make_shared<MeanRegularised>(strength), model.tied())};
    Sgd sgd(0.02);
    fit(model, SharedSource([&] { return pair.draw(32, rng); }), sgd, options);
    double distance = 0;
    for (std::size_t k = 0; k < 2; ++k)
      for (std::size_t i = 0; i < model.tied()[k][0].size(); ++i) {
        const double difference = double{model.tied()[k][0].value().storage()[i]} -
                                  double{model.tied()[k][1].value().storage()[i]};
        distance += difference * difference;
      }
    distances.push_back(distance);
  }
  EXPECT_GT(distances[0], 0.1);
  EXPECT_LT(distances[1], 0.5 * distances[0]);
  EXPECT_LT(distances[2], 0.01 * distances[0]);
}

TEST(SoftSharing, OneForwardPassServesAllTasks) { expect_one_forward(soft_net()); }

TEST(SoftSharing, LearnsAndIsSaved) {
  SoftSharing model(two_regressions(), {{16}, {8}}, 1);
  FitOptions options;
  options.penalties = {on_layers(std::make_shared<MeanRegularised>(1e-4), model.tied())};
  expect_learns(model, 0.1, options);
  expect_saved_and_loaded(model, SoftSharing(two_regressions(), {{16}, {8}}, 2));
}

TEST(SoftSharing, Errors) {
  expect_common_errors("SoftSharing", [](const std::vector<Task>& tasks) {
    return SoftSharing(tasks, {{6}, {}}, 1);
  });
  EXPECT_EQ(
      error_of([] {
        SoftSharing(three_on_one_input(), {{}, {}}, 1);
      }),
      "SoftSharing: the trunk has no layers, but needs at least one: give the width of each.");
  EXPECT_EQ(error_of([] { soft_net().trunk(3); }),
            "SoftSharing: there is no task 3: the 3 tasks are numbered from 0.");
}

}  // namespace
}  // namespace tapestry::nn
