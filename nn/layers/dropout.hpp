// Dropout: the engine's op, in training alone.
#pragma once

#include <string>

#include "engine/core/var.hpp"
#include "nn/layers/context.hpp"

namespace tapestry::nn {

// In training, dropout with this probability, drawn from the context's generator; in evaluation, x
// itself. Any shape. Throws for a probability outside of [0, 1), and in training without a
// generator.
class Dropout {
 public:
  explicit Dropout(double probability);
  Var operator()(const Var& x, const Context& context) const;

  double probability() const { return probability_; }
  std::string settings() const;  // "dropout 0.5"

 private:
  double probability_;
};

}  // namespace tapestry::nn
