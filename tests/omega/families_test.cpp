// The table of the Omegas by name, and reading one from a command line.
#include "nn/omega/families.hpp"

#include <gmock/gmock.h>

#include <set>

#include "engine/array/random.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/robust.hpp"
#include "tests/error_of.hpp"
#include "tests/omega/omega_cases.hpp"

namespace tapestry::nn {
namespace {

// So that a family cannot be used by programs without having been tested.
TEST(OmegaFamilies, EachIsARowOfTheTestsTableToo) {
  std::set<std::string> tested;
  for (const OmegaCase& row : omega_cases()) tested.insert(row.omega->name());
  for (const OmegaFamily& family : omega_families())
    EXPECT_TRUE(tested.count(family.make(1, family.shapes[0], 10)->name())) << family.name;
}

TEST(OmegaFamilies, HaveNamesOfTheirOwnAndShapesForTheirNumbers) {
  std::set<std::string> names;
  for (const OmegaFamily& family : omega_families()) {
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
    EXPECT_THAT(family.name, testing::Not(testing::ContainsRegex("[ :A-Z]")));
    EXPECT_FALSE(family.assumes.empty());
    ASSERT_FALSE(family.shapes.empty());
    for (const std::vector<double>& shape : family.shapes)
      EXPECT_EQ(shape.size(), family.further.size()) << family.name;
  }
  EXPECT_EQ(omega_families()[0].name, "ridge");
}

// Twice the strength is twice the penalty: the further strengths are multiples of the first.
TEST(OmegaFamilies, TheStrengthScalesTheWholePenalty) {
  Rng rng(1);
  for (const OmegaFamily& family : omega_families())
    for (const std::vector<double>& shape : family.shapes) {
      const auto once = family.make(0.5, shape, 4), twice = family.make(1, shape, 4);
      const Tensor w = random_normal({4 * once->parts(), 5}, rng);
      const double value = once->of(Var(w)).item();
      EXPECT_NEAR(twice->of(Var(w)).item(), 2 * value, 1e-12 * value) << family.name;
    }
}

// Whether the order of the tasks matters is what the table says.
TEST(OmegaFamilies, AreOrderedWhereTheTableSaysSo) {
  Rng rng(2);
  for (const OmegaFamily& family : omega_families()) {
    const auto omega = family.make(1, family.shapes[0], 4);
    const Tensor w = random_normal({4 * omega->parts(), 5}, rng);
    Tensor swapped = w;
    for (std::size_t part = 0; part < omega->parts(); ++part)
      for (std::size_t j = 0; j < 5; ++j) std::swap(swapped(4 * part, j), swapped(4 * part + 2, j));
    const double change = omega->of(Var(w)).item() - omega->of(Var(swapped)).item();
    EXPECT_EQ(std::abs(change) > 1e-9, family.ordered) << family.name;
  }
}

TEST(ReadOmega, TakesTheStrengthAloneOrAllItsNumbers) {
  Rng rng(3);
  const Tensor w = random_normal({6, 4}, rng);
  const auto value = [&](const Omega& omega) { return omega.of(Var(w)).item(); };
  EXPECT_EQ(value(*read_omega("l21:0.25", 6)), value(L21(0.25)));
  EXPECT_EQ(value(*read_omega("robust:2:0.5", 3)), value(Robust(2, 1)));
  EXPECT_EQ(value(*read_omega("robust:2", 3)), value(Robust(2, 1.4)));
  EXPECT_EQ(read_omega("clustered:1e-1:0.5:2", 6)->name(), "clustered");
}

TEST(ReadOmega, ErrorsSayWhatToWrite) {
  EXPECT_THAT(
      error_of([] { read_omega("lasos:1", 2); }),
      testing::AllOf(testing::StartsWith("Omega: 'lasos' is no family: choose one of ridge, "
                                         "lasso, elastic, mean, "),
                     testing::EndsWith(", fused.")));
  EXPECT_EQ(error_of([] { read_omega("l21", 2); }),
            "Omega: 'l21' has 0 numbers, but it must be l21:STRENGTH.");
  EXPECT_EQ(error_of([] { read_omega("l21:1:2", 2); }),
            "Omega: 'l21:1:2' has 2 numbers, but it must be l21:STRENGTH.");
  EXPECT_EQ(error_of([] { read_omega("clustered:1:2", 2); }),
            "Omega: 'clustered:1:2' has 2 numbers, but it must be "
            "clustered:STRENGTH:ridge/strength:clusters, or the strength alone.");
  EXPECT_EQ(error_of([] { read_omega("l21:1x", 2); }),
            "Omega: '1x' in 'l21:1x' is no number: write l21:STRENGTH.");
  EXPECT_EQ(error_of([] { read_omega("l21:", 2); }),
            "Omega: '' in 'l21:' is no number: write l21:STRENGTH.");
  EXPECT_THAT(error_of([] { read_omega("l21:-1", 2); }),
              testing::StartsWith("L21: the strength is -1, but must be 0 or more"));
  EXPECT_THAT(error_of([] { read_omega("l21:nan", 2); }),
              testing::StartsWith("L21: the strength is nan"));
  EXPECT_EQ(
      error_of([] { read_omega("clustered:1", 2); }),
      "Omega: 3 clusters or dimensions were asked for, of 2 tasks, and would leave all of them "
      "alone, as ridge does: write a smaller number, as in FAMILY:STRENGTH:0.1:1.");
  EXPECT_EQ(error_of([] { read_omega("clustered:1:2:1.5", 2); }),
            "Omega: 1.5 clusters or dimensions were asked for, but it must be a whole number from "
            "1.");
}

}  // namespace
}  // namespace tapestry::nn
