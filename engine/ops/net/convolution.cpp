#include "engine/ops/net/convolution.hpp"

#include <algorithm>
#include <vector>

#include "engine/array/blas.hpp"
#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/net/windows.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

// One matrix product an image. One for the whole batch would be a single call, but was measured to
// be slower for LeNet's layers: the BLAS is quicker with a small matrix than with a long and thin
// one, the windows of a whole batch do not fit into the cache, and the result, [out x batch x
// positions], would have to be copied into place.
namespace tapestry {
namespace {

kernels::Windows check(const char* op, const std::string& images, const Shape& x,
                       const std::string& kernels, const Shape& weight, const Convolution& how) {
  if (x.size() != 4 || weight.size() != 4)
    base::fail(
        op, ": ", images, " with ", kernels,
        ": images must be [batch x channels x height x width] and a weight [out x channels x "
        "kernel height x kernel width]: reshape them first.");
  if (x[1] != weight[1])
    base::fail(op, ": ", images, " with ", kernels, ": the images' channels, ", x[1],
               ", and the weight's, ", weight[1],
               ", must be equal: a weight is [out x channels x kernel "
               "height x kernel width]; permute images that have their channels last.");
  return kernels::windows_over(op, images + " with " + kernels, x, weight[2], weight[3], how.stride,
                               how.padding);
}

Shape output_shape(const Shape& x, const Shape& weight, const kernels::Windows& windows) {
  return {x[0], weight[0], windows.rows, windows.columns};
}

void check_gradient_at_output(const char* op, const Var& g, const Shape& expected) {
  if (g.shape() != expected)
    base::fail(op, ": ", describe(g),
               " as the gradient at the output of a conv2d, whose shape would be ",
               to_string(expected),
               ": both must be equal: pass the gradient at that output, and the "
               "stride and padding of the conv2d.");
}

// What each window of one image sees, [taps x positions]. For a kernel of one pixel that is the
// image itself; otherwise it is written to `room`, which has that shape.
const Scalar* columns_of(const kernels::Windows& w, const Scalar* image, Tensor& room) {
  if (w.kernel_height * w.kernel_width * w.stride == 1 && w.padding == 0) return image;
  kernels::image_to_columns(w, image, room.data());
  return room.data();
}

// y_n = weight [out x taps] times the windows [taps x positions], for each image n; on top of the
// bias, where there is one.
Tensor convolve(const Tensor& x, const Tensor& weight, const Tensor* bias,
                const kernels::Windows& w) {
  Tensor y = uninitialised(output_shape(x.shape(), weight.shape(), w));
  const std::size_t out = weight.shape()[0], positions = w.positions();
  Tensor room = uninitialised({w.taps(), positions});
  for (std::size_t n = 0; n < x.shape()[0]; ++n) {
    Scalar* to = y.data() + n * out * positions;
    for (std::size_t o = 0; bias != nullptr && o < out; ++o)
      std::fill_n(to + o * positions, positions, bias->data()[o]);
    const Scalar* columns = columns_of(w, x.data() + n * w.image_size(), room);
    kernels::multiply_into(to, weight.data(), columns, {out, positions, w.taps()},
                           bias != nullptr ? kernels::Into::add : kernels::Into::overwrite);
  }
  return y;
}

Var convolution(const Var& x, const Var& weight, const Var* bias, const Convolution& how) {
  const kernels::Windows w =
      check("conv2d", describe(x), x.shape(), describe(weight), weight.shape(), how);
  if (bias != nullptr && bias->shape() != Shape{weight.shape()[0]})
    base::fail("conv2d: ", describe(*bias), " as the bias of ", describe(weight),
               ": a bias has one number an output channel: give it the shape [", weight.shape()[0],
               "].");
  std::vector<Edge> edges = {
      {x, [weight, how, images = x.shape()](
              const Var& g, const Var&) { return conv2d_input_gradient(g, weight, images, how); }},
      {weight, [x, how, kernels = weight.shape()](const Var& g, const Var&) {
         return conv2d_weight_gradient(x, g, kernels, how);
       }}};
  if (bias != nullptr)
    edges.push_back({*bias, [](const Var& g, const Var&) { return sum(g, {0, 2, 3}); }});
  Tensor y = convolve(x.value(), weight.value(), bias != nullptr ? &bias->value() : nullptr, w);
  return record("conv2d", std::move(y), edges);
}

}  // namespace

Var conv2d(const Var& x, const Var& weight, const Convolution& how) {
  return convolution(x, weight, nullptr, how);
}

Var conv2d(const Var& x, const Var& weight, const Var& bias, const Convolution& how) {
  return convolution(x, weight, &bias, how);
}

Var conv2d_input_gradient(const Var& g, const Var& weight, const Shape& images,
                          const Convolution& how) {
  const char* op = "conv2d_input_gradient";
  const kernels::Windows w =
      check(op, "images " + to_string(images), images, describe(weight), weight.shape(), how);
  check_gradient_at_output(op, g, output_shape(images, weight.shape(), w));
  const std::size_t out = weight.shape()[0], positions = w.positions();
  Tensor dx = zeros(images);
  Tensor columns = uninitialised({w.taps(), positions});
  for (std::size_t n = 0; n < images[0]; ++n) {
    kernels::multiply_into(columns.data(), weight.value().data(),
                           g.value().data() + n * out * positions, {w.taps(), positions, out},
                           kernels::Into::overwrite, true);
    kernels::add_columns_to_image(w, columns.data(), dx.data() + n * w.image_size());
  }
  return record("conv2d_input_gradient", std::move(dx),
                {{g, [weight, how](const Var& h, const Var&) { return conv2d(h, weight, how); }},
                 {weight, [g, how, kernels = weight.shape()](const Var& h, const Var&) {
                    return conv2d_weight_gradient(h, g, kernels, how);
                  }}});
}

Var conv2d_weight_gradient(const Var& x, const Var& g, const Shape& kernels,
                           const Convolution& how) {
  const char* op = "conv2d_weight_gradient";
  const kernels::Windows w =
      check(op, describe(x), x.shape(), "a weight " + to_string(kernels), kernels, how);
  check_gradient_at_output(op, g, output_shape(x.shape(), kernels, w));
  const std::size_t out = kernels[0], positions = w.positions();
  // Transposed, [taps x out]: for most layers the BLAS is quicker with the longer side first, in
  // LeNet's second one by a third.
  Tensor dw = zeros({w.taps(), out});
  Tensor room = uninitialised({w.taps(), positions});
  for (std::size_t n = 0; n < x.shape()[0]; ++n) {
    const Scalar* columns = columns_of(w, x.value().data() + n * w.image_size(), room);
    kernels::multiply_into(dw.data(), columns, g.value().data() + n * out * positions,
                           {w.taps(), out, positions}, kernels::Into::add, false, true);
  }
  return record(
      "conv2d_weight_gradient", kernels::reshaped(kernels::transposed(dw), kernels),
      {{x, [g, how, images = x.shape()](
               const Var& h, const Var&) { return conv2d_input_gradient(g, h, images, how); }},
       {g, [x, how](const Var& h, const Var&) { return conv2d(x, h, how); }}});
}

}  // namespace tapestry
