#include "datasets/generated/stroke_digits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "datasets/random.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

constexpr int kDigitSide = 28;

struct Point {
  float x, y;
};
using Stroke = std::vector<Point>;
using Glyph = std::vector<Stroke>;

// The ways to write each digit, in a unit square with y downwards. A stroke is a smooth curve
// through its points; a corner is where one stroke ends and the next begins.
const std::array<std::vector<Glyph>, 10>& glyphs() {
  static const std::array<std::vector<Glyph>, 10> table = {{
      {{{{.52F, .05F},
         {.27F, .18F},
         {.19F, .5F},
         {.27F, .82F},
         {.5F, .95F},
         {.74F, .8F},
         {.81F, .5F},
         {.74F, .18F},
         {.5F, .05F}}}},
      {{{{.52F, .05F}, {.51F, .5F}, {.5F, .95F}}},
       {{{.34F, .26F}, {.45F, .17F}, {.54F, .05F}}, {{.54F, .05F}, {.53F, .5F}, {.52F, .95F}}},
       {{{.34F, .24F}, {.45F, .15F}, {.52F, .05F}},
        {{.52F, .05F}, {.52F, .5F}, {.52F, .95F}},
        {{.3F, .95F}, {.52F, .95F}, {.74F, .94F}}}},
      {{{{.2F, .25F},
         {.35F, .08F},
         {.62F, .07F},
         {.77F, .25F},
         {.68F, .5F},
         {.42F, .75F},
         {.2F, .93F}},
        {{.2F, .93F}, {.5F, .92F}, {.82F, .93F}}},
       {{{.22F, .22F},
         {.45F, .05F},
         {.72F, .16F},
         {.7F, .45F},
         {.46F, .8F},
         {.27F, .92F},
         {.22F, .8F},
         {.36F, .74F},
         {.58F, .88F},
         {.82F, .92F}}}},
      {{{{.22F, .15F}, {.45F, .05F}, {.7F, .15F}, {.68F, .36F}, {.44F, .47F}},
        {{.44F, .47F}, {.72F, .58F}, {.76F, .78F}, {.5F, .95F}, {.2F, .85F}}},
       {{{.24F, .08F}, {.5F, .07F}, {.74F, .08F}},
        {{.74F, .08F}, {.6F, .25F}, {.46F, .42F}},
        {{.46F, .42F}, {.73F, .55F}, {.75F, .78F}, {.5F, .95F}, {.22F, .86F}}}},
      {{{{.58F, .05F}, {.4F, .35F}, {.17F, .64F}},
        {{.17F, .64F}, {.5F, .65F}, {.85F, .63F}},
        {{.65F, .34F}, {.64F, .65F}, {.62F, .95F}}},
       {{{.25F, .08F}, {.21F, .32F}, {.24F, .52F}},
        {{.24F, .52F}, {.48F, .55F}, {.74F, .5F}},
        {{.74F, .08F}, {.71F, .5F}, {.67F, .95F}}},
       {{{.62F, .05F}, {.4F, .32F}, {.16F, .6F}},
        {{.16F, .6F}, {.5F, .61F}, {.84F, .6F}},
        {{.62F, .05F}, {.63F, .5F}, {.62F, .95F}}}},
      {{{{.76F, .08F}, {.52F, .07F}, {.31F, .08F}},
        {{.31F, .08F}, {.28F, .25F}, {.26F, .43F}},
        {{.26F, .43F}, {.52F, .38F}, {.75F, .52F}, {.74F, .8F}, {.48F, .95F}, {.2F, .85F}}},
       {{{.74F, .06F},
         {.5F, .08F},
         {.34F, .14F},
         {.27F, .32F},
         {.34F, .44F},
         {.58F, .5F},
         {.74F, .64F},
         {.68F, .86F},
         {.45F, .95F},
         {.22F, .88F}}}},
      {{{{.66F, .06F},
         {.42F, .22F},
         {.26F, .55F},
         {.28F, .83F},
         {.5F, .95F},
         {.73F, .82F},
         {.7F, .6F},
         {.48F, .52F},
         {.28F, .66F}}},
       {{{.4F, .05F},
         {.28F, .35F},
         {.24F, .68F},
         {.38F, .92F},
         {.6F, .92F},
         {.72F, .74F},
         {.6F, .58F},
         {.4F, .6F},
         {.25F, .72F}}}},
      {{{{.2F, .1F}, {.5F, .09F}, {.79F, .09F}}, {{.79F, .09F}, {.6F, .48F}, {.44F, .95F}}},
       {{{.2F, .1F}, {.5F, .09F}, {.79F, .09F}},
        {{.79F, .09F}, {.6F, .48F}, {.44F, .95F}},
        {{.38F, .52F}, {.57F, .51F}, {.75F, .5F}}},
       {{{.22F, .24F}, {.22F, .16F}, {.23F, .1F}},
        {{.23F, .1F}, {.5F, .09F}, {.78F, .1F}},
        {{.78F, .1F}, {.64F, .45F}, {.56F, .95F}}}},
      {{{{.5F, .48F},
         {.28F, .33F},
         {.32F, .12F},
         {.52F, .05F},
         {.72F, .14F},
         {.7F, .33F},
         {.5F, .48F},
         {.26F, .64F},
         {.24F, .84F},
         {.5F, .95F},
         {.76F, .84F},
         {.74F, .63F},
         {.5F, .48F}}},
       {{{.72F, .16F},
         {.52F, .05F},
         {.3F, .16F},
         {.36F, .38F},
         {.6F, .54F},
         {.72F, .76F},
         {.52F, .95F},
         {.28F, .82F},
         {.36F, .6F},
         {.58F, .42F},
         {.72F, .18F}}}},
      {{{{.73F, .3F},
         {.6F, .1F},
         {.4F, .07F},
         {.25F, .26F},
         {.36F, .46F},
         {.58F, .45F},
         {.73F, .28F}},
        {{.73F, .25F}, {.72F, .6F}, {.64F, .95F}}},
       {{{.7F, .2F},
         {.5F, .05F},
         {.27F, .2F},
         {.34F, .43F},
         {.56F, .44F},
         {.72F, .22F},
         {.74F, .55F},
         {.62F, .85F},
         {.36F, .94F}}}},
  }};
  return table;
}

// The Catmull-Rom spline: the smooth curve through b and c, with a before and d after them, t in
// [0, 1]. E. Catmull, R. Rom, "A class of local interpolating splines" (1974).
float catmull_rom(float a, float b, float c, float d, float t) {
  return .5F * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
}

// Draws the line from a to b, in pixels, with a round pen; the edge fades over one pixel. Only
// pixels near the line are visited: the whole image would cost 20 times as much.
void draw_line(Point a, Point b, float radius, float* image) {
  const float reach = radius + 1;
  const int left = std::max(0, static_cast<int>(std::min(a.x, b.x) - reach));
  const int right = std::min(kDigitSide - 1, static_cast<int>(std::max(a.x, b.x) + reach));
  const int top = std::max(0, static_cast<int>(std::min(a.y, b.y) - reach));
  const int bottom = std::min(kDigitSide - 1, static_cast<int>(std::max(a.y, b.y) + reach));
  const float dx = b.x - a.x, dy = b.y - a.y;
  const float squared_length = std::max(dx * dx + dy * dy, 1e-6F);
  for (int y = top; y <= bottom; ++y)
    for (int x = left; x <= right; ++x) {
      const float px = static_cast<float>(x) - a.x, py = static_cast<float>(y) - a.y;
      const float t = std::clamp((px * dx + py * dy) / squared_length, 0.F, 1.F);
      const float ex = px - t * dx, ey = py - t * dy;
      const float ink = std::clamp(radius + .5F - std::sqrt(ex * ex + ey * ey), 0.F, 1.F);
      float& pixel = image[y * kDigitSide + x];
      pixel = std::max(pixel, ink);
    }
}

// The map from the unit square to pixels: a random turn, slant, size and place.
struct Placement {
  float xx, xy, yx, yy, x0, y0;

  explicit Placement(Rng& rng) {
    const float turn = random_real(rng, -.28F, .28F);
    const float slant = random_real(rng, -.3F, .3F);
    const float width = random_real(rng, 14, 22), height = random_real(rng, 16, 22);
    const float c = std::cos(turn), s = std::sin(turn);
    xx = c * width, xy = (c * slant - s) * height;
    yx = s * width, yy = (s * slant + c) * height;
    x0 = 13.5F + random_real(rng, -2.5F, 2.5F);
    y0 = 13.5F + random_real(rng, -2.5F, 2.5F);
  }
  Point operator()(Point p) const {
    const float x = p.x - .5F, y = p.y - .5F;
    return {xx * x + xy * y + x0, yx * x + yy * y + y0};
  }
};

void draw_stroke(const Stroke& stroke, const Placement& place, float radius, Rng& rng,
                 float* image) {
  constexpr float kShake = .05F;
  constexpr int kSteps = 5;
  Stroke points;
  for (Point p : stroke) {
    p.x += random_real(rng, -kShake, kShake);
    p.y += random_real(rng, -kShake, kShake);
    points.push_back(place(p));
  }
  Point from = points.front();
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point &b = points[i], &c = points[i + 1];
    const Point& a = i == 0 ? b : points[i - 1];
    const Point& d = i + 2 == points.size() ? c : points[i + 2];
    for (int step = 1; step <= kSteps; ++step) {
      const float t = static_cast<float>(step) / kSteps;
      const Point to{catmull_rom(a.x, b.x, c.x, d.x, t), catmull_rom(a.y, b.y, c.y, d.y, t)};
      draw_line(from, to, radius, image);
      from = to;
    }
  }
}

}  // namespace

ImageSet stroke_digits(std::size_t count, std::uint64_t seed) {
  if (count == 0) base::fail("stroke_digits: 0 images were asked for: ask for at least 1.");
  ImageSet set{"stroke digits (stand-in for MNIST)",
               kDigitSide,
               kDigitSide,
               1,
               {},
               {},
               {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
               true};
  Rng rng(seed);
  set.labels = balanced_labels(count, 10, rng);
  set.pixels.resize(count * set.features());
  std::array<float, kDigitSide * kDigitSide> image;
  for (std::size_t i = 0; i < count; ++i) {
    image.fill(0);
    const auto& ways = glyphs()[static_cast<std::size_t>(set.labels[i])];
    const Glyph& glyph = ways[random_index(rng, ways.size())];
    const Placement place(rng);
    const float radius = random_real(rng, .6F, 1.7F);
    for (const Stroke& stroke : glyph) draw_stroke(stroke, place, radius, rng, image.data());
    const float brightness = random_real(rng, .75F, 1);
    for (float& pixel : image) pixel *= brightness;
    to_noisy_bytes(image.data(), image.size(), random_real(rng, .05F, .3F), rng,
                   &set.pixels[i * set.features()]);
  }
  return set;
}

}  // namespace tapestry::datasets
