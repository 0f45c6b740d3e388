#include "datasets/generated/multi_mnist.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "datasets/files/idx.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "datasets/random.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

constexpr std::size_t kDigit = 28, kCanvas = 36, kShift = 6, kDigits = 10;

using Canvas = std::array<std::uint8_t, kCanvas * kCanvas>;

// Adds a digit at row `at`, column `at`, the brighter pixel counting.
void draw(const std::uint8_t* pixels, std::size_t at, Canvas& canvas) {
  for (std::size_t r = 0; r < kDigit; ++r)
    for (std::size_t c = 0; c < kDigit; ++c) {
      std::uint8_t& to = canvas[(r + at) * kCanvas + c + at];
      to = std::max(to, pixels[r * kDigit + c]);
    }
}

// (i + 1/2) 36/28 - 1/2 = (9 i + 1) / 7: between canvas pixel (9 i + 1) div 7 and the next one,
// whose share is the remainder, in sevenths. So it is all done in whole numbers, and always inside
// the canvas: the last pixel, 27, lies between 34 and 35.
void resize(const Canvas& canvas, std::uint8_t* out) {
  for (std::size_t i = 0; i < kDigit; ++i)
    for (std::size_t j = 0; j < kDigit; ++j) {
      const std::size_t down = (9 * i + 1) % 7, right = (9 * j + 1) % 7;
      const std::uint8_t* p = canvas.data() + (9 * i + 1) / 7 * kCanvas + (9 * j + 1) / 7;
      const std::size_t upper = (7 - right) * p[0] + right * p[1];
      const std::size_t lower = (7 - right) * p[kCanvas] + right * p[kCanvas + 1];
      out[i * kDigit + j] =
          static_cast<std::uint8_t>(((7 - down) * upper + down * lower + 24) / 49);
    }
}

void check(const ImageSet& digits) {
  digits.validate();
  if (digits.size() == 0)
    base::fail("multi_mnist: '", digits.name,
               "' has no images to draw from: give it at least one.");
  if (digits.height != kDigit || digits.width != kDigit || digits.channels != 1 ||
      digits.classes() != kDigits)
    base::fail(
        "multi_mnist: the images of '", digits.name, "' are ", digits.height, " x ", digits.width,
        " x ", digits.channels, " in ", digits.classes(),
        " classes, but must be digits, 28 x 28 x 1 in 10 classes, as load_mnist gives them.");
}

}  // namespace

ImageSet multi_mnist(const ImageSet& digits, std::uint64_t seed) {
  check(digits);
  ImageSet set;
  set.name = "two of " + digits.name;
  set.height = set.width = kDigit;
  set.channels = 1;
  set.stand_in = digits.stand_in;
  set.pixels.resize(digits.pixels.size());
  for (const std::string& left : digits.class_names)
    for (const std::string& right : digits.class_names)
      set.class_names.push_back(left + " " + right);
  Rng rng(seed);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t other = random_index(rng, digits.size());
    Canvas canvas{};
    draw(digits.pixels.data() + i * kDigit * kDigit, 0, canvas);
    draw(digits.pixels.data() + other * kDigit * kDigit, kShift, canvas);
    resize(canvas, set.pixels.data() + i * kDigit * kDigit);
    set.labels.push_back(static_cast<int>(kDigits) * digits.labels[i] + digits.labels[other]);
  }
  return set;
}

TrainTest multi_mnist(const TrainTest& digits, std::uint64_t seed) {
  Rng seeds(seed);
  const std::uint64_t train = seeds(), test = seeds();
  return {multi_mnist(digits.train, train), multi_mnist(digits.test, test)};
}

TrainTest load_multi_mnist(const std::string& dir, std::uint64_t seed, std::size_t count) {
  if (!dir.empty()) return multi_mnist(load_mnist(dir), seed);
  if (count < 4)
    base::fail(
        "load_multi_mnist: ", count,
        " images to train on were asked for, and a quarter of that to test on: ask for 4 or more.");
  Rng seeds(seed);
  const std::uint64_t train = seeds(), test = seeds();
  return multi_mnist({stroke_digits(count, train), stroke_digits(count / 4, test)}, seed);
}

int digit(int label, Side side) {
  constexpr int classes = static_cast<int>(kDigits);
  if (label < 0 || label >= classes * classes)
    base::fail("digit: the label ", label, " is not one of multi_mnist's, which are 0 to 99.");
  return side == Side::left ? label / classes : label % classes;
}

nn::Batch one_side(nn::Batch batch, Side side) {
  for (int& label : batch.labels) label = digit(label, side);
  return batch;
}

nn::SharedBatch both_sides(nn::Batch batch) {
  nn::SharedBatch shared{std::move(batch.inputs), {{}, {}}};
  for (const Side side : {Side::left, Side::right}) {
    nn::Answers& answers = shared.tasks[side == Side::left ? 0 : 1];
    answers.rows.resize(batch.labels.size());
    std::iota(answers.rows.begin(), answers.rows.end(), std::size_t{0});
    for (const int label : batch.labels) answers.labels.push_back(digit(label, side));
  }
  return shared;
}

}  // namespace tapestry::datasets
