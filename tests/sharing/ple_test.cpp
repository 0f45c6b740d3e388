// Ple against its definition in plain loops, with one, two and three levels; gates; errors.
#include "nn/sharing/ple.hpp"

#include "engine/array/random.hpp"
#include "tests/sharing/models.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

Ple ple_net(std::size_t levels, std::uint64_t seed = 1) {
  Ple::Sizes sizes;
  sizes.levels = levels;
  sizes.shared = 2;
  sizes.own = 1;
  sizes.expert = {6};
  sizes.tower = {5};
  return {three_on_one_input(), sizes, seed};
}

struct Reading {
  std::vector<Numbers> tasks;
  Numbers shared;
};

// One level of `net` by the formula.
Reading through_level(const Ple& model, std::size_t l, bool last, const Reading& z) {
  const std::string level = "level." + std::to_string(l) + ".";
  const Numbers s0 = dense(model, level + "shared.0.0", true, z.shared);
  const Numbers s1 = dense(model, level + "shared.1.0", true, z.shared);
  Reading next;
  std::vector<Numbers> all;
  for (std::size_t t = 0; t < 3; ++t) {
    const std::string task = model.tasks()[t].name;
    all.push_back(dense(model, level + "own." + task + ".0.0", true, z.tasks[t]));
    next.tasks.push_back(
        mixed(shares(model, level + "gate." + task, z.tasks[t]), {all.back(), s0, s1}));
  }
  all.push_back(s0);
  all.push_back(s1);
  if (!last) next.shared = mixed(shares(model, level + "shared_gate", z.shared), all);
  return next;
}

TEST(Ple, IsItsFormulaWithAnyNumberOfLevels) {
  for (const std::size_t levels : {1U, 2U, 3U}) {
    const Ple model = ple_net(levels);
    randomise(model.parameters());
    expect_predictions(model, [&](std::size_t t, const Numbers& x) {
      Reading z{{x, x, x}, x};
      for (std::size_t l = 0; l < levels; ++l) z = through_level(model, l, l + 1 == levels, z);
      const std::string task = model.tasks()[t].name;
      return dense(model, "head." + task, false,
                   dense(model, "tower." + task + ".0", true, z.tasks[t]));
    });
  }
}

TEST(Ple, GatesOfOwnAndSharedExpertsSumToOneAndBeginEqual) {
  const Ple model = ple_net(2);
  Rng rng(2);
  const Var x(random_normal({9, 4}, rng));
  for (std::size_t t = 0; t < 3; ++t)
    EXPECT_EQ(model.gate(t, x).value(), full({9, 3}, Scalar(1) / 3));
  randomise(model.parameters());
  for (std::size_t t = 0; t < 3; ++t) {
    const Tensor g = model.gate(t, x).value();
    for (std::size_t i = 0; i < 9; ++i)
      EXPECT_NEAR(double{g(i, 0)} + double{g(i, 1)} + double{g(i, 2)}, 1, 1e-6);
  }
}

TEST(Ple, InOneLevelATaskUsesTheSharedExpertsAndItsOwn) {
  Ple model = ple_net(1);
  EXPECT_THAT(
      names(model.parameters({1})),
      ElementsAre("level.0.shared.0.0.weight", "level.0.shared.0.0.bias",
                  "level.0.shared.1.0.weight", "level.0.shared.1.0.bias",
                  "level.0.own.b.0.0.weight", "level.0.own.b.0.0.bias", "level.0.gate.b.weight",
                  "tower.b.0.weight", "tower.b.0.bias", "head.b.weight", "head.b.bias"));
  // 5 experts of 6 (4 + 1), gates of 4 x 3, towers of 5 (6 + 1), heads of outputs (5 + 1).
  EXPECT_EQ(count(model.parameters()), 5U * 30 + 3 * (12 + 35) + 6 * 6);
  randomise(model.parameters());
  expect_gradients_reach_only_their_own(model);
}

TEST(Ple, GradientsReachBelowThroughTheSharedGate) {
  for (const std::size_t levels : {2U, 3U}) {
    Ple model = ple_net(levels);
    // A level more: 5 experts of 6 (6 + 1), gates of 6 x 3; and shared gates of 4 x 5, then 6 x 5.
    const std::size_t above = levels - 1;
    EXPECT_EQ(count(model.parameters()),
              5U * 30 + 3 * (12 + 35) + 6 * 6 + above * (5 * 42 + 54) + 20 + (above - 1) * 30);
    randomise(model.parameters());
    expect_gradients_reach_only_their_own(model);
  }
}

TEST(Ple, OneForwardPassServesAllTasks) {
  expect_one_forward(ple_net(1));
  expect_one_forward(ple_net(3));
}

TEST(Ple, LearnsAndIsSaved) {
  for (const std::size_t levels : {1U, 2U}) {
    Ple model(two_regressions(), {levels, 2, 1, {8}, {8}}, 1);
    expect_learns(model, 0.1);
    expect_saved_and_loaded(model, Ple(two_regressions(), {levels, 2, 1, {8}, {8}}, 2));
  }
}

TEST(Ple, Errors) {
  expect_common_errors("Ple", [](const std::vector<Task>& tasks) { return Ple(tasks, {}, 1); });
  EXPECT_EQ(error_of([] { ple_net(0); }),
            "Ple: no levels were asked for, but at least one is needed.");
  const std::string needed =
      " of each task were asked for, but at least 1 of each is needed: use Mmoe for shared ones "
      "alone, and a net for each task for own ones alone.";
  EXPECT_EQ(error_of([] {
              Ple(three_on_one_input(), {1, 0, 2, {3}, {}}, 1);
            }),
            "Ple: 0 shared experts and 2" + needed);
  EXPECT_EQ(error_of([] {
              Ple(three_on_one_input(), {1, 2, 0, {3}, {}}, 1);
            }),
            "Ple: 2 shared experts and 0" + needed);
  EXPECT_EQ(error_of([] {
              Ple(three_on_one_input(), {1, 1, 1, {}, {}}, 1);
            }),
            "Ple: an expert has no layers, but needs at least one: give the width of each.");
  EXPECT_EQ(error_of([] {
              ple_net(1).gate(3, Var(zeros({1, 4})));
            }),
            "Ple: there is no task 3: the 3 tasks are numbered from 0.");
}

}  // namespace
}  // namespace tapestry::nn
