// conv2d, and its two gradients as ops of their own.
//
//   y(n, o, r, c) = bias(o) + sum over k, i, j of
//                   weight(o, k, i, j) x(n, k, r stride + i - padding, c stride + j - padding)
// where x is 0 outside of the image. (As everywhere in the field this is a cross-correlation: the
// kernel is not turned round.) Shapes:
//   x [batch x channels x height x width], weight [out x channels x kernel height x kernel width],
//   bias [out] -> [batch x out x rows x columns],
//   rows = (height + 2 padding - kernel height) / stride + 1, rounded down, and columns likewise:
// where the stride leaves a remainder, the last pixels are in no window and have no effect.
//
// y is linear in x and in the weight, so its gradients are linear, too, and the three ops below are
// each other's pullbacks: whatever the order of a derivative, no other op is needed.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

struct Convolution {
  std::size_t stride = 1;   // how far the kernel moves from one window to the next, both ways
  std::size_t padding = 0;  // how many zeros stand on each side of the image
};

// Throws where x or the weight has not four axes, or their channels differ, where the bias is not
// [out], for a stride of 0, an empty kernel, and a kernel that is larger than the padded image.
Var conv2d(const Var& x, const Var& weight, const Convolution& how = {});
Var conv2d(const Var& x, const Var& weight, const Var& bias, const Convolution& how = {});

// dx from g, the gradient at y: each window gets its share of weight^T g, and pixels add up what
// their windows get. `images` is x's shape. Throws where the shapes are not those of one conv2d.
Var conv2d_input_gradient(const Var& g, const Var& weight, const Shape& images,
                          const Convolution& how = {});

// dweight from g: the sum over all windows of g times what the window sees. `kernels` is the
// weight's shape. Throws where the shapes are not those of one conv2d.
Var conv2d_weight_gradient(const Var& x, const Var& g, const Shape& kernels,
                           const Convolution& how = {});

}  // namespace tapestry
