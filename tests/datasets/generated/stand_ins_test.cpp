// The generated sets: shapes, determinism, balance, and that they are neither trivial nor noise.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "datasets/generated/stroke_digits.hpp"
#include "datasets/generated/textured_objects.hpp"
#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::Each;
using testing::HasSubstr;

using Generator = std::function<ImageSet(std::size_t, std::uint64_t)>;

struct Case {
  Generator generate;
  std::size_t side, channels;
  const char* stands_for;
};

void PrintTo(const Case& stand_in, std::ostream* out) { *out << stand_in.stands_for; }

class StandIn : public testing::TestWithParam<Case> {};

TEST_P(StandIn, HasTheShapeOfTheRealSetAndSaysWhatItIs) {
  const ImageSet set = GetParam().generate(1000, 1);
  set.validate();
  EXPECT_EQ(set.size(), 1000U);
  EXPECT_EQ(set.height, GetParam().side);
  EXPECT_EQ(set.width, GetParam().side);
  EXPECT_EQ(set.channels, GetParam().channels);
  EXPECT_TRUE(set.stand_in);
  EXPECT_THAT(set.name, HasSubstr(base::text("(stand-in for ", GetParam().stands_for, ")")));
  std::array<int, 10> counts{};
  for (int label : set.labels) ++counts[static_cast<std::size_t>(label)];
  EXPECT_THAT(counts, Each(100));
}

TEST_P(StandIn, SameSeedSameBytes) {
  const ImageSet a = GetParam().generate(50, 1), b = GetParam().generate(50, 1);
  EXPECT_EQ(a.pixels, b.pixels);
  EXPECT_EQ(a.labels, b.labels);
  const ImageSet other = GetParam().generate(50, 2);
  EXPECT_NE(a.pixels, other.pixels);
  EXPECT_NE(a.labels, other.labels);
}

TEST_P(StandIn, NoTwoImagesAreTheSame) {
  const ImageSet set = GetParam().generate(200, 1);
  std::vector<std::string> images;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto begin = set.pixels.begin() + static_cast<std::ptrdiff_t>(i * set.features());
    images.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(set.features()));
  }
  std::sort(images.begin(), images.end());
  EXPECT_EQ(std::adjacent_find(images.begin(), images.end()), images.end());
}

TEST_P(StandIn, OfNoImagesIsAnError) {
  EXPECT_THAT(error_of([] { GetParam().generate(0, 1); }),
              HasSubstr("0 images were asked for: ask for at least 1."));
}

// The class whose mean over the training images is nearest, the simplest classifier there is.
double nearest_mean_accuracy(const ImageSet& train, const ImageSet& test) {
  std::vector<std::vector<double>> means(10, std::vector<double>(train.features()));
  std::array<double, 10> counts{};
  for (std::size_t i = 0; i < train.size(); ++i) {
    const auto label = static_cast<std::size_t>(train.labels[i]);
    ++counts[label];
    for (std::size_t k = 0; k < train.features(); ++k)
      means[label][k] += train.pixels[i * train.features() + k];
  }
  std::size_t right = 0;
  for (std::size_t i = 0; i < test.size(); ++i) {
    std::array<double, 10> distance{};
    for (std::size_t c = 0; c < 10; ++c)
      for (std::size_t k = 0; k < test.features(); ++k)
        distance[c] += std::pow(test.pixels[i * test.features() + k] - means[c][k] / counts[c], 2);
    const auto nearest = std::min_element(distance.begin(), distance.end()) - distance.begin();
    right += nearest == test.labels[i] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(test.size());
}

// Guessing gets 0.1. Images that ignored their labels would too; images with fixed places and
// colours would get nearly 1.
TEST_P(StandIn, TellsClassesApartButNotByTheirMeans) {
  const ImageSet train = GetParam().generate(2000, 1), test = GetParam().generate(1000, 2);
  const double accuracy = nearest_mean_accuracy(train, test);
  EXPECT_GT(accuracy, 0.15);
  EXPECT_LT(accuracy, 0.85);
}

INSTANTIATE_TEST_SUITE_P(Both, StandIn,
                         testing::Values(Case{stroke_digits, 28, 1, "MNIST"},
                                         Case{textured_objects, 32, 3, "CIFAR-10"}),
                         [](const auto& instance) {
                           return std::string(instance.param.channels == 1 ? "Digits" : "Objects");
                         });

// The tint of each image's middle alone (how its mean red, green and blue differ) must leave a
// classifier at guessing, 0.1, or the class could be told without looking at shapes.
TEST(TexturedObjects, ColoursDoNotGiveTheClassAway) {
  const auto tints = [](const ImageSet& set) {
    ImageSet out{set.name, 1, 1, 2, {}, set.labels, set.class_names, true};
    for (std::size_t image = 0; image < set.size(); ++image) {
      std::array<double, 3> mean{};
      for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t y = 10; y < 22; ++y)
          for (std::size_t x = 10; x < 22; ++x)
            mean[c] += set.pixels[image * 3072 + c * 1024 + y * 32 + x] / 144.0;
      out.pixels.push_back(static_cast<std::uint8_t>(128 + (mean[0] - mean[1]) / 2));
      out.pixels.push_back(static_cast<std::uint8_t>(128 + (mean[1] - mean[2]) / 2));
    }
    return out;
  };
  EXPECT_LT(
      nearest_mean_accuracy(tints(textured_objects(2000, 1)), tints(textured_objects(2000, 2))),
      0.13);
}

}  // namespace
}  // namespace tapestry::datasets
