// CIFAR-10 in its binary form: colour images of 32 x 32 in 10 classes.
//
// A file is records of 3,073 bytes with nothing before, between or after: one label (0 .. 9), then
// 1,024 bytes of red, 1,024 of green and 1,024 of blue, each plane row by row from the top.
// Format: A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
#pragma once

#include <filesystem>

#include "datasets/image_set.hpp"

namespace tapestry::datasets {

// 50,000 + 10,000 images from dir/cifar-10-batches-bin/data_batch_{1..5}.bin and test_batch.bin.
// Other numbers of whole records are taken too: size() says how many there were. Throws where a
// file is absent, empty, ends within a record or has a label above 9.
TrainTest load_cifar10(const std::filesystem::path& dir);

}  // namespace tapestry::datasets
