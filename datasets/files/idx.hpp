// IDX, the file format of MNIST and Fashion-MNIST, plain or compressed with gzip.
//
// A file is a 4-byte magic number (0x00000803 for images, 0x00000801 for labels), the sizes of its
// axes as 4-byte numbers, most significant byte first, and the bytes. Every file is checked whole:
// its magic number, its sizes, that nothing is missing and that nothing follows.
// Format: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits".
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "datasets/image_set.hpp"

namespace tapestry::datasets {

struct IdxImages {
  std::size_t count = 0, height = 0, width = 0;
  std::vector<std::uint8_t> pixels;  // [count x height x width]
};

// Read one file. Whether it is compressed is seen from its first bytes; a file named .gz must be.
// Throws where the file is absent, truncated, damaged or of another kind.
IdxImages read_idx_images(const std::filesystem::path& path);
std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path);

// 60,000 + 10,000 images of 28 x 28, 10 classes, from
// dir/mnist/{train,t10k}-{images-idx3,labels-idx1}-ubyte, each with or without .gz (where both
// exist, the one without is read); dir/fashion-mnist/ for the second. Throws as above, and where
// images are not 28 x 28, their number is not that of the labels, or a label is above 9.
TrainTest load_mnist(const std::filesystem::path& dir);
TrainTest load_fashion_mnist(const std::filesystem::path& dir);

}  // namespace tapestry::datasets
