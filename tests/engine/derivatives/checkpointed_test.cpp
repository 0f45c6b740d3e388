// Checkpointed sections: the same gradients as without them, in less memory.
#include "engine/derivatives/checkpointed.hpp"

#include <memory>

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// `count` layers tanh(h w_i + b) of width `width`, whose parameters the layers share or not.
struct Chain {
  std::vector<Var> weights;
  Var bias;

  Chain(std::size_t count, std::size_t width, Rng& rng) : bias("bias", zeros({width})) {
    for (std::size_t i = 0; i < count; ++i)
      weights.emplace_back("w" + std::to_string(i), random_normal({width, width}, rng, 0, 0.5));
  }
  Var through(Var h, std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) h = tanh(affine(h, weights[i], bias));
    return h;
  }
  Var in_sections(Var h, std::size_t length) const {
    for (std::size_t i = 0; i < weights.size(); i += length)
      h = checkpointed(
          [this, h, i, length] { return through(h, i, std::min(i + length, weights.size())); });
    return h;
  }
};

TEST(Checkpointed, GivesTheSameBitsAsWithoutIt) {
  Rng rng(1);
  const Chain chain(12, 5, rng);
  const Var x("x", random_normal({3, 5}, rng));
  std::vector<Var> wrt = chain.weights;
  wrt.push_back(chain.bias);
  wrt.push_back(x);
  std::vector<Tensor> plain;
  Tensor value;
  {
    Tape tape;
    const Var loss = sum(chain.through(x, 0, 12));
    value = loss.value();
    plain = tape.gradient(loss, wrt);
  }
  for (std::size_t length : {1u, 4u, 5u, 12u}) {
    Tape tape;
    const Var loss = sum(chain.in_sections(x, length));
    EXPECT_EQ(loss.value(), value);
    const auto gradients = tape.gradient(loss, wrt);
    for (std::size_t i = 0; i + 2 < wrt.size(); ++i) EXPECT_EQ(gradients[i], plain[i]) << i;
    // The bias is used in every layer, and sums in another order have other last digits.
    expect_near(gradients[12], {5}, doubles(plain[12]));
    EXPECT_EQ(gradients[13], plain[13]);
    EXPECT_EQ(tape.gradient(loss, wrt), gradients)
        << "a second backward pass gives the same answer";
    EXPECT_EQ(tape.size(), (12 + length - 1) / length + 1) << "one record a section, and the sum";
  }
}

TEST(Checkpointed, CanBeNested) {
  Rng rng(2);
  const Chain chain(8, 4, rng);
  const Var x("x", random_normal({2, 4}, rng));
  const auto gradients = [&](bool nested) {
    Tape tape;
    const Var y =
        nested ? checkpointed([&] { return chain.in_sections(x, 2); }) : chain.through(x, 0, 8);
    return tape.gradient(sum(y), chain.weights);
  };
  EXPECT_EQ(gradients(true), gradients(false));
}

// What a section uses may depend on each other; then gradients must not be counted twice.
TEST(Checkpointed, WithInputsThatDependOnEachOtherInSecondOrderToo) {
  const Var w("w", full({}, 1.5));
  const auto derivatives = [&](bool sectioned) {
    Tape tape;
    const Var x = w * w;
    const auto section = [&, x] { return x * x * w; };
    const Var y = sectioned ? checkpointed(section) : section();             // w^5
    const Var first = tape.gradient_vars(y, {w})[0];                         // 5 w^4
    return std::pair{first.item(), tape.gradient(first, {w})[0].data()[0]};  // 20 w^3
  };
  EXPECT_NEAR(derivatives(false).first, 5 * std::pow(1.5, 4), 1e-4);
  EXPECT_NEAR(derivatives(false).second, 20 * std::pow(1.5, 3), 1e-4);
  EXPECT_NEAR(derivatives(true).first, 5 * std::pow(1.5, 4), 1e-4);
  EXPECT_NEAR(derivatives(true).second, 20 * std::pow(1.5, 3), 1e-4);
}

TEST(Checkpointed, WithoutATapeOrWithNothingToComputeIsTheSectionItself) {
  const Var x("x", full({}, 3));
  EXPECT_EQ(checkpointed([&] { return x * x; }).item(), 9);
  Tape tape;
  const Var y = 2 * x;
  EXPECT_EQ(checkpointed([&] { return y; }).identity(), y.identity());
  EXPECT_EQ(tape.size(), 1u);
}

TEST(Checkpointed, RefusesASectionThatGivesAnotherValueTheSecondTime) {
  Scalar factor = 1;
  const Var x("x", full({2}, 3));
  Tape tape;
  const Var loss = sum(checkpointed([&] { return x * Var(factor); }).named("noisy"));
  factor = 2;
  EXPECT_EQ(error_of([&] { tape.gradient(loss, {x}); }),
            "checkpointed: the section gave 'noisy' [2], all 3, first, and [2], all 6, when the "
            "backward pass "
            "computed it again: draw random numbers and change parameters outside of the section.");
}

// What nobody asks about costs nothing and keeps nothing: data that sections read are no Vars to be
// differentiated, though they are leaves.
TEST(Checkpointed, LeavesOutWhatIsNotAskedFor) {
  const Var data("data", full({1 << 14}, 2)), w("w", full({}, 3));
  int runs = 0;
  const auto counted = [&runs](const Var& x) {
    return record("counted", x.value(), {{x, [&runs](const Var& g, const Var&) {
                                            ++runs;
                                            return g;
                                          }}});
  };
  Tape tape;
  Var sum_of_all = 0;
  for (int i = 0; i < 20; ++i)
    sum_of_all = sum_of_all + checkpointed([=] { return sum(w * counted(data)); });
  const auto before = memory_in_use();
  EXPECT_EQ(tape.gradient(sum_of_all, {w})[0].data()[0], 20 * 2 * (1 << 14));
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(memory_in_use(), before);
}

// And once, not once for each leaf: what a section has captured may be large.
TEST(Checkpointed, KeepsWhatItHasCapturedOnce) {
  std::vector<Var> parameters;
  for (int i = 0; i < 200; ++i) parameters.emplace_back(full({}, 1));
  const auto captured = std::make_shared<int>(0);
  Tape tape;
  const Var y = checkpointed([captured, parameters] {
    Var sum = 0;
    for (const Var& p : parameters) sum = sum + p;
    return sum;
  });
  EXPECT_LE(captured.use_count(), 3);
  EXPECT_EQ(tape.gradient(y, parameters)[199].data()[0], 1);
}

TEST(Checkpointed, KeepsTheNameOfItsResult) {
  const Var x("x", full({}, 3));
  Tape tape;
  EXPECT_EQ(checkpointed([x] { return (x * x).named("square"); }).name(), "square");
}

TEST(Checkpointed, TakesANaNForTheSameNaN) {
  const Var x("x", tensor({2}, {4, -1}));
  Tape tape;
  const Var y = checkpointed([x] { return sqrt(x); });
  const Tensor gradient = tape.gradient(y, {x}, ones_like(x.value()))[0];
  EXPECT_EQ(gradient.data()[0], 0.25);
  EXPECT_TRUE(std::isnan(gradient.data()[1]));
}

TEST(Checkpointed, RefusesNoSection) {
  EXPECT_EQ(error_of([] { checkpointed(nullptr); }),
            "checkpointed: the section holds no function: give it a lambda.");
}

// Of n layers in sections of sqrt(n): four times as many layers need at most about twice as much
// beyond the parameters and their gradients; without sections, four times as much.
TEST(Checkpointed, NeedsMemoryThatGrowsAsTheSquareRoot) {
  const auto peak = [](std::size_t layers, std::size_t section) {
    Rng rng(1);
    const Var w("w", random_normal({8, 8}, rng, 0, 0.3)), x("x", random_normal({64, 8}, rng));
    reset_peak_memory();
    const auto before = memory_in_use();
    Tape tape;
    Var h = x;
    for (std::size_t i = 0; i < layers; i += section) {
      const auto run = [w, h, section] {
        Var y = h;
        for (std::size_t k = 0; k < section; ++k) y = tanh(matmul(y, w));
        return y;
      };
      h = section == 1 ? run() : checkpointed(run);
    }
    tape.gradient(sum(h), {w});
    return static_cast<double>(peak_memory() - before);
  };
  const double plain = peak(1024, 1), sections = peak(1024, 32), quarter = peak(256, 16);
  std::cout << "peak of 1,024 layers: " << plain / 1024 << " KiB kept, " << sections / 1024
            << " KiB in 32 sections; of 256 in 16: " << quarter / 1024 << " KiB\n";
  EXPECT_LT(sections / quarter, 2.2);
  EXPECT_GT(plain / peak(256, 1), 3.5);
  EXPECT_LT(sections, plain / 8);
}

}  // namespace
}  // namespace tapestry
