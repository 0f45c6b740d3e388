// Adapters against their definition in plain loops and against the trunk; freezing it; errors.
#include "nn/sharing/adapters.hpp"

#include "tests/sharing/models.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

Adapters adapters_net(std::uint64_t seed = 1) {
  return {three_on_one_input(), {{6, 5}, 3, {4}}, seed};
}

TEST(Adapters, CorrectEveryLayerOfTheTrunk) {
  const Adapters model = adapters_net();
  randomise(model.parameters());
  expect_predictions(model, [&](std::size_t t, Numbers z) {
    const std::string task = model.tasks()[t].name;
    for (const std::string layer : {"0", "1"}) {
      const Numbers h = dense(model, "trunk." + layer, true, z);
      z = dense(model, "down." + task + "." + layer, true, h);
      z = mixed({1, 1}, {h, dense(model, "up." + task + "." + layer, false, z)});
    }
    return dense(model, "head." + task, false, dense(model, "tower." + task + ".0", true, z));
  });
}

TEST(Adapters, BeginAsTheTrunk) {
  const Adapters model = adapters_net();
  expect_predictions(model, [&](std::size_t t, Numbers z) {
    const std::string task = model.tasks()[t].name;
    for (const char* layer : {"trunk.0", "trunk.1"}) z = dense(model, layer, true, z);
    return dense(model, "head." + task, false, dense(model, "tower." + task + ".0", true, z));
  });
}

TEST(Adapters, ParametersAreTheTrunkAndEachTasksOwn) {
  Adapters model = adapters_net();
  EXPECT_THAT(names(model.parameters({1})),
              ElementsAre("trunk.0.weight", "trunk.0.bias", "trunk.1.weight", "trunk.1.bias",
                          "down.b.0.weight", "down.b.0.bias", "up.b.0.weight", "up.b.0.bias",
                          "down.b.1.weight", "down.b.1.bias", "up.b.1.weight", "up.b.1.bias",
                          "tower.b.0.weight", "tower.b.0.bias", "head.b.weight", "head.b.bias"));
  // The trunk 6 (4 + 1) + 5 (6 + 1); 2 w 3 + 3 + w for w = 6 and 5; towers 4 (5 + 1); heads.
  EXPECT_EQ(count(model.parameters()), 65U + 3 * (45 + 38 + 24) + 6 * 5);
  EXPECT_EQ(count(model.adapters(0)), 45U + 38);
  randomise(model.parameters());
  expect_gradients_reach_only_their_own(model);
}

// A frozen trunk stays as it is, bit for bit, while a task learns with its adapters.
TEST(Adapters, AFrozenTrunkIsNotTrained) {
  Adapters model(two_regressions(), {{16}, 8, {8}}, 1);
  const std::vector<std::string> all = names(model.parameters());
  EXPECT_FALSE(model.trunk_is_frozen());
  model.freeze_trunk();
  EXPECT_TRUE(model.trunk_is_frozen());
  EXPECT_EQ(names(joined(model.trunk(), model.parameters())), all);
  EXPECT_EQ(names(model.parameters({0})).front(), "down.first.0.weight");
  std::vector<Tensor> before;
  for (const Parameter& p : model.trunk()) before.push_back(p.value());
  const Tensor up = named(model, "up.first.0.weight").value();
  expect_learns(model, 0.25);
  for (std::size_t k = 0; k < before.size(); ++k) EXPECT_EQ(model.trunk()[k].value(), before[k]);
  EXPECT_NE(named(model, "up.first.0.weight").value(), up);
  model.freeze_trunk(false);
  EXPECT_EQ(names(model.parameters()), all);
}

// The trunk's first layer is before any adapter, and so the same for all tasks; the second is not.
TEST(Adapters, OnePassSharesWhatIsBelowTheFirstAdapter) {
  for (const auto& [name, count] : uses(adapters_net()))
    EXPECT_EQ(count, name.rfind("trunk.1", 0) == 0 ? 3 : 1) << name;
}

TEST(Adapters, LearnsAndIsSaved) {
  Adapters model(two_regressions(), {{16}, 4, {8}}, 1);
  expect_learns(model, 0.1);
  expect_saved_and_loaded(model, Adapters(two_regressions(), {{16}, 4, {8}}, 2));
}

TEST(Adapters, Errors) {
  expect_common_errors("Adapters",
                       [](const std::vector<Task>& tasks) { return Adapters(tasks, {}, 1); });
  EXPECT_EQ(error_of([] {
              Adapters(three_on_one_input(), {{6}, 0, {}}, 1);
            }),
            "Adapters: a bottleneck of 0 units was asked for, but at least 1 is needed: use "
            "MultiTaskNet for a trunk without adapters.");
  EXPECT_EQ(error_of([] {
              Adapters(three_on_one_input(), {{}, 3, {}}, 1);
            }),
            "Adapters: the trunk has no layers, but needs at least one: give the width of each.");
  EXPECT_EQ(error_of([] { adapters_net().adapters(3); }),
            "Adapters: there is no task 3: the 3 tasks are numbered from 0.");
}

}  // namespace
}  // namespace tapestry::nn
