#include "tutorials/support/picture_grids.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

#include "engine/base/error.hpp"
#include "tutorials/support/picture_font.hpp"

namespace tapestry {
namespace {

// From the palette of Okabe and Ito, which people with any kind of colour vision can tell apart.
constexpr Color kRight{0, 158, 115}, kWrong{213, 94, 0};
constexpr Color kInk{40, 40, 40}, kFaint{110, 110, 110};

constexpr std::size_t kMargin = 24, kTitleScale = 3, kTextScale = 2;
constexpr std::size_t kTextLine = kLineAdvance * kTextScale;
constexpr std::size_t kHeader = kLineAdvance * kTitleScale + kTextLine + 18;  // title, explanation
constexpr std::size_t kThin = 2, kThick = 6;
constexpr std::size_t kGap = 16, kCaptionGap = 6;  // between examples; above their captions

std::size_t rows_for(std::size_t count, std::size_t columns) {
  return (count + columns - 1) / columns;
}

// A canvas for a body of this size under the header, wide enough for the header's lines.
Picture page(const std::string& title, std::size_t body_width, std::size_t body_height,
             std::size_t explanation_width) {
  const std::size_t width =
      std::max({body_width, text_width(title, kTitleScale), explanation_width});
  Picture page(width + 2 * kMargin, kHeader + body_height + 2 * kMargin);
  page.draw_text(kMargin, kMargin, title, kInk, kTitleScale);
  return page;
}

constexpr std::size_t kExplanationY = kMargin + kLineAdvance * kTitleScale;

// The words of the caption in lines no wider than `width` pixels, but for words that are wider.
std::vector<std::string> wrapped(const std::string& caption, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream words(caption);
  for (std::string word; words >> word;) {
    if (!lines.empty() && text_width(lines.back() + " " + word, kTextScale) <= width)
      lines.back() += " " + word;
    else
      lines.push_back(word);
  }
  return lines;
}

// The badge of a wrong answer: a cross on a square of 20 x 20 pixels.
constexpr std::size_t kBadge = 20;

void draw_cross(Picture& page, std::size_t x, std::size_t y) {
  page.fill(x, y, kBadge, kBadge, kWrong);
  for (std::size_t i = 4; i + 7 <= kBadge; ++i) {
    page.fill(x + i, y + i, 3, 3, kWhite);
    page.fill(x + kBadge - 3 - i, y + i, 3, 3, kWhite);
  }
}

const std::string kRightText = "right", kWrongText = "wrong: truth \u2192 prediction";
constexpr std::size_t kSwatch = 24;

std::size_t marks_width() {
  return 2 * (kSwatch + 8) + text_width(kRightText, kTextScale) + 32 +
         text_width(kWrongText, kTextScale);
}

void explain_marks(Picture& page) {
  std::size_t x = kMargin;
  page.frame(x, kExplanationY, kSwatch, kSwatch, kThin, kRight);
  x += kSwatch + 8;
  page.draw_text(x, kExplanationY + 5, kRightText, kInk, kTextScale);
  x += text_width(kRightText, kTextScale) + 32;
  page.fill(x, kExplanationY, kSwatch, kSwatch, kWrong);
  draw_cross(page, x + 2, kExplanationY + 2);
  page.draw_text(x + kSwatch + 8, kExplanationY + 5, kWrongText, kWrong, kTextScale);
}

void check_example(const Example& example, std::size_t index) {
  const std::size_t expected = example.channels * example.height * example.width;
  if ((example.channels != 1 && example.channels != 3) || expected == 0 ||
      example.pixels.size() != expected)
    base::fail(
        "image grid: example ", index, " ('", example.caption, "') has ", example.pixels.size(),
        " bytes and the sizes ", example.channels, " x ", example.height, " x ", example.width,
        " (channels x height x width): it must have 1 or 3 channels, and as many bytes as the "
        "product of its sizes.");
}

// The image and its frame, centred at the column `middle` and standing on the row `bottom`.
void draw_example(Picture& page, const Example& example, std::size_t middle, std::size_t bottom,
                  std::size_t scale) {
  const std::size_t width = example.width * scale, height = example.height * scale;
  const std::size_t x = middle - width / 2, y = bottom - height;
  const std::size_t line = example.correct ? kThin : kThick;
  page.frame(x - line, y - line, width + 2 * line, height + 2 * line, line,
             example.correct ? kRight : kWrong);
  page.draw_image(x, y, example.pixels, example.channels, example.height, example.width, scale);
  // A tiny image would vanish under the badge; its thick frame has to do.
  if (!example.correct && width >= 2 * kBadge && height >= 2 * kBadge)
    draw_cross(page, x + width - kBadge, y);
}

void check_layout(const char* writer, std::size_t columns, std::size_t scale) {
  if (columns == 0) base::fail(writer, ": there are 0 columns: ask for at least one.");
  if (scale == 0) base::fail(writer, ": the scale is 0: it must be 1 or more.");
}

// `share` of the way from white to the colour; share in [0, 1].
std::uint8_t blend(std::uint8_t color, double share) {
  return static_cast<std::uint8_t>(std::lround(255 + share * (color - 255.0)));
}

Color diverging(double value) {  // value in [-1, 1]
  const Color end = value < 0 ? Color{5, 48, 140} : Color{165, 10, 30};
  const double share = std::abs(value);
  return {blend(end.red, share), blend(end.green, share), blend(end.blue, share)};
}

// Unit `unit` of the weights, divided by its largest absolute value, as planes of RGB bytes.
std::vector<std::uint8_t> unit_image(const Tensor& weights, std::size_t unit, double largest,
                                     std::size_t channels, std::size_t area) {
  std::vector<std::uint8_t> image(3 * area);
  for (std::size_t i = 0; i < channels * area; ++i) {
    const double value = largest > 0 ? double{weights(i, unit)} / largest : 0;
    if (channels == 3) {
      image[i] = static_cast<std::uint8_t>(std::lround(128 + 127 * value));
    } else {
      const Color color = diverging(value);
      image[i] = color.red;
      image[area + i] = color.green;
      image[2 * area + i] = color.blue;
    }
  }
  return image;
}

std::string short_number(double number) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.2g", number);
  return digits;
}

}  // namespace

Picture image_grid(const std::string& title, const std::vector<Example>& examples,
                   std::size_t columns, std::size_t scale) {
  check_layout("image grid", columns, scale);
  if (examples.empty()) base::fail("image grid: there are no examples: give at least one.");
  std::size_t image_width = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    check_example(examples[i], i);
    image_width = std::max(image_width, examples[i].width * scale);
  }

  // Cells are all as wide as the widest; each row is as high as its own highest.
  const std::size_t rows = rows_for(examples.size(), columns);
  std::vector<std::vector<std::string>> captions;
  std::size_t cell_width = image_width + 2 * kThick;
  std::vector<std::size_t> image_heights(rows, 0), caption_lines(rows, 0);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    captions.push_back(wrapped(examples[i].caption, image_width));
    for (const std::string& line : captions[i])
      cell_width = std::max(cell_width, text_width(line, kTextScale));
    const std::size_t row = i / columns;
    image_heights[row] = std::max(image_heights[row], examples[i].height * scale);
    caption_lines[row] = std::max(caption_lines[row], captions[i].size());
  }
  std::vector<std::size_t> tops{kMargin + kHeader};  // where the rows begin, and the last one ends
  for (std::size_t row = 0; row < rows; ++row)
    tops.push_back(tops[row] + image_heights[row] + 2 * kThick + kCaptionGap +
                   caption_lines[row] * kTextLine + kGap);

  const std::size_t wide = std::min(columns, examples.size());
  Picture out =
      page(title, wide * (cell_width + kGap) - kGap, tops[rows] - tops[0] - kGap, marks_width());
  explain_marks(out);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const std::size_t row = i / columns;
    const std::size_t middle = kMargin + i % columns * (cell_width + kGap) + cell_width / 2;
    const std::size_t bottom = tops[row] + image_heights[row] + kThick;  // of the images
    draw_example(out, examples[i], middle, bottom, scale);
    std::size_t y = bottom + kThick + kCaptionGap;
    for (const std::string& line : captions[i]) {
      out.draw_text(middle - text_width(line, kTextScale) / 2, y, line,
                    examples[i].correct ? kInk : kWrong, kTextScale);
      y += kTextLine;
    }
  }
  return out;
}

Picture weight_images(const std::string& title, const Tensor& weights, std::size_t channels,
                      std::size_t height, std::size_t width, std::size_t columns,
                      std::size_t scale) {
  check_layout("weight images", columns, scale);
  const std::size_t area = height * width, features = channels * area;
  if (weights.dimension() != 2 || (channels != 1 && channels != 3) || features == 0 ||
      weights.shape()[0] != features || weights.shape()[1] == 0)
    base::fail("weight images: weights ", to_string(weights.shape()), " for images of ", channels,
               " x ", height, " x ", width, " (channels x height x width): they must be [",
               features, " x units], with 1 or 3 channels and at least one unit.");
  const std::size_t units = weights.shape()[1];
  std::vector<double> largest(units, 0);
  for (std::size_t feature = 0; feature < features; ++feature)
    for (std::size_t unit = 0; unit < units; ++unit) {
      const double size = std::abs(double{weights(feature, unit)});
      if (!std::isfinite(size))
        base::fail("weight images: the weight [", feature, ", ", unit, "] of ",
                   to_string(weights.shape()), " is ", weights(feature, unit),
                   ": only finite weights can be drawn; look where training went wrong.");
      largest[unit] = std::max(largest[unit], size);
    }

  const auto [least, most] = std::minmax_element(largest.begin(), largest.end());
  const std::string colors =
      channels == 1
          ? "blue: negative, white: 0, red: positive; darkest at -m and m"
          : "each of R, G, B: dark: negative, grey: 0, bright: positive; ends at -m and m";
  const std::string range =
      "m: the largest |weight| of a unit, " + short_number(*least) + " to " + short_number(*most);
  const std::size_t cell_width = width * scale + 4, cell_height = height * scale + 4;
  Picture out = page(title, std::min(columns, units) * cell_width,
                     rows_for(units, columns) * cell_height + kTextLine,
                     std::max(text_width(colors, kTextScale), text_width(range, kTextScale)));
  out.draw_text(kMargin, kExplanationY, colors, kFaint, kTextScale);
  out.draw_text(kMargin, kExplanationY + kTextLine, range, kFaint, kTextScale);
  for (std::size_t unit = 0; unit < units; ++unit) {
    const std::size_t x = kMargin + unit % columns * cell_width;
    const std::size_t y = kMargin + kHeader + kTextLine + unit / columns * cell_height;
    // A hairline around each, or white images would run into each other.
    out.frame(x, y, cell_width - 2, cell_height - 2, 1, {190, 190, 190});
    out.draw_image(x + 1, y + 1, unit_image(weights, unit, largest[unit], channels, area), 3,
                   height, width, scale);
  }
  return out;
}

}  // namespace tapestry
