#include "datasets/generated/textured_objects.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "datasets/random.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

constexpr int kObjectSide = 32;
constexpr int kObjectPlane = kObjectSide * kObjectSide;

using Colour = std::array<float, 3>;
using Image = std::array<float, 3 * kObjectPlane>;

Colour random_colour(float low, float high, Rng& rng) {
  Colour colour;
  for (float& part : colour) part = random_real(rng, low, high);
  return colour;
}

void mix(Image& image, int pixel, const Colour& colour, float share) {
  for (int c = 0; c < 3; ++c) {
    float& value = image[static_cast<std::size_t>(c * kObjectPlane + pixel)];
    value += share * (colour[static_cast<std::size_t>(c)] - value);
  }
}

// How far the point is outside the shape (below 0: inside), for shapes of about unit radius.
float outside(int shape, float x, float y) {
  const float ax = std::fabs(x), ay = std::fabs(y);
  switch (shape) {
    case 0:  // disc
      return std::sqrt(x * x + y * y) - .95F;
    case 1:  // square
      return std::max(ax, ay) - .82F;
    case 2:  // triangle, standing on a side
      return std::max(y - .7F, .87F * ax - .5F * y - .5F);
    case 3:  // ring
      return std::fabs(std::sqrt(x * x + y * y) - .72F) - .27F;
    default:  // cross
      return std::min(std::max(ax - .3F, ay - 1), std::max(ax - 1, ay - .3F));
  }
}

// A dark gradient between two colours, and blobs of other dark colours.
void draw_background(Image& image, Rng& rng) {
  const Colour from = random_colour(0, .45F, rng), to = random_colour(0, .45F, rng);
  const float angle = random_real(rng, 0, 6.2831853F);
  const float dx = std::cos(angle) / kObjectSide, dy = std::sin(angle) / kObjectSide;
  for (int y = 0; y < kObjectSide; ++y)
    for (int x = 0; x < kObjectSide; ++x) {
      const float t = std::clamp(
          .5F + dx * (static_cast<float>(x) - 15.5F) + dy * (static_cast<float>(y) - 15.5F), 0.F,
          1.F);
      const int pixel = y * kObjectSide + x;
      mix(image, pixel, from, 1);
      mix(image, pixel, to, t);
    }
  for (int blob = 0; blob < 4; ++blob) {
    const Colour colour = random_colour(0, .6F, rng);
    const float x0 = random_real(rng, 0, kObjectSide), y0 = random_real(rng, 0, kObjectSide);
    const float radius = random_real(rng, 2, 5);
    const float tilt = random_real(rng, -.8F, .8F);
    const int top = std::max(0, static_cast<int>(y0 - 2 * radius));
    const int bottom = std::min(kObjectSide - 1, static_cast<int>(y0 + 2 * radius));
    for (int y = top; y <= bottom; ++y)
      for (int x = 0; x < kObjectSide; ++x) {
        const float px = static_cast<float>(x) - x0, py = static_cast<float>(y) - y0;
        const float ex = px + tilt * py;
        const float share = std::clamp(radius + .5F - std::sqrt(ex * ex + py * py), 0.F, 1.F);
        if (share > 0) mix(image, y * kObjectSide + x, colour, share);
      }
  }
}

void draw_object(Image& image, int shape, bool striped, Rng& rng) {
  const Colour bright = random_colour(.6F, 1, rng), dim = random_colour(.1F, .5F, rng);
  const float radius = random_real(rng, 9.5F, 13);
  const float x0 = 15.5F + random_real(rng, -3, 3);
  const float y0 = 15.5F + random_real(rng, -3, 3);
  const float tilt = random_real(rng, -.3F, .3F);
  const float c = std::cos(tilt) / radius, s = std::sin(tilt) / radius;
  // Textures have a period of 8 to 10 pixels; where they begin is random.
  const float wave = 6.2831853F / random_real(rng, 8, 10);
  const float phase_x = random_real(rng, 0, 6.2831853F), phase_y = random_real(rng, 0, 6.2831853F);
  const float slope = random_real(rng, -.25F, .25F);
  for (int y = 0; y < kObjectSide; ++y)
    for (int x = 0; x < kObjectSide; ++x) {
      const float px = static_cast<float>(x) - x0, py = static_cast<float>(y) - y0;
      const float distance = radius * outside(shape, c * px + s * py, c * py - s * px);
      const float inside = std::clamp(.5F - distance, 0.F, 1.F);
      if (inside == 0) continue;
      float pattern = std::sin(wave * (py + slope * px) + phase_y);
      if (!striped) pattern = 1.2F * pattern * std::sin(wave * (px - slope * py) + phase_x) + .2F;
      const float share = std::clamp(.5F + 1.5F * pattern, 0.F, 1.F);
      const int pixel = y * kObjectSide + x;
      Colour colour;
      for (std::size_t k = 0; k < 3; ++k) colour[k] = dim[k] + share * (bright[k] - dim[k]);
      mix(image, pixel, colour, inside);
    }
}

}  // namespace

ImageSet textured_objects(std::size_t count, std::uint64_t seed) {
  if (count == 0) base::fail("textured_objects: 0 images were asked for: ask for at least 1.");
  ImageSet set{
      "textured objects (stand-in for CIFAR-10)",
      kObjectSide,
      kObjectSide,
      3,
      {},
      {},
      {"striped disc", "striped square", "striped triangle", "striped ring", "striped cross",
       "spotted disc", "spotted square", "spotted triangle", "spotted ring", "spotted cross"},
      true};
  Rng rng(seed);
  set.labels = balanced_labels(count, 10, rng);
  set.pixels.resize(count * set.features());
  Image image{};
  for (std::size_t i = 0; i < count; ++i) {
    draw_background(image, rng);
    draw_object(image, set.labels[i] % 5, set.labels[i] < 5, rng);
    // One picture in four is a negative: were the object always the bright part, a linear model
    // could tell the shapes apart nearly as well as a network.
    if (random_real(rng, 0, 1) < .25F)
      for (float& value : image) value = 1 - value;
    to_noisy_bytes(image.data(), image.size(), random_real(rng, .03F, .15F), rng,
                   &set.pixels[i * set.features()]);
  }
  return set;
}

}  // namespace tapestry::datasets
