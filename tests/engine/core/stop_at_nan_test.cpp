// A tape that stops at the first NaN or infinity: the whole texts.
#include <limits>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

constexpr Tape::Options kStop{.stop_at_nan = true};

TEST(StopAtNan, NamesTheRecordTheOpTheInputsAndTheElement) {
  Tape tape(kStop);
  const Var x = Var("x", tensor({2, 2}, {1, 2, -1, 4}));
  const Var y = x * x;
  EXPECT_EQ(error_of([&] { log(x); }),
            "stop_at_nan: record 1, log: element [1, 0] is nan in its output [2 x 2]; its inputs: "
            "'x' [2 x 2] (from -1 to 4): the inputs are finite, so this op made it: keep them "
            "inside its domain, or scale them down.");
  EXPECT_EQ(tape.size(), 1u) << "the bad record is not kept";
  EXPECT_THAT(doubles(tape.gradient(y, {x}, ones_like(x.value()))[0]),
              testing::ElementsAre(2, 4, -2, 8));
}

TEST(StopAtNan, NamesTheScopeAndEachInput) {
  const Tape tape(kStop);
  const Var a("a", tensor({2}, {1, 0})), b("b", tensor({2}, {2, 0}));
  const Scope head("head");
  EXPECT_EQ(error_of([&] { b / a; }),
            "stop_at_nan: record 0, div in scope 'head': element [1] is nan in its output [2]; its "
            "inputs: 'b' [2] (from 0 to 2), 'a' [2] (from 0 to 1): the inputs are finite, so this "
            "op made it: keep them inside its domain, or scale them down.");
}

TEST(StopAtNan, SaysWhenAnInputBroughtItIn) {
  const Tape tape(kStop);
  const Scalar infinity = std::numeric_limits<Scalar>::infinity();
  const Var x("x", tensor({3}, {1, -infinity, 2}));
  EXPECT_EQ(error_of([&] { x + 1; }),
            "stop_at_nan: record 0, add: element [1] is -infinity in its output [3]; its inputs: "
            "'x' [3] (element [1] is -infinity), a constant [scalar] (all 1): an input "
            "brought it in, so mend where that comes from.");
}

TEST(StopAtNan, NamesAScalar) {
  const Tape tape(kStop);
  EXPECT_THAT(
      error_of([] { log(Var("x", full({}, 0))); }),
      testing::StartsWith("stop_at_nan: record 0, log: the only element is -infinity in its "
                          "output [scalar]; its inputs: 'x' [scalar] (all 0)"));
}

TEST(StopAtNan, StopsTheBackwardPassWhereADerivativeIsNotFinite) {
  const Tape tape(kStop);
  const Var x("x", tensor({2}, {4, 0}));
  const Var loss = sum(sqrt(x));
  EXPECT_EQ(error_of([&] { tape.gradient(loss, {x}); }),
            "stop_at_nan: in the backward pass, record 0, sqrt, sends its input 0, 'x' [2] (from 0 "
            "to 4), a "
            "gradient in which element [1] is infinity: what came in was finite, and the op's "
            "derivative there, or its product with it, is not: keep the input away from that "
            "point, or scale the loss down.");
}

TEST(StopAtNan, LooksAtUpstreamGradientsAndAtSums) {
  const Tape tape(kStop);
  const Var x("x", tensor({2}, {4, 1}));
  const Var y = (x * 2).named("y"), z = x + x;
  const Scalar most = std::numeric_limits<Scalar>::max();
  EXPECT_EQ(error_of([&] {
              tape.gradient(y, {x}, tensor({2}, {1, Scalar(NAN)}));
            }),
            "stop_at_nan: element [1] is nan in the upstream gradient of 'y' [2]: give a finite "
            "one.");
  EXPECT_EQ(
      error_of([&] {
        tape.gradient(z, {x}, tensor({2}, {1, most}));
      }),
      "stop_at_nan: in the backward pass, the finite gradients that 'x' [2] gets add up to one in "
      "which element [1] is infinity: scale the loss down.");
}

TEST(StopAtNan, ReachesIntoCheckpointedSections) {
  const Tape tape(kStop);
  const Var x("x", tensor({2}, {4, -1}));
  EXPECT_THAT(error_of([&] {
                checkpointed([x] { return where(tensor({2}, {1, 0}), log(x), Var(0)); });
              }),
              testing::StartsWith("stop_at_nan: record 0, log: element [1] is nan"));
}

TEST(StopAtNan, SaysWhereNoInputsAreKnown) {
  const Tape tape(kStop);
  EXPECT_EQ(error_of([] { stop_gradient(Var("x", full({}, Scalar(NAN)))); }),
            "stop_at_nan: record 0, stop_gradient: the only element is nan in its output [scalar]: "
            "no gradient goes to its inputs, so they are not shown here: look at what went into "
            "it.");
}

TEST(StopAtNan, IsOffUnlessAskedFor) {
  const Tape tape;
  const Var x("x", tensor({2}, {4, -1}));
  EXPECT_TRUE(std::isnan(log(x).value().data()[1]));
}

}  // namespace
}  // namespace tapestry
