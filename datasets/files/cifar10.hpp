// CIFAR-10 in its binary form: colour images of 32 x 32 in 10 classes.
//
// A file is records of 3,073 bytes with nothing before, between or after: one label (0 .. 9), then
// 1,024 bytes of red, 1,024 of green and 1,024 of blue, each plane row by row from the top.
// Format: A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
#pragma once

#include <cstddef>
#include <filesystem>

#include "datasets/image_set.hpp"

namespace tapestry::datasets {

// 50,000 + 10,000 images from dir/cifar-10-batches-bin/data_batch_{1..5}.bin and test_batch.bin.
// Each file must have exactly `records_per_file` records: 10,000 in the published set, so another
// number is only for files of your own in the same form. Throws where a file is absent, longer or
// shorter than that, or has a label above 9, and where records_per_file is 0.
TrainTest load_cifar10(const std::filesystem::path& dir, std::size_t records_per_file = 10'000);

}  // namespace tapestry::datasets
