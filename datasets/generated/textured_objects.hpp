// Textured objects: a seeded generator of coloured pictures, the stand-in for CIFAR-10.
#pragma once

#include <cstddef>
#include <cstdint>

#include "datasets/image_set.hpp"

namespace tapestry::datasets {

// `count` images of 32 x 32, red, green and blue, the ten classes equally often and in random
// order. A class is a shape (disc, square, triangle, ring, cross) and a texture (striped, spotted);
// the colours, the place, the size, the tilt and the cluttered background are random and say
// nothing about it, and one picture in four is a negative. Same count and seed: same bytes (by the
// same build). Throws where count is 0.
ImageSet textured_objects(std::size_t count, std::uint64_t seed);

}  // namespace tapestry::datasets
