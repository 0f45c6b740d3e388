// Draws: in their interval, the same on every platform, and refused where there is none.
#include <random>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(RandomDraws, AreThoseOfTheGeneratorsBits) {
  Rng rng(5), bits(5);
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(uniform_draw(rng), std::min(static_cast<double>(bits()) / 18446744073709551616.0,
                                          1 - std::numeric_limits<double>::epsilon() / 2));
  // The C++ standard says what the 10,000th number of this generator is.
  std::mt19937_64 standard;
  standard.discard(9999);
  EXPECT_EQ(standard(), 9981545732273789042u);
}

// Fixed for good: what was measured with a seed can be measured again.
TEST(RandomDraws, OfASeedStayWhatTheyAre) {
  Rng rng(1);
  expect_near(random_uniform({3}, rng), {3}, {0.13387664, 0.13640703, 0.45121491}, 1e-7);
  expect_near(random_normal({3}, rng, 1, 2), {3}, {0.87549323, 2.75113201, 1.24912131}, 1e-6);
}

#ifdef __GLIBCXX__
// GNU's library draws in this way, too: an oracle of every bit.
TEST(RandomDraws, AreThoseOfGnusLibrary) {
  Rng ours(7), theirs(7);
  std::normal_distribution<double> normal;
  NormalDraw draw;
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(draw(ours), normal(theirs));
  std::uniform_real_distribution<double> uniform;
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(uniform_draw(ours), uniform(theirs));
}
#endif

// A float rounds 1000.99999 to 1001.
TEST(RandomDraws, NeverReachTheEndOfTheInterval) {
  Rng rng(3);
  for (const auto& [low, high] :
       std::vector<std::pair<double, double>>{{0, 1}, {1000, 1001}, {-1, 5}, {1e8, 1e8 + 16}}) {
    const Tensor draws = random_uniform({1'000'000}, rng, low, high);
    Scalar least = draws.data()[0], most = least;
    for (const Scalar x : draws.storage()) {
      least = std::min(least, x);
      most = std::max(most, x);
    }
    EXPECT_GE(least, low);
    EXPECT_LT(most, high);
  }
}

TEST(RandomDraws, OfNothingAreRefused) {
  Rng rng(1);
  const auto uniform = [&](double low, double high) {
    return error_of([&] { random_uniform({2}, rng, low, high); });
  };
  const std::string rule =
      ") was asked for, but the bounds must be finite, and the lower one below the upper one, as a "
      "Scalar, too.";
  EXPECT_EQ(uniform(1, 0), "random_uniform: a number in [1, 0" + rule);
  EXPECT_EQ(uniform(1, 1), "random_uniform: a number in [1, 1" + rule);
  EXPECT_EQ(uniform(std::nan(""), 1), "random_uniform: a number in [nan, 1" + rule);
  EXPECT_EQ(uniform(0, kInf), "random_uniform: a number in [0, inf" + rule);
  EXPECT_EQ(uniform(0, 1e-60), "random_uniform: a number in [0, 1e-60" + rule) << "0 as a float";
  const auto normal = [&](double mean, double deviation) {
    return error_of([&] { random_normal({2}, rng, mean, deviation); });
  };
  EXPECT_EQ(
      normal(0, -1),
      "random_normal: a mean of 0 and a standard deviation of -1 were given, but both must be "
      "finite, and the deviation not negative.");
  EXPECT_NE(normal(0, std::nan("")), "no error");
  EXPECT_NE(normal(kInf, 1), "no error");
  expect_near(random_normal({2}, rng, 3, 0), {2}, {3, 3});
}

}  // namespace
}  // namespace tapestry
