// Windows that slide over images: the geometry and the loops that convolution and pooling share.
// No op here; images are row-major [batch x channels x height x width].
#pragma once

#include "engine/core/var.hpp"

namespace tapestry::kernels {

// The windows of one image. Each is kernel_height x kernel_width, and each stands `stride` further
// than the one before it, beginning at the padded image's corner. Where the stride leaves a
// remainder, the last rows and columns are in no window: rows = (height + 2 padding -
// kernel_height) / stride + 1, rounded down, and columns likewise.
struct Windows {
  std::size_t channels, height, width;  // of the image
  std::size_t kernel_height, kernel_width, stride, padding;
  std::size_t rows, columns;  // how many windows there are below and beside each other

  std::size_t image_size() const { return channels * height * width; }
  std::size_t positions() const { return rows * columns; }
  std::size_t taps() const { return channels * kernel_height * kernel_width; }
};

// Throws, naming the op and `images`, the operand in words, where the kernel or the stride is 0,
// and where the kernel is larger than the padded image.
Windows windows_over(const char* op, const std::string& images, const Shape& shape,
                     std::size_t kernel_height, std::size_t kernel_width, std::size_t stride,
                     std::size_t padding);

// im2col: what each window sees, a column a window; 0 where it sees padding.
// image [channels x height x width] -> matrix [taps x positions], which makes a convolution a
// matrix product.
void image_to_columns(const Windows& windows, const Scalar* image, Scalar* matrix);

// col2im, its transpose: adds each element of the matrix to the pixel that it came from.
void add_columns_to_image(const Windows& windows, const Scalar* matrix, Scalar* image);

}  // namespace tapestry::kernels
