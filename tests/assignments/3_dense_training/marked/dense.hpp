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
  // [solution]
  Dense(std::size_t inputs, std::size_t outputs, Rng& rng) {
    const double bound = std::sqrt(6.0 / double(inputs + outputs));
    weights_ = Var::parameter("weights", random_uniform({inputs, outputs}, rng, -bound, bound));
    bias_ = Var::parameter("bias", zeros({outputs}));
  }

  // [starter]
  //| // The first weights are uniform in [-a, a), a = sqrt(6 / (inputs + outputs)), drawn with rng;
  //| // the first bias is 0.
  //| Dense(std::size_t inputs, std::size_t outputs, Rng& rng) {
  //|   throw std::logic_error("to do: dense, task 1, the constructor: Glorot's first weights");
  //| }
  //|
  // [end]
  // x [n x inputs] gives [n x outputs].
  Var operator()(const Var& x) const {
    // [solution]
    return matmul(x, weights_) + bias_;
    // [starter]
    //| throw std::logic_error("to do: dense, task 3, a call of Dense, which is x W + b");
    // [end]
  }

  // The weights and the bias, in this order.
  std::vector<Var> parameters() const {
    // [solution]
    return {weights_, bias_};
    // [starter]
    //| throw std::logic_error("to do: dense, task 2, the parameters() of Dense: weights, bias");
    // [end]
  }

 private:
  Var weights_, bias_;
};

// A dense layer, tanh, and a second dense layer.
class Net {
 public:
  // [solution]
  Net(std::size_t inputs, std::size_t hidden, std::size_t outputs, Rng& rng)
      : first_(inputs, hidden, rng), second_(hidden, outputs, rng) {}

  // [starter]
  //| Net(std::size_t inputs, std::size_t hidden, std::size_t outputs, Rng& rng) {
  //|   throw std::logic_error("to do: dense, task 4, the constructor of Net, with its two layers");
  //| }
  //|
  // [end]
  // x [n x inputs] gives the logits [n x outputs].
  Var operator()(const Var& x) const {
    // [solution]
    return second_(tanh(first_(x)));
    // [starter]
    //| throw std::logic_error("to do: dense, task 4, a call of Net: layer, tanh, layer");
    // [end]
  }

  // Those of the first layer, and then those of the second.
  std::vector<Var> parameters() const {
    // [solution]
    std::vector<Var> all = first_.parameters();
    for (const Var& one : second_.parameters()) all.push_back(one);
    return all;
    // [starter]
    //| throw std::logic_error("to do: dense, task 4, the parameters() of Net: four of them");
    // [end]
  }
  // [solution]

 private:
  Dense first_, second_;
  // [end]
};
