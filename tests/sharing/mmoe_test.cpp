// Mmoe against its definition in plain loops and against the shared bottom; gates; errors.
#include "nn/sharing/mmoe.hpp"

#include "engine/array/random.hpp"
#include "tests/sharing/models.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

Mmoe mmoe_net(std::size_t experts, std::uint64_t seed = 1) {
  Mmoe::Sizes sizes;
  sizes.experts = experts;
  sizes.expert = {6, 5};
  sizes.tower = {4};
  return {three_on_one_input(), sizes, seed};
}

Numbers expert(const Mmoe& model, std::size_t e, const Numbers& x) {
  const std::string name = "expert." + std::to_string(e);
  return dense(model, name + ".1", true, dense(model, name + ".0", true, x));
}

Numbers tower(const Mmoe& model, std::size_t t, const Numbers& z) {
  const std::string task = model.tasks()[t].name;
  return dense(model, "head." + task, false, dense(model, "tower." + task + ".0", true, z));
}

TEST(Mmoe, MixesItsExpertsByEachTasksGate) {
  const Mmoe model = mmoe_net(3);
  randomise(model.parameters());
  expect_predictions(model, [&](std::size_t t, const Numbers& x) {
    const Numbers g = shares(model, "gate." + model.tasks()[t].name, x);
    return tower(model, t,
                 mixed(g, {expert(model, 0, x), expert(model, 1, x), expert(model, 2, x)}));
  });
}

TEST(Mmoe, WithOneExpertIsTheSharedBottom) {
  const Mmoe model = mmoe_net(1);
  randomise(model.parameters());
  expect_predictions(
      model, [&](std::size_t t, const Numbers& x) { return tower(model, t, expert(model, 0, x)); });
}

TEST(Mmoe, GatesArePositiveSumToOneAndBeginEqual) {
  const Mmoe model = mmoe_net(4);
  Rng rng(2);
  const Var x(random_normal({9, 4}, rng));
  for (std::size_t t = 0; t < 3; ++t) EXPECT_EQ(model.gate(t, x).value(), full({9, 4}, 0.25));
  randomise(model.parameters());
  for (std::size_t t = 0; t < 3; ++t) {
    const Tensor g = model.gate(t, x).value();
    for (std::size_t i = 0; i < 9; ++i) {
      double total = 0;
      const Numbers expected = shares(model, "gate." + model.tasks()[t].name, row(x.value(), i));
      for (std::size_t e = 0; e < 4; ++e) {
        EXPECT_GT(g(i, e), 0);
        EXPECT_NEAR(double{g(i, e)}, expected[e], 1e-6);
        total += double{g(i, e)};
      }
      EXPECT_NEAR(total, 1, 1e-6);
    }
  }
}

TEST(Mmoe, ParametersAreTheExpertsAndEachTasksOwn) {
  Mmoe model = mmoe_net(2);
  EXPECT_THAT(names(model.parameters({2})),
              ElementsAre("expert.0.0.weight", "expert.0.0.bias", "expert.0.1.weight",
                          "expert.0.1.bias", "expert.1.0.weight", "expert.1.0.bias",
                          "expert.1.1.weight", "expert.1.1.bias", "gate.c.weight",
                          "tower.c.0.weight", "tower.c.0.bias", "head.c.weight", "head.c.bias"));
  // Two experts of 6 (4 + 1) + 5 (6 + 1); a gate of 4 x 2 and a tower of 4 (5 + 1) a task; heads.
  EXPECT_EQ(count(model.parameters()), 2U * (30 + 35) + 3 * (8 + 24) + 6 * 5);
  randomise(model.parameters());
  expect_gradients_reach_only_their_own(model);
}

TEST(Mmoe, ATaskAloneBeginsWhereAllBegin) {
  const Mmoe all = mmoe_net(2), alone({three_on_one_input()[1]}, {2, {6, 5}, {4}}, 1);
  for (const Parameter& p : alone.parameters()) EXPECT_EQ(p.value(), named(all, p.name()).value());
  EXPECT_NE(named(mmoe_net(2, 2), "expert.0.0.weight").value(),
            named(all, "expert.0.0.weight").value());
  EXPECT_NE(named(all, "expert.0.0.weight").value(), named(all, "expert.1.0.weight").value());
}

TEST(Mmoe, OneForwardPassServesAllTasks) { expect_one_forward(mmoe_net(3)); }

TEST(Mmoe, LearnsAndIsSaved) {
  Mmoe model(two_regressions(), {4, {8}, {8}}, 1);
  const Tensor before = named(model, "gate.first.weight").value();
  expect_learns(model, 0.1);
  EXPECT_NE(named(model, "gate.first.weight").value(), before);
  expect_saved_and_loaded(model, Mmoe(two_regressions(), {4, {8}, {8}}, 2));
}

TEST(Mmoe, Errors) {
  expect_common_errors("Mmoe", [](const std::vector<Task>& tasks) { return Mmoe(tasks, {}, 1); });
  EXPECT_EQ(error_of([] { mmoe_net(0); }),
            "Mmoe: no experts were asked for, but at least one is needed.");
  EXPECT_EQ(error_of([] {
              Mmoe(three_on_one_input(), {2, {}, {}}, 1);
            }),
            "Mmoe: an expert has no layers, but needs at least one: give the width of each.");
  EXPECT_EQ(error_of([] {
              mmoe_net(2).gate(3, Var(zeros({1, 4})));
            }),
            "Mmoe: there is no task 3: the 3 tasks are numbered from 0.");
}

}  // namespace
}  // namespace tapestry::nn
