#include "engine/ops/net/windows.hpp"

#include <algorithm>
#include <type_traits>

#include "engine/base/error.hpp"

namespace tapestry::kernels {

Windows windows_over(const char* op, const std::string& images, const Shape& shape,
                     std::size_t kernel_height, std::size_t kernel_width, std::size_t stride,
                     std::size_t padding) {
  if (stride == 0)
    base::fail(op, ": stride 0 over ", images, ": windows must move by at least 1 pixel.");
  if (kernel_height == 0 || kernel_width == 0)
    base::fail(op, ": a kernel of ", kernel_height, " x ", kernel_width, " over ", images,
               ": it must be at least 1 x 1.");
  if (padding > std::size_t{1} << 30)  // so that the sizes of the padded image cannot wrap around
    base::fail(op, ": padding ", padding, " around ", images, ": it must be at most 2^30.");
  const std::size_t height = shape[2] + 2 * padding, width = shape[3] + 2 * padding;
  if (kernel_height > height || kernel_width > width)
    base::fail(op, ": a kernel of ", kernel_height, " x ", kernel_width, " over ", images,
               padding == 0 ? "" : base::text(", with the padding ", height, " x ", width),
               ": the kernel must fit into the image: take a smaller one, or larger images.");
  const std::size_t rows = (height - kernel_height) / stride + 1;
  const std::size_t columns = (width - kernel_width) / stride + 1;
  size_of(
      {shape[1], kernel_height, kernel_width, rows, columns});  // refuses more than memory holds
  return {shape[1], shape[2], shape[3], kernel_height, kernel_width,
          stride,   padding,  rows,     columns};
}

namespace {

// The windows [begin, end) along one axis whose pixel number `tap` lies in the image, and not in
// the padding: 0 <= window * stride + tap - padding < size.
struct Inside {
  std::size_t begin, end;
};
Inside inside(std::size_t tap, std::size_t size, std::size_t count, std::size_t stride,
              std::size_t padding) {
  const std::size_t begin = tap >= padding ? 0 : (padding - tap + stride - 1) / stride;
  const std::size_t end = size + padding > tap ? (size + padding - tap - 1) / stride + 1 : 0;
  return {std::min(begin, count), std::max(std::min(end, count), std::min(begin, count))};
}

// For one tap of the kernel, the block of windows that see the image there: `rows` x `columns` of
// them, the first one's place in the matrix, and the pixel that it sees.
struct Block {
  std::size_t rows, columns, place, pixel;
};

template <class F>
void for_each_tap(const Windows& w, F f) {
  std::size_t tap = 0;
  for (std::size_t channel = 0; channel < w.channels; ++channel)
    for (std::size_t i = 0; i < w.kernel_height; ++i) {
      const Inside down = inside(i, w.height, w.rows, w.stride, w.padding);
      for (std::size_t j = 0; j < w.kernel_width; ++j, ++tap) {
        const Inside across = inside(j, w.width, w.columns, w.stride, w.padding);
        if (down.begin == down.end || across.begin == across.end) continue;
        f(Block{down.end - down.begin, across.end - across.begin,
                tap * w.positions() + down.begin * w.columns + across.begin,
                (channel * w.height + down.begin * w.stride + i - w.padding) * w.width +
                    across.begin * w.stride + j - w.padding});
      }
    }
}

// A number that the compiler knows.
template <std::size_t kValue>
using Constant = std::integral_constant<std::size_t, kValue>;

// Calls f(place, pixel, n, stride) for n windows beside each other, row after row; a function of
// its own, so that all that the loop needs stays in registers.
template <class N, class Stride, class F>
[[gnu::noinline]] void down_the_rows(std::size_t rows, std::size_t place, std::size_t pixel,
                                     std::size_t place_step, std::size_t pixel_step, N n,
                                     Stride stride, F f) {
  for (; rows > 0; --rows, place += place_step, pixel += pixel_step) f(place, pixel, n, stride);
}

// Calls f(place, pixel, n, stride) for all windows of a block, n beside each other at a time. The
// rows of a block are short (8 windows in a small net), and a loop over one costs more to begin
// than to run. So the loop goes down the rows, over pieces whose length is a constant and which
// become one vector each: 8 windows while there are as many, then 4, then 1.
template <class Stride, class F>
void for_each_piece(const Windows& w, const Block& block, Stride stride, F f) {
  std::size_t done = 0;
  const auto pieces_of = [&](auto n) {
    for (; done + n <= block.columns; done += n)
      down_the_rows(block.rows, block.place + done, block.pixel + done * stride, w.columns,
                    w.stride * w.width, n, stride, f);
  };
  pieces_of(Constant<8>());
  pieces_of(Constant<4>());
  pieces_of(Constant<1>());
}

template <class F>
void for_each_piece(const Windows& w, F f) {
  if (w.stride == 1)
    for_each_tap(w, [&](const Block& block) { for_each_piece(w, block, Constant<1>(), f); });
  else
    for_each_tap(w, [&](const Block& block) { for_each_piece(w, block, w.stride, f); });
}

}  // namespace

// Both read a whole piece before they write one: otherwise the compiler would have to fear that the
// image and the matrix overlap, and move one element at a time.
void image_to_columns(const Windows& w, const Scalar* image, Scalar* matrix) {
  if (w.padding > 0) std::fill_n(matrix, w.taps() * w.positions(), Scalar{0});
  for_each_piece(w, [=](std::size_t place, std::size_t pixel, auto n, auto stride) {
    Scalar piece[decltype(n)::value];
    for (std::size_t k = 0; k < n; ++k) piece[k] = image[pixel + k * stride];
    for (std::size_t k = 0; k < n; ++k) matrix[place + k] = piece[k];
  });
}

void add_columns_to_image(const Windows& w, const Scalar* matrix, Scalar* image) {
  for_each_piece(w, [=](std::size_t place, std::size_t pixel, auto n, auto stride) {
    Scalar piece[decltype(n)::value];
    for (std::size_t k = 0; k < n; ++k) piece[k] = image[pixel + k * stride] + matrix[place + k];
    for (std::size_t k = 0; k < n; ++k) image[pixel + k * stride] = piece[k];
  });
}

}  // namespace tapestry::kernels
