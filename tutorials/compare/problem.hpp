// The two problems of the compare program: two tasks each, whose inputs are alike in shape.
//
//   pictures    digits (MNIST) and objects (CIFAR-10). The digits stand in the middle of a black
//               canvas of 32 x 32 pixels, the same in red, green and blue, so that one net can read
//               both, and so that "pooled" and every architecture of nn/sharing are possible.
//   multimnist  the left and the right digit of one image, 28 x 28
//   (datasets/generated/multi_mnist.hpp).
//
// A seed draws, from a pool of images, those to validate with and those to train on: fewer rows of
// the same seed are a part of more rows. The test images are the same for all seeds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/image_set.hpp"
#include "nn/training/evaluate.hpp"
#include "nn/training/fit.hpp"
#include "options.hpp"

struct ProblemTask {
  tapestry::nn::Task task;
  tapestry::datasets::ImageSet pool, test;
  tapestry::datasets::Scaling scaling;
};

struct Problem {
  std::vector<ProblemTask> tasks;
  bool stand_in = false;
  // The pooled model has one head over the union of the tasks' classes: which of them is each
  // task's class, and how many there are.
  std::vector<std::vector<int>> pooled_class;  // [task][class]
  std::size_t pooled_classes = 0;

  std::vector<tapestry::nn::Task> nn_tasks() const;
};

// Throws where the pool is too small for the options' rows.
Problem load_problem(const Options& options);

// The rows of the pool that a seed draws.
struct Rows {
  std::vector<std::size_t> train, validation;
};
Rows draw_rows(std::size_t pool, std::size_t train, std::size_t validation, std::uint64_t seed);

// All images of these rows once; and of the whole set.
tapestry::nn::Pass pass_over(const tapestry::datasets::ImageSet& set,
                             const tapestry::datasets::Scaling& scaling,
                             std::vector<std::size_t> rows);
tapestry::nn::Pass pass_over(const tapestry::datasets::ImageSet& set,
                             const tapestry::datasets::Scaling& scaling);
