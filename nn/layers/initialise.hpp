// Starting weights, drawn from a seeded generator.
//
// Both keep the size of the signal about the same from layer to layer, so that a deep net neither
// explodes nor fades before it has learnt anything.
#pragma once

#include <cstdint>
#include <string>

#include "engine/array/random.hpp"
#include "engine/array/tensor.hpp"

namespace tapestry::nn {

// Normal with variance 2 / inputs: for layers followed by a ReLU, which halves the signal.
// (He et al. 2015, "Delving Deep into Rectifiers".) -> [inputs x outputs]
Tensor he_normal(std::size_t inputs, std::size_t outputs, Rng& rng);

// Uniform in +-sqrt(6 / (inputs + outputs)): for linear, tanh and softmax layers.
// (Glorot & Bengio 2010.) -> [inputs x outputs]
Tensor glorot_uniform(std::size_t inputs, std::size_t outputs, Rng& rng);

// A generator for one named part, so that its draws do not depend on which other parts there are.
Rng part_generator(std::uint64_t seed, const std::string& part);

}  // namespace tapestry::nn
