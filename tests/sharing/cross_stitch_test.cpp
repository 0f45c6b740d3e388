// CrossStitch against its definition in plain loops and against separate nets; its matrices;
// errors.
#include "nn/sharing/cross_stitch.hpp"

#include "engine/array/random.hpp"
#include "nn/sharing/soft_sharing.hpp"
#include "tests/sharing/models.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

CrossStitch cross_stitch_net(double own, std::uint64_t seed = 1) {
  CrossStitch::Sizes sizes;
  sizes.trunk = {6, 5};
  sizes.tower = {4};
  sizes.own = own;
  return {three_on_one_input(), sizes, seed};
}

TEST(CrossStitch, MixesEveryLayerByItsMatrix) {
  const CrossStitch model = cross_stitch_net(0.9);
  randomise(model.parameters());
  expect_predictions(model, [&](std::size_t t, const Numbers& x) {
    std::vector<Numbers> read(3, x);
    for (std::size_t l = 0; l < 2; ++l) {
      std::vector<Numbers> computed;
      for (std::size_t s = 0; s < 3; ++s)
        computed.push_back(dense(model, "trunk." + model.tasks()[s].name + "." + std::to_string(l),
                                 true, read[s]));
      for (std::size_t s = 0; s < 3; ++s) {
        const Tensor a = model.stitch(l);
        read[s] = mixed({double{a(s, 0)}, double{a(s, 1)}, double{a(s, 2)}}, computed);
      }
    }
    const std::string task = model.tasks()[t].name;
    return dense(model, "head." + task, false, dense(model, "tower." + task + ".0", true, read[t]));
  });
}

TEST(CrossStitch, WithTheIdentityIsSeparateNets) {
  const CrossStitch model = cross_stitch_net(1);
  const SoftSharing separate(three_on_one_input(), {{6, 5}, {4}}, 5);
  for (Parameter p : separate.parameters()) p.set_value(named(model, p.name()).value());
  Rng rng(2);
  const Var x(random_normal({8, 4}, rng));
  for (std::size_t t = 0; t < 3; ++t)
    EXPECT_EQ(model.predict(t, x).value(), separate.predict(t, x).value());
}

TEST(CrossStitch, MatricesBeginNearTheIdentityWithRowsThatSumToOne) {
  for (const std::size_t layer : {0U, 1U})
    EXPECT_EQ(cross_stitch_net(0.75).stitch(layer),
              tensor({3, 3}, {0.75, 0.125, 0.125, 0.125, 0.75, 0.125, 0.125, 0.125, 0.75}));
  EXPECT_EQ(CrossStitch({three_on_one_input()[0]}, {}, 1).stitch(0), tensor({1, 1}, {1}));
}

TEST(CrossStitch, ParametersAreAllTrunksAndEachTasksOwn) {
  CrossStitch model = cross_stitch_net(0.9);
  EXPECT_THAT(
      names(model.parameters({1})),
      ElementsAre("trunk.a.0.weight", "trunk.a.0.bias", "trunk.a.1.weight", "trunk.a.1.bias",
                  "trunk.b.0.weight", "trunk.b.0.bias", "trunk.b.1.weight", "trunk.b.1.bias",
                  "trunk.c.0.weight", "trunk.c.0.bias", "trunk.c.1.weight", "trunk.c.1.bias",
                  "stitch.0.a", "stitch.0.b", "stitch.0.c", "stitch.1.b", "tower.b.0.weight",
                  "tower.b.0.bias", "head.b.weight", "head.b.bias"));
  // A trunk of 6 (4 + 1) + 5 (6 + 1) and a tower of 4 (5 + 1) a task, two matrices 3 x 3, heads.
  EXPECT_EQ(count(model.parameters()), 3U * (30 + 35 + 24) + 2 * 9 + 6 * 5);
  randomise(model.parameters());
  expect_gradients_reach_only_their_own(model);
}

TEST(CrossStitch, OneForwardPassServesAllTasks) { expect_one_forward(cross_stitch_net(0.9)); }

TEST(CrossStitch, LearnsAndIsSaved) {
  CrossStitch model(two_regressions(), {{16}, {8}}, 1);
  const Tensor before = model.stitch(0);
  expect_learns(model, 0.1);
  EXPECT_NE(model.stitch(0), before);
  expect_saved_and_loaded(model, CrossStitch(two_regressions(), {{16}, {8}}, 2));
}

TEST(CrossStitch, Errors) {
  expect_common_errors("CrossStitch",
                       [](const std::vector<Task>& tasks) { return CrossStitch(tasks, {}, 1); });
  for (const double own : {-0.5, 1.5})
    EXPECT_EQ(error_of([&] { cross_stitch_net(own); }),
              base::text("CrossStitch: own = ", own,
                         ", but it is the share of a task's own layer: give 0 to 1."));
  EXPECT_EQ(error_of([] { cross_stitch_net(std::nan("")); }),
            "CrossStitch: own = nan, but it is the share of a task's own layer: give 0 to 1.");
  EXPECT_EQ(
      error_of([] {
        CrossStitch(three_on_one_input(), {{}, {}}, 1);
      }),
      "CrossStitch: the trunk has no layers, but needs at least one: give the width of each.");
  EXPECT_EQ(error_of([] { cross_stitch_net(1).stitch(2); }),
            "CrossStitch: there is no layer 2: the 2 layers are numbered from 0.");
}

}  // namespace
}  // namespace tapestry::nn
