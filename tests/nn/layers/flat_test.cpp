// Parameters and gradients as one vector.
#include "nn/layers/flat.hpp"

#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

TEST(Flat, GoesThereAndBack) {
  const Parameters parameters = {Var::parameter("a", tensor({2, 2}, {1, 2, 3, 4})),
                                 Var::parameter("b", full({}, 5)),
                                 Var::parameter("c", tensor({2}, {6, 7}))};
  Tensor flat = flattened(parameters);
  EXPECT_THAT(numbers(flat), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  const auto parts = views(flat, parameters);
  ASSERT_EQ(parts.size(), 3u);
  parts[1][0] = 50;
  parts[2][1] = 70;
  EXPECT_THAT(numbers(flat), ElementsAre(1, 2, 3, 4, 50, 6, 70));
  const std::vector<Tensor> back = unflattened(flat, parameters);
  EXPECT_EQ(back[0].shape(), (Shape{2, 2}));
  EXPECT_EQ(back[1].shape(), Shape{});
  EXPECT_EQ(back[2](1), 70);
  EXPECT_EQ(flattened(back), flat);
  EXPECT_EQ(error_of([&] { unflattened(zeros({8}), parameters); }),
            "flat: [8] was given for 3 parameters with 7 numbers together: it must be [7], as "
            "flattened() makes it.");
}

}  // namespace
}  // namespace tapestry::nn
