// The data of the two-task program: digits and objects, real or generated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "datasets/image_set.hpp"

namespace tapestry {

struct TwoTasks {
  datasets::TrainTest digits;   // MNIST, or stroke digits: 28 x 28 x 1, 10 classes
  datasets::TrainTest objects;  // CIFAR-10, or textured objects: 32 x 32 x 3, 10 classes
};

// How many images to generate of each task; real sets have the sizes they have.
struct StandInCounts {
  std::size_t train = 8000;
  std::size_t test = 2000;
};

// The real sets from dir (see load_mnist and load_cifar10), or, where dir is empty, stand-ins made
// from the seed, whose training and test images differ. Throws as those functions do.
TwoTasks load_two_tasks(const std::string& dir, std::uint64_t seed,
                        const StandInCounts& counts = {});

}  // namespace tapestry
