// MultiMNIST: where the digits are, what the labels say, seeds, and errors.
#include "datasets/generated/multi_mnist.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "datasets/generated/stroke_digits.hpp"
#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::Each;
using testing::ElementsAre;

// A set of one image, which thus has itself on both sides.
ImageSet one_image(const std::vector<std::uint8_t>& pixels, int label = 7) {
  ImageSet set = first_images(stroke_digits(10, 1), 1);
  set.pixels = pixels;
  set.labels = {label};
  return set;
}

// What the definition says of one pixel of a pair, in floating point: the canvas, then bilinear.
double overlaid(const std::uint8_t* left, const std::uint8_t* right, std::size_t row,
                std::size_t column) {
  const auto canvas = [&](std::size_t r, std::size_t c) {
    double value = 0;
    if (r < 28 && c < 28) value = left[r * 28 + c];
    if (r >= 6 && r < 34 && c >= 6 && c < 34)
      value = std::max(value, static_cast<double>(right[(r - 6) * 28 + c - 6]));
    return value;
  };
  const double y = (static_cast<double>(row) + 0.5) * 36 / 28 - 0.5;
  const double x = (static_cast<double>(column) + 0.5) * 36 / 28 - 0.5;
  const auto r = static_cast<std::size_t>(y), c = static_cast<std::size_t>(x);
  const double down = y - std::floor(y), across = x - std::floor(x);
  return (1 - down) * ((1 - across) * canvas(r, c) + across * canvas(r, c + 1)) +
         down * ((1 - across) * canvas(r + 1, c) + across * canvas(r + 1, c + 1));
}

// The labels 10 * left + right do not tell which image is on the right, but here each class has one
// image only.
TEST(MultiMnist, IsTheMaximumOfTwoShiftedDigitsInterpolated) {
  const ImageSet digits = stroke_digits(10, 3), set = multi_mnist(digits, 1);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(digit(set.labels[i], Side::left), digits.labels[i]);
    const int right = digit(set.labels[i], Side::right);
    const auto other = static_cast<std::size_t>(
        std::find(digits.labels.begin(), digits.labels.end(), right) - digits.labels.begin());
    ASSERT_LT(other, 10U);
    for (std::size_t p = 0; p < 784; ++p)
      ASSERT_NEAR(set.pixels[i * 784 + p],
                  overlaid(digits.pixels.data() + i * 784, digits.pixels.data() + other * 784,
                           p / 28, p % 28),
                  0.5 + 1e-9)
          << "image " << i << ", pixel " << p;
  }
}

// One white pixel, at row 10, column 3 of the digit: it lands at canvas (10, 3) and (16, 9), and
// each of the two spreads over the pixels whose centres are nearer than 1.
TEST(MultiMnist, OneWhitePixelLandsOnBothSides) {
  std::vector<std::uint8_t> pixels(784, 0);
  pixels[10 * 28 + 3] = 255;
  const ImageSet set = multi_mnist(one_image(pixels), 1);
  EXPECT_THAT(set.labels, ElementsAre(77));
  // Output row 7 lies at canvas 64/7 = 9 1/7, row 8 at 73/7 = 10 3/7; column 2 at 19/7 = 2 5/7,
  // column 3 at 4: shares 1/7 and 4/7 of rows, 5/7 and 0 of columns.
  EXPECT_EQ(set.pixels[7 * 28 + 2], std::round(255.0 * 1 / 7 * 5 / 7));
  EXPECT_EQ(set.pixels[8 * 28 + 2], std::round(255.0 * 4 / 7 * 5 / 7));
  EXPECT_EQ(set.pixels[8 * 28 + 3], 0);
  // Row 12 at 109/7 = 15 4/7, row 13 at 118/7 = 16 6/7; column 6 at 55/7 = 7 6/7, column 7 at
  // 64/7 = 9 1/7.
  EXPECT_EQ(set.pixels[12 * 28 + 7], std::round(255.0 * 4 / 7 * 6 / 7));
  EXPECT_EQ(set.pixels[13 * 28 + 7], std::round(255.0 * 1 / 7 * 6 / 7));
  EXPECT_EQ(set.pixels[12 * 28 + 6], 0);
  EXPECT_EQ(std::count(set.pixels.begin(), set.pixels.end(), 0), 784 - 4);
}

TEST(MultiMnist, KeepsSizeAndNamesOfTheDigits) {
  const ImageSet digits = stroke_digits(40, 1), set = multi_mnist(digits, 1);
  set.validate();
  EXPECT_EQ(set.size(), 40U);
  EXPECT_EQ(set.classes(), 100U);
  EXPECT_EQ(set.class_names[37], "3 7");
  EXPECT_EQ(set.name, "two of " + digits.name);
  EXPECT_TRUE(set.stand_in);
}

TEST(MultiMnist, SameSeedSameBytes) {
  const ImageSet digits = stroke_digits(100, 1), set = multi_mnist(digits, 1);
  EXPECT_EQ(set.pixels, multi_mnist(digits, 1).pixels);
  EXPECT_EQ(set.labels, multi_mnist(digits, 1).labels);
  EXPECT_NE(set.labels, multi_mnist(digits, 2).labels);
}

// The right digits are drawn with equal chances: of 2,000, each comes 200 times, give or take
// 13.4 (the standard deviation).
TEST(MultiMnist, RightDigitsAreDrawnEvenly) {
  std::vector<double> counts(10, 0);
  for (const int label : multi_mnist(stroke_digits(2000, 1), 1).labels)
    ++counts[static_cast<std::size_t>(digit(label, Side::right))];
  EXPECT_THAT(counts, Each(testing::AllOf(testing::Gt(140), testing::Lt(260))));
}

// Training images have only threes, test images only eights.
TEST(MultiMnist, EachPartIsMadeOfItsOwnImages) {
  const ImageSet all = stroke_digits(100, 1);
  const auto only = [&](int label) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all.labels[i] == label) rows.push_back(i);
    return select(all, rows);
  };
  const TrainTest both = multi_mnist({only(3), only(8)}, 1);
  EXPECT_THAT(both.train.labels, Each(33));
  EXPECT_THAT(both.test.labels, Each(88));
}

TEST(MultiMnist, StandInsAreLoadedWithoutAFolder) {
  const TrainTest both = load_multi_mnist("", 1, 80);
  EXPECT_EQ(both.train.size(), 80U);
  EXPECT_EQ(both.test.size(), 20U);
  EXPECT_EQ(both.train.pixels, load_multi_mnist("", 1, 80).train.pixels);
  EXPECT_NE(both.train.pixels, load_multi_mnist("", 2, 80).train.pixels);
  EXPECT_EQ(error_of([] { load_multi_mnist("", 1, 3); }),
            "load_multi_mnist: 3 images to train on were asked for, and a quarter of that to test "
            "on: ask for 4 or more.");
}

TEST(MultiMnist, TasksAreTheTwoSides) {
  const ImageSet set = multi_mnist(stroke_digits(30, 1), 1);
  const std::vector<std::size_t> rows = {4, 0, 29};
  const nn::Batch batch = make_batch(set, rows);
  const nn::SharedBatch both = both_sides(batch);
  EXPECT_EQ(both.inputs, batch.inputs);
  ASSERT_EQ(both.tasks.size(), 2U);
  for (const Side side : {Side::left, Side::right}) {
    const nn::Answers& answers = both.tasks[side == Side::left ? 0 : 1];
    EXPECT_THAT(answers.rows, ElementsAre(0, 1, 2));
    const nn::Batch one = one_side(batch, side);
    EXPECT_EQ(one.inputs, batch.inputs);
    EXPECT_EQ(one.labels, answers.labels);
    for (std::size_t i = 0; i < 3; ++i) {
      const int label = set.labels[rows[i]];
      EXPECT_EQ(answers.labels[i], side == Side::left ? label / 10 : label % 10);
    }
  }
}

TEST(MultiMnist, RejectsWhatIsNotDigits) {
  ImageSet set = stroke_digits(10, 1);
  set.name = "A";
  set.class_names.push_back("ten");
  EXPECT_EQ(error_of([&] { multi_mnist(set, 1); }),
            "multi_mnist: the images of 'A' are 28 x 28 x 1 in 11 classes, but must be digits, 28 "
            "x 28 x 1 in 10 classes, as load_mnist gives them.");
  set.class_names.pop_back();
  set.height = 14;
  set.width = 56;
  EXPECT_THAT(error_of([&] { multi_mnist(set, 1); }),
              testing::HasSubstr("the images of 'A' are 14 x 56 x 1 in 10 classes"));
  set.pixels.clear();
  set.labels.clear();
  EXPECT_EQ(error_of([&] { multi_mnist(set, 1); }),
            "multi_mnist: 'A' has no images to draw from: give it at least one.");
}

TEST(MultiMnist, RejectsOtherLabels) {
  EXPECT_EQ(digit(0, Side::left), 0);
  EXPECT_EQ(digit(99, Side::right), 9);
  for (const int label : {-1, 100})
    EXPECT_EQ(
        error_of([&] { digit(label, Side::left); }),
        base::text("digit: the label ", label, " is not one of multi_mnist's, which are 0 to 99."));
}

}  // namespace
}  // namespace tapestry::datasets
