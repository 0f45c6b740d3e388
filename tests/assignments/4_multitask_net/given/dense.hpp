// Assignment 4: a dense layer without its activation, and the sizes of a task. As it is given.
#pragma once

#include <cmath>
#include <cstddef>

#include "engine/array/random.hpp"
#include "engine/core/var.hpp"
#include "engine/ops/net/affine.hpp"

// x [batch x in] -> x weight + bias [batch x out]. A copy of a Dense has the same parameters, and
// not new ones: a Var is a handle.
struct Dense {
  tapestry::Var weight;  // [in x out]
  tapestry::Var bias;    // [out]

  // Draws the weight from rng; the next Dense that is made with the same rng gets other numbers.
  Dense(std::size_t in, std::size_t out, tapestry::Rng& rng)
      : weight(tapestry::Var::parameter(
            "weight",
            tapestry::random_normal({in, out}, rng, 0, 1 / std::sqrt(static_cast<double>(in))))),
        bias(tapestry::Var::parameter("bias", tapestry::zeros({out}))) {}

  tapestry::Var operator()(const tapestry::Var& x) const {
    return tapestry::affine(x, weight, bias);
  }
};

struct TaskSizes {
  std::size_t inputs;   // numbers in an example
  std::size_t outputs;  // numbers that the head answers
};
