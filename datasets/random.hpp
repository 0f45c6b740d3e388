// Random numbers for data: uniform indices, uniform reals, shuffles.
//
// The standard library's distributions and std::shuffle may give other numbers on another platform
// for the same seed; these give the same numbers everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {

// An index in 0 .. count - 1, for count > 0. The remainder favours small indices by less than
// count / 2^64, which no data set is large enough to show.
inline std::size_t random_index(Rng& rng, std::size_t count) {
  return static_cast<std::size_t>(rng() % count);
}

// A real in [low, high): 24 random bits, all that a float can hold. Throws unless low < high.
inline float random_real(Rng& rng, float low, float high) {
  if (!(low < high))
    base::fail("random_real: a number in [", low, ", ", high,
               ") was asked for, but the lower bound must be below the upper one.");
  float x = high;
  while (!(x < high))  // rounding may reach the end
    x = low + (high - low) * (static_cast<float>(rng() >> 40) * 0x1p-24F);
  return x;
}

// Fisher and Yates' shuffle: every order is equally likely.
template <class T>
void shuffle(std::vector<T>& items, Rng& rng) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[random_index(rng, i)]);
}

// `count` labels 0 .. classes - 1 in random order, each class equally often (or once less, where
// classes does not divide count).
inline std::vector<int> balanced_labels(std::size_t count, std::size_t classes, Rng& rng) {
  std::vector<int> labels(count);
  for (std::size_t i = 0; i < count; ++i) labels[i] = static_cast<int>(i % classes);
  shuffle(labels, rng);
  return labels;
}

// Turns values (0 black .. 1 white) into bytes after adding noise that is triangular in
// [-amplitude, amplitude]. One 64-bit draw serves four values, since noise is most of the draws.
inline void to_noisy_bytes(const float* values, std::size_t count, float amplitude, Rng& rng,
                           std::uint8_t* bytes) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 4 == 0) bits = rng();
    const float sum = static_cast<float>(bits & 255) + static_cast<float>((bits >> 8) & 255);
    bits >>= 16;
    const float noisy = values[i] + amplitude * (sum / 255 - 1);
    const float inside = noisy < 0 ? 0 : noisy > 1 ? 1 : noisy;  // white cannot get whiter
    bytes[i] = static_cast<std::uint8_t>(inside * 255 + 0.5F);
  }
}

}  // namespace tapestry::datasets
