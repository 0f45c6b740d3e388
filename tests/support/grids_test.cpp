#include <gmock/gmock.h>

#include <limits>
#include <map>

#include "tests/support/temporary.hpp"
#include "tutorials/support/picture_grids.hpp"

namespace tapestry {
namespace {

using testing::HasSubstr;

constexpr Color kGreen{0, 158, 115}, kOrange{213, 94, 0};

std::size_t count(const Picture& picture, Color color) {
  std::size_t found = 0;
  for (std::size_t y = 0; y < picture.height(); ++y)
    for (std::size_t x = 0; x < picture.width(); ++x) found += picture.at(x, y) == color;
  return found;
}

// The first pixel of this colour, row by row.
std::pair<std::size_t, std::size_t> place(const Picture& picture, Color color) {
  for (std::size_t y = 0; y < picture.height(); ++y)
    for (std::size_t x = 0; x < picture.width(); ++x)
      if (picture.at(x, y) == color) return {x, y};
  ADD_FAILURE() << "there is no such pixel";
  return {0, 0};
}

// A plain image of one grey.
Example plain(std::uint8_t grey, const std::string& caption, bool correct, std::size_t side = 8) {
  return {std::vector<std::uint8_t>(side * side, grey), 1, side, side, caption, correct};
}

TEST(ImageGrid, DrawsEachImageOnceInReadingOrder) {
  std::vector<Example> examples;
  for (int i = 0; i < 5; ++i)
    examples.push_back(plain(static_cast<std::uint8_t>(61 + i), "7", true));
  const Picture grid = image_grid("five", examples, 3, 4);
  std::map<std::uint8_t, std::pair<std::size_t, std::size_t>> at;
  for (std::uint8_t grey = 61; grey < 66; ++grey) {
    EXPECT_EQ(count(grid, {grey, grey, grey}), 8U * 8 * 4 * 4) << int{grey};
    at[grey] = place(grid, {grey, grey, grey});
  }
  EXPECT_LT(at[61].first, at[62].first);
  EXPECT_LT(at[62].first, at[63].first);
  EXPECT_EQ(at[61].second, at[63].second);
  EXPECT_EQ(at[64].first, at[61].first);
  EXPECT_EQ(at[65].first, at[62].first);
  EXPECT_GE(at[64].second, at[61].second + 8 * 4);
}

TEST(ImageGrid, ChannelsAreRedGreenBlue) {
  const Example example{{1, 2, 3, 4, 5, 6}, 3, 1, 2, "", true};
  const Picture grid = image_grid("", {example}, 1, 5);
  EXPECT_EQ(count(grid, {1, 3, 5}), 25U);
  EXPECT_EQ(count(grid, {2, 4, 6}), 25U);
}

TEST(ImageGrid, RightAndWrongDifferByMoreThanColour) {
  // The line that explains the marks is in every grid: what an example adds is the difference.
  const Picture right = image_grid("", {plain(77, "7", true, 16)}, 1, 4);
  const Picture wrong = image_grid("", {plain(77, "7 \u2192 1", false, 16)}, 1, 4);
  const std::size_t side = 16 * 4;
  // A frame of 2 against one of 6, a cross over the corner, and the caption in orange.
  EXPECT_EQ(count(right, kGreen) - count(wrong, kGreen), (side + 4) * (side + 4) - side * side);
  EXPECT_GT(count(wrong, kOrange) - count(right, kOrange), (side + 12) * (side + 12) - side * side);
  EXPECT_EQ(count(right, {77, 77, 77}), side * side);
  EXPECT_EQ(count(wrong, {77, 77, 77}), side * side - 20 * 20);
}

TEST(ImageGrid, SizesMayDifferAndLongCaptionsAreBroken) {
  const Example color{std::vector<std::uint8_t>(3 * 32 * 32, 90), 3, 32, 32, "ship", true};
  const Picture one_line = image_grid("", {plain(60, "7", true, 28), color}, 2, 4);
  EXPECT_EQ(count(one_line, {60, 60, 60}), 28U * 28 * 16);
  EXPECT_EQ(count(one_line, {90, 90, 90}), 32U * 32 * 16);
  Example two = color;
  two.caption = "airplane \u2192 automobile";
  const Picture two_lines = image_grid("", {plain(60, "7", true, 28), two}, 2, 4);
  EXPECT_GT(two_lines.height(), one_line.height());
  EXPECT_EQ(two_lines.width(), one_line.width());
}

TEST(ImageGrid, SizesThatDisagreeAreErrors) {
  Example short_of_one = plain(1, "7", true);
  short_of_one.pixels.pop_back();
  EXPECT_EQ(error_of([&] {
              image_grid("t", {plain(1, "", true), short_of_one}, 2);
            }),
            "image grid: example 1 ('7') has 63 bytes and the sizes 1 x 8 x 8 (channels x height x "
            "width): it must have 1 or 3 channels, and as many bytes as the product of its sizes.");
  const Example two_channels{std::vector<std::uint8_t>(8), 2, 2, 2, "", true};
  EXPECT_THAT(error_of([&] { image_grid("t", {two_channels}, 2); }),
              HasSubstr("the sizes 2 x 2 x 2"));
  EXPECT_THAT(error_of([&] { image_grid("t", {Example{}}, 2); }), HasSubstr("the sizes 0 x 0 x 0"));
  EXPECT_EQ(error_of([] { image_grid("t", {}, 2); }),
            "image grid: there are no examples: give at least one.");
  EXPECT_EQ(error_of([] { image_grid("t", {plain(1, "", true)}, 0); }),
            "image grid: there are 0 columns: ask for at least one.");
  EXPECT_EQ(error_of([] { image_grid("t", {plain(1, "", true)}, 1, 0); }),
            "image grid: the scale is 0: it must be 1 or more.");
}

TEST(WeightImages, OneChannelRunsFromBlueOverWhiteToRed) {
  // Two units [features x units]: columns of the matrix. Each is scaled by itself.
  const Tensor weights = tensor({4, 2}, {-2, 0, 2, 0, 1, 0, 0, 8});
  const Picture picture = weight_images("", weights, 1, 2, 2, 2, 3);
  EXPECT_EQ(count(picture, {5, 48, 140}), 9U);     // -2
  EXPECT_EQ(count(picture, {165, 10, 30}), 18U);   // 2, and the other unit's 8
  EXPECT_EQ(count(picture, {210, 133, 143}), 9U);  // 1: half way from white (132.5, 142.5 rounded)
  // The features run along the rows: -2 stands left of 2, and above 1.
  const auto minus_two = place(picture, {5, 48, 140}), two = place(picture, {165, 10, 30});
  const auto one = place(picture, {210, 133, 143});
  EXPECT_EQ(two.first, minus_two.first + 3);
  EXPECT_EQ(two.second, minus_two.second);
  EXPECT_EQ(one.first, minus_two.first);
  EXPECT_EQ(one.second, minus_two.second + 3);
}

TEST(WeightImages, ThreeChannelsAreBrightnessAroundGrey) {
  // One pixel: red 0, green -4, blue 2.
  const Picture picture = weight_images("", tensor({3, 1}, {0, -4, 2}), 3, 1, 1, 1, 3);
  EXPECT_EQ(count(picture, {128, 1, 192}), 9U);  // 128 + 127 * (0, -1, 1/2), rounded
}

TEST(WeightImages, AUnitOfZerosIsBlank) {
  const Picture grey = weight_images("", zeros({12, 1}), 3, 2, 2, 1, 3);
  EXPECT_EQ(count(grey, {128, 128, 128}), 36U);
  const Picture white = weight_images("", zeros({4, 1}), 1, 2, 2, 1, 3);
  const Picture inked = weight_images("", zeros({4, 1}) + Scalar{1}, 1, 2, 2, 1, 3);
  EXPECT_EQ(count(inked, {165, 10, 30}), 36U);
  EXPECT_EQ(count(white, {165, 10, 30}) + count(white, {5, 48, 140}), 0U);
}

TEST(WeightImages, SizesThatDisagreeAreErrors) {
  EXPECT_EQ(error_of([] {
              weight_images("t", zeros({784, 8}), 3, 32, 32, 4);
            }),
            "weight images: weights [784 x 8] for images of 3 x 32 x 32 (channels x height x "
            "width): they must be [3072 x units], with 1 or 3 channels and at least one unit.");
  EXPECT_THAT(error_of([] { weight_images("t", zeros({784}), 1, 28, 28, 4); }),
              HasSubstr("weights [784] for images"));
  EXPECT_THAT(error_of([] {
                weight_images("t", zeros({8, 1}), 2, 2, 2, 4);
              }),
              HasSubstr("for images of 2 x 2 x 2"));
  EXPECT_THAT(error_of([] {
                weight_images("t", zeros({4, 0}), 1, 2, 2, 4);
              }),
              HasSubstr("at least one unit"));
  EXPECT_EQ(error_of([] {
              weight_images("t", zeros({4, 1}), 1, 2, 2, 0);
            }),
            "weight images: there are 0 columns: ask for at least one.");
  Tensor broken = zeros({4, 2});
  broken(2, 1) = std::numeric_limits<Scalar>::quiet_NaN();
  EXPECT_EQ(error_of([&] { weight_images("t", broken, 1, 2, 2, 4); }),
            "weight images: the weight [2, 1] of [4 x 2] is nan: only finite weights can be drawn; "
            "look where training went wrong.");
}

}  // namespace
}  // namespace tapestry
