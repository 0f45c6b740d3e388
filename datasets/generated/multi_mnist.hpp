// MultiMNIST: two digits in one image, and a task for each: which digit is on the left, and which
// on the right (Sener & Koltun 2018, "Multi-Task Learning as Multi-Objective Optimization").
//
// For each image of a set of digits, 28 x 28:
//   1. another image is drawn from the same set, each equally often (it may be the same one);
//   2. on a black canvas of 36 x 36, the first stands with its upper left pixel at row 0, column 0
//      ("left"), the second at row 6, column 6 ("right"); where they overlap, the brighter pixel
//      counts;
//   3. the canvas becomes 28 x 28 by bilinear interpolation: the centre of pixel i lies at
//      (i + 1/2) 36/28 - 1/2 of the canvas, both ways, and the result is rounded to a byte. (The
//      authors' program takes the nearest pixel instead.)
//
// The result is an ImageSet like any other, with 100 classes: 10 * left + right, named "left
// right". So it can be split, batched and shown; left_digit, right_digit and the functions below
// make the two tasks of it.
#pragma once

#include <cstdint>
#include <string>

#include "datasets/image_set.hpp"

namespace tapestry::datasets {

enum class Side { left, right };

// As many images as `digits` has; image i has digit i on the left. Same set and seed: same bytes,
// on every machine. Throws where the set is not valid or empty, its images are not 28 x 28 x 1, or
// its classes are not 10.
ImageSet multi_mnist(const ImageSet& digits, std::uint64_t seed);

// Both parts, each from its own images only, with draws of its own.
TrainTest multi_mnist(const TrainTest& digits, std::uint64_t seed);

// MNIST from dir (see load_mnist), or, where dir is empty, stroke digits in its place: `count` to
// train on and a quarter of that to test on.
TrainTest load_multi_mnist(const std::string& dir, std::uint64_t seed, std::size_t count = 8000);

// The digit on this side, 0 .. 9, from a label of such a set. Throws for a label outside 0 .. 99.
int digit(int label, Side side);

// One task alone: the batch with the labels of this side.
nn::Batch one_side(nn::Batch batch, Side side);

// Both tasks, left and then right, every row with both answers.
nn::SharedBatch both_sides(nn::Batch batch);

}  // namespace tapestry::datasets
