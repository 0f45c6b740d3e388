// Assignment 3, part "dense": a dense layer, and a net of two of them.
#pragma once

#include <cmath>
#include <stdexcept>
#include <vector>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"

using namespace tapestry;

// x W + b, with the weights W [inputs x outputs] and the bias b [outputs].
class Dense {
 public:
  // The first weights are uniform in [-a, a), a = sqrt(6 / (inputs + outputs)), drawn with rng;
  // the first bias is 0.
  Dense(std::size_t inputs, std::size_t outputs, Rng& rng) {
    throw std::logic_error("to do: dense, task 1, the constructor: Glorot's first weights");
  }

  // x [n x inputs] gives [n x outputs].
  Var operator()(const Var& x) const {
    throw std::logic_error("to do: dense, task 3, a call of Dense, which is x W + b");
  }

  // The weights and the bias, in this order.
  std::vector<Var> parameters() const {
    throw std::logic_error("to do: dense, task 2, the parameters() of Dense: weights, bias");
  }

 private:
  Var weights_, bias_;
};

// A dense layer, tanh, and a second dense layer.
class Net {
 public:
  Net(std::size_t inputs, std::size_t hidden, std::size_t outputs, Rng& rng) {
    throw std::logic_error("to do: dense, task 4, the constructor of Net, with its two layers");
  }

  // x [n x inputs] gives the logits [n x outputs].
  Var operator()(const Var& x) const {
    throw std::logic_error("to do: dense, task 4, a call of Net: layer, tanh, layer");
  }

  // Those of the first layer, and then those of the second.
  std::vector<Var> parameters() const {
    throw std::logic_error("to do: dense, task 4, the parameters() of Net: four of them");
  }
};
