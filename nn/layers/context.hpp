// Context: what one forward pass is for. It goes through the model to the layers that need it.
#pragma once

#include "engine/array/random.hpp"

namespace tapestry::nn {

// Some layers, such as Dropout, do another thing while a net is trained.
enum class Mode { training, evaluation };

// The mode is said at each pass, so that no forgotten switch can spoil an evaluation; and the one
// generator of a training run goes with it, so that a run that was stopped can draw on from where
// it was.
struct Context {
  Mode mode = Mode::evaluation;
  Rng* rng = nullptr;  // what layers draw from; may be nullptr in evaluation

  static Context evaluation() { return {}; }
  static Context training(Rng& rng) { return {Mode::training, &rng}; }
};

}  // namespace tapestry::nn
