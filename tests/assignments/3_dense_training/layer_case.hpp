// A layer at some place, for the checks of part "dense": what it gives there, and its gradients.
#pragma once

#include "tests/assignments/3_dense_training/plain.hpp"
#include "tests/assignments/grader/comparison.hpp"
#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader::dense_training {

// x of so many rows, and a layer.
struct LayerCase {
  Matrix x, w;
  Numbers b;

  LayerCase(Rng& rng, std::size_t rows, std::size_t inputs, std::size_t outputs);

  bool is_square() const { return w.rows == w.columns; }
  Matrix output() const { return plus_row(product(x, w), b); }
  Message request() const;
  std::string text() const;
};

// The gradients of <u, x W + b> at x, W and b.
struct LayerGradients {
  Numbers x, w, b;

  LayerGradients(const LayerCase& at, const Matrix& u)
      : x(product(u, transposed(at.w)).elements),
        w(product(transposed(at.x), u).elements),
        b(sum_of_rows(u)) {}
};

// A mistake that layers and nets have in common, and its hint.
inline const char* const kCopies =
    "parameters() gives copies: what is set in them, or learnt, does not reach the layer";
inline const char* const kHandles =
    "a Var is a handle: return the layer's own Vars, and call with them";

}  // namespace tapestry::grader::dense_training
