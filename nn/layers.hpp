// Small layers around one op of the engine each: LayerNorm, Embedding, Dropout.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/parameter.hpp"

namespace tapestry::nn {

// layer_norm along the last axis. x [... x width] -> the same shape
//
// gain [width] starts at one and bias [width] at zero, so that it starts as the plain
// standardising; named name.gain and name.bias. Throws for a width of 0.
class LayerNorm {
 public:
  LayerNorm(const std::string& name, std::size_t width, Scalar epsilon = Scalar(1e-5));
  Var operator()(const Var& x) const;
  Parameters parameters() const { return {gain, bias}; }

  Parameter gain, bias;
  Scalar epsilon;
};

// A trained vector for each of `entries` ids. ids of length k, each in 0 .. entries - 1 ->
// [k x width]
//
// The table [entries x width], name.table, starts normal with variance 1 / width, so that each
// vector has a length of about 1. Throws for 0 entries or a width of 0.
class Embedding {
 public:
  Embedding(const std::string& name, std::size_t entries, std::size_t width, Rng& rng);
  Var operator()(const std::vector<int>& ids) const;
  Parameters parameters() const { return {table}; }

  Parameter table;
};

// What a net is being used for: some layers do another thing while it is trained.
enum class Mode { training, evaluation };

// In training, dropout with this probability; in evaluation, x itself. Any shape. The mode is said
// at each call, so that no forgotten switch can spoil an evaluation. The layer has a generator of
// its own: the same seed leaves out the same elements, whatever else is drawn in between. Throws
// for a probability outside of [0, 1).
class Dropout {
 public:
  Dropout(double probability, std::uint64_t seed);
  Var operator()(const Var& x, Mode mode);

  double probability() const { return probability_; }

 private:
  double probability_;
  Rng rng_;
};

}  // namespace tapestry::nn
