#include "engine/ops/net/pooling.hpp"

#include <limits>
#include <type_traits>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/index/elements.hpp"
#include "engine/ops/net/windows.hpp"

namespace tapestry {
namespace {

kernels::Windows windows_of(const char* op, const std::string& images, const Shape& shape,
                            std::size_t kernel, std::size_t stride) {
  if (shape.size() != 4)
    base::fail(op, ": ", images,
               ": images must be [batch x channels x height x width]: reshape them first.");
  return kernels::windows_over(op, images, shape, kernel, kernel, stride, 0);
}

Shape pooled_shape(const Shape& images, const kernels::Windows& w) {
  return {images[0], images[1], w.rows, w.columns};
}

// Calls f(first pixel of its first window, number of that window) for each row of windows beside
// each other, in all images and channels.
template <class F>
void for_each_row(const Shape& images, const kernels::Windows& w, F f) {
  for (std::size_t plane = 0; plane < images[0] * images[1]; ++plane)
    for (std::size_t row = 0; row < w.rows; ++row)
      f(plane * w.height * w.width + row * w.stride * w.width,
        plane * w.positions() + row * w.columns);
}

// The usual windows, 2 x 2 and side by side, as constants: with them the compiler unrolls the loops
// over a window, and makes vectors of those over a row. All others as variables.
template <class F>
void with_constants(std::size_t kernel, std::size_t stride, F f) {
  using Two = std::integral_constant<std::size_t, 2>;
  if (kernel == 2 && stride == 2)
    f(Two(), Two());
  else
    f(kernel, stride);
}

// The largest number of each window, and its place.
void find_winners(const Tensor& x, const kernels::Windows& w, Tensor& top, PlaceList& places) {
  const Scalar* from = x.data();
  with_constants(w.kernel_height, w.stride, [&](auto kernel, auto stride) {
    for_each_row(x.shape(), w, [&](std::size_t first, std::size_t window) {
      Scalar* __restrict to = top.data() + window;
      std::uint32_t* __restrict to_place = places.data() + window;
      for (std::size_t c = 0; c < w.columns; ++c) {
        const Scalar* corner = from + first + c * stride;
        Scalar best = *corner;
        std::size_t place = 0;  // from the corner
        for (std::size_t i = 0; i < kernel; ++i)
          for (std::size_t j = 0; j < kernel; ++j) {
            const Scalar candidate = corner[i * w.width + j];
            // A NaN wins: a maximum must not hide it.
            const bool wins = (candidate > best) | (candidate != candidate);
            best = wins ? candidate : best;
            place = wins ? i * w.width + j : place;
          }
        to[c] = best;
        to_place[c] = static_cast<std::uint32_t>(first + c * stride + place);
      }
    });
  });
}

}  // namespace

Var max_pool2d(const Var& x, std::size_t kernel) { return max_pool2d(x, kernel, kernel); }

Var max_pool2d(const Var& x, std::size_t kernel, std::size_t stride) {
  const kernels::Windows w = windows_of("max_pool2d", describe(x), x.shape(), kernel, stride);
  if (x.size() > std::numeric_limits<std::uint32_t>::max())
    base::fail("max_pool2d: ", describe(x),
               " has 2^32 elements or more, and a place is a 32-bit number: split the batch.");
  Tensor top = uninitialised(pooled_shape(x.shape(), w));
  const auto places = std::make_shared<PlaceList>(top.size());
  find_winners(x.value(), w, top, *places);
  return record("max_pool2d", std::move(top),
                {{x, [places = Places(places), images = x.shape()](const Var& g, const Var&) {
                    return scatter_elements(g, places, images);
                  }}});
}

Var mean_pool2d(const Var& x, std::size_t kernel) { return mean_pool2d(x, kernel, kernel); }

Var mean_pool2d(const Var& x, std::size_t kernel, std::size_t stride) {
  const kernels::Windows w = windows_of("mean_pool2d", describe(x), x.shape(), kernel, stride);
  const Scalar share = 1 / static_cast<Scalar>(kernel * kernel);
  Tensor out = zeros(pooled_shape(x.shape(), w));
  const Scalar* from = x.value().data();
  with_constants(kernel, stride, [&](auto size, auto step) {
    for_each_row(x.shape(), w, [&](std::size_t first, std::size_t window) {
      Scalar* __restrict to = out.data() + window;
      for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
          for (std::size_t c = 0; c < w.columns; ++c)
            to[c] += share * from[first + i * w.width + j + c * step];
    });
  });
  return record("mean_pool2d", std::move(out),
                {{x, [=, images = x.shape()](const Var& g, const Var&) {
                    return mean_pool2d_gradient(g, images, kernel, stride);
                  }}});
}

Var mean_pool2d_gradient(const Var& g, const Shape& images, std::size_t kernel,
                         std::size_t stride) {
  const char* op = "mean_pool2d_gradient";
  const kernels::Windows w = windows_of(op, "images " + to_string(images), images, kernel, stride);
  if (g.shape() != pooled_shape(images, w))
    base::fail(op, ": ", describe(g),
               " as the gradient at the output of a mean_pool2d, whose shape ", "would be ",
               to_string(pooled_shape(images, w)),
               ": both must be equal: pass the "
               "gradient at that output, and the kernel and stride of the mean_pool2d.");
  const Scalar share = 1 / static_cast<Scalar>(kernel * kernel);
  Tensor out = zeros(images);
  const Scalar* from = g.value().data();
  with_constants(kernel, stride, [&](auto size, auto step) {
    for_each_row(images, w, [&](std::size_t first, std::size_t window) {
      Scalar* __restrict to = out.data() + first;
      for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
          for (std::size_t c = 0; c < w.columns; ++c)
            to[i * w.width + j + c * step] += share * from[window + c];
    });
  });
  return record("mean_pool2d_gradient", std::move(out),
                {{g, [=](const Var& h, const Var&) { return mean_pool2d(h, kernel, stride); }}});
}

}  // namespace tapestry
