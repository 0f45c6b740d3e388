// Stroke digits: a seeded generator of hand-drawn looking digits, the stand-in for MNIST.
#pragma once

#include <cstddef>
#include <cstdint>

#include "datasets/image_set.hpp"

namespace tapestry::datasets {

// `count` images of 28 x 28, grey, white on black like MNIST's, the ten digits equally often and in
// random order. Each digit is a few strokes through control points, moved about at random, drawn by
// a pen of random thickness, then turned, slanted, stretched and shifted. Same count and seed: same
// bytes (by the same build). Throws where count is 0.
ImageSet stroke_digits(std::size_t count, std::uint64_t seed);

}  // namespace tapestry::datasets
