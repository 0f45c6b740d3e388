// Dropout: the engine's op with a generator of its own, and the mode that it depends on.
#pragma once

#include <cstdint>

#include "engine/array/random.hpp"
#include "engine/core/var.hpp"

namespace tapestry::nn {

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
