#include "tutorials/support/picture.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "datasets/files/stb_image.hpp"
#include "tests/support/temporary.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/picture_font.hpp"

namespace tapestry {
namespace {

using testing::Each;
using testing::HasSubstr;

constexpr Color kRed{255, 0, 0}, kBlue{0, 0, 255};

std::vector<std::uint8_t> decoded(const std::string& png, const Picture& picture) {
  const std::vector<std::uint8_t> bytes(png.begin(), png.end());
  return datasets::decode_image(bytes, "a.png", {picture.height(), picture.width(), 3}).pixels;
}

// A picture in which every pixel differs from its neighbours.
Picture colorful() {
  Picture picture(37, 23);  // not square, and no multiple of anything
  for (std::size_t y = 0; y < 23; ++y)
    for (std::size_t x = 0; x < 37; ++x)
      picture.fill(x, y, 1, 1,
                   {static_cast<std::uint8_t>(7 * x), static_cast<std::uint8_t>(11 * y),
                    static_cast<std::uint8_t>(x * y)});
  return picture;
}

TEST(Picture, ThePngDecodesToThePixels) {
  const TemporaryFolder folder;
  const Picture picture = colorful();
  picture.write_png(folder / "a.png");
  EXPECT_EQ(decoded(contents(folder / "a.png"), picture), picture.pixels());
  EXPECT_EQ(folder.files(), 1U);
}

TEST(Picture, AFolderThatIsAbsentIsAnError) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_of([&] { colorful().write_png(folder / "no/a.png"); }),
            "picture: '" + (folder / "no/a.png").string() +
                "' cannot be written (No such file or directory): its folder must exist, be "
                "writable and have room.");
}

TEST(Picture, FillsARectangleAndNothingElse) {
  Picture picture(6, 5, kBlue);
  picture.fill(1, 2, 3, 2, kRed);
  for (std::size_t y = 0; y < 5; ++y)
    for (std::size_t x = 0; x < 6; ++x)
      EXPECT_EQ(picture.at(x, y) == kRed, x >= 1 && x < 4 && y >= 2 && y < 4) << x << ", " << y;
  EXPECT_EQ(picture.at(0, 0), kBlue);
}

TEST(Picture, AFrameIsHollow) {
  Picture picture(8, 7);
  picture.frame(1, 1, 6, 5, 2, kRed);
  for (std::size_t y = 0; y < 7; ++y)
    for (std::size_t x = 0; x < 8; ++x) {
      const bool within = x >= 1 && x < 7 && y >= 1 && y < 6;
      const bool hole = x >= 3 && x < 5 && y == 3;
      EXPECT_EQ(picture.at(x, y) == kRed, within && !hole) << x << ", " << y;
    }
}

TEST(Picture, DrawsPlanesInTheirOrderAndScaled) {
  Picture picture(9, 6);
  // 1 high, 2 wide: the planes are {1, 2}, {3, 4}, {5, 6}.
  picture.draw_image(2, 1, std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}, 3, 1, 2, 3);
  for (std::size_t y = 0; y < 6; ++y)
    for (std::size_t x = 0; x < 9; ++x) {
      Color expected = kWhite;
      if (y >= 1 && y < 4 && x >= 2 && x < 8) expected = x < 5 ? Color{1, 3, 5} : Color{2, 4, 6};
      EXPECT_EQ(picture.at(x, y), expected) << x << ", " << y;
    }
  picture.draw_image(0, 0, std::vector<std::uint8_t>{9, 8}, 1, 2, 1, 1);
  EXPECT_EQ(picture.at(0, 0), (Color{9, 9, 9}));
  EXPECT_EQ(picture.at(0, 1), (Color{8, 8, 8}));
}

TEST(Picture, EveryCharacterHasInkOfItsOwn) {
  std::set<std::string> drawn;
  const auto bytes = [](const Picture& picture) {
    return std::string(picture.pixels().begin(), picture.pixels().end());
  };
  const std::vector<std::uint8_t> blank = Picture(5, 9).pixels();
  for (char c = 32; c < 127; ++c) {
    Picture picture(5, 9);
    picture.draw_text(0, 0, std::string(1, c), kBlack, 1);
    EXPECT_EQ(picture.pixels() == blank, c == ' ') << c;
    drawn.insert(bytes(picture));
  }
  Picture arrow(5, 9);
  arrow.draw_text(0, 0, "\u2192", kBlack, 1);
  drawn.insert(bytes(arrow));
  EXPECT_EQ(drawn.size(), 96U);
}

TEST(Picture, EveryGlyphIsSevenRowsOfFiveDots) {
  std::string all = "\u2192";
  for (char c = 32; c < 127; ++c) all += c;
  for (const Glyph& glyph : glyphs(all)) {
    ASSERT_EQ(glyph.rows.size(), 7U * 6 - 1);
    for (std::size_t i = 0; i < glyph.rows.size(); ++i)
      EXPECT_THAT(i % 6 == 5 ? " " : ".#", HasSubstr(std::string(1, glyph.rows[i]))) << glyph.rows;
  }
}

TEST(Picture, TextTakesItsWidthAtEachScale) {
  EXPECT_EQ(text_width("", 2), 0U);
  EXPECT_EQ(text_width("H", 1), 5U);
  EXPECT_EQ(text_width("HH", 3), 33U);
  EXPECT_EQ(text_width("7\u2192", 1), 11U);
  // H has ink in its first and its last column: the text fills the width and no more.
  Picture picture(33 + 2, 27 + 2);
  picture.draw_text(1, 1, "HH", kRed, 3);
  for (std::size_t y = 0; y < 29; ++y) {
    const bool letter = y >= 1 && y < 1 + 7 * 3;
    EXPECT_EQ(picture.at(0, y), kWhite);
    EXPECT_EQ(picture.at(1, y), letter ? kRed : kWhite) << y;
    EXPECT_EQ(picture.at(33, y), letter ? kRed : kWhite) << y;
    EXPECT_EQ(picture.at(34, y), kWhite);
  }
}

TEST(Picture, SomeLettersReachBelowTheLine) {
  for (char c = 33; c < 127; ++c) {
    Picture picture(5, 9);
    picture.draw_text(0, 0, std::string(1, c), kBlack, 1);
    bool below = false;
    for (std::size_t x = 0; x < 5; ++x) below = below || picture.at(x, 8) == kBlack;
    EXPECT_EQ(below, std::string("gpqy,;").find(c) != std::string::npos) << c;
  }
}

TEST(Picture, WhatDoesNotFitIsAnErrorAndDrawsNothing) {
  Picture picture(20, 10);
  EXPECT_EQ(error_of([&] { picture.fill(15, 0, 6, 1, kRed); }),
            "picture: a rectangle of 6 x 1 at (15, 0) does not fit on the canvas of 20 x 10 (width "
            "x height): move it, or make the canvas larger.");
  EXPECT_THAT(error_of([&] { picture.fill(0, 9, 1, SIZE_MAX, kRed); }), HasSubstr("does not fit"));
  EXPECT_THAT(error_of([&] { picture.draw_text(0, 0, "long", kRed, 1); }),
              HasSubstr("the text 'long' of 23 x 9 at (0, 0) does not fit"));
  EXPECT_THAT(error_of([&] { picture.draw_image(0, 9, std::vector<std::uint8_t>(2), 1, 2, 1, 1); }),
              HasSubstr("an image of 1 x 2 at (0, 9) does not fit"));
  EXPECT_THAT(error_of([&] { picture.at(20, 0); }), HasSubstr("a pixel of 1 x 1 at (20, 0)"));
  EXPECT_THAT(error_of([&] { picture.frame(0, 0, 5, 5, 3, kRed); }),
              HasSubstr("a frame of 5 x 5 has no room for lines 3 thick"));
  EXPECT_THAT(picture.pixels(), Each(255));
}

TEST(Picture, SizesThatDisagreeAreErrors) {
  Picture picture(20, 10);
  const std::vector<std::uint8_t> image(6);
  EXPECT_EQ(error_of([&] { picture.draw_image(0, 0, image, 3, 2, 2, 1); }),
            "picture: an image has 6 bytes and the sizes 3 x 2 x 2 (channels x height x width): it "
            "must have 12.");
  EXPECT_EQ(error_of([&] { picture.draw_image(0, 0, image, 2, 3, 1, 1); }),
            "picture: an image has 2 channels: it must have 1 (grey) or 3 (RGB).");
  EXPECT_EQ(error_of([&] { picture.draw_image(0, 0, image, 1, 3, 2, 0); }),
            "picture: an image is drawn at scale 0: it must be 1 or more.");
  EXPECT_EQ(error_of([] { Picture(0, 5); }),
            "picture: a canvas of 0 x 5 (width x height): each side must be 1 to 16384 pixels.");
  EXPECT_THAT(error_of([] { Picture(5, 16385); }), HasSubstr("a canvas of 5 x 16385"));
}

TEST(Picture, ACharacterThatTheFontLacksIsAnError) {
  EXPECT_EQ(error_of([] { text_width("caf\u00e9"); }),
            "picture: the text 'caf\u00e9' has the byte 195 at place 3, and the font has only "
            "ASCII 32 to 126 and the arrow \u2192: write it in those.");
  EXPECT_THAT(error_of([] { text_width("a\nb"); }), HasSubstr("the byte 10 at place 1"));
  EXPECT_THAT(error_of([] { text_width("a", 0); }), HasSubstr("the text 'a' is drawn at scale 0"));
}

TEST(HeatColor, GoesFromBlueOverWhiteToRed) {
  EXPECT_EQ(heat_color(0, 2), kWhite);
  EXPECT_EQ(heat_color(5, 2), heat_color(2, 2));
  EXPECT_EQ(heat_color(-5, 2), heat_color(-2, 2));
  EXPECT_GT(heat_color(1, 2).red, heat_color(1, 2).blue);
  EXPECT_LT(heat_color(-1, 2).red, heat_color(-1, 2).blue);
  const Color unknown = heat_color(std::nan(""), 2);
  EXPECT_EQ(unknown.red, unknown.blue);
  EXPECT_NE(unknown, kWhite);
}

}  // namespace
}  // namespace tapestry
