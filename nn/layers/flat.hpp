// Parameters, or their gradients, as one long vector: for methods that turn, project or exchange
// whole gradients.
#pragma once

#include <span>
#include <vector>

#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// All elements, one tensor after the other. -> [P]
Tensor flattened(const std::vector<Tensor>& tensors);
Tensor flattened(const Parameters& parameters);  // their values

// The part of `flat` [P] that is each parameter's, in their order: writing into a view writes into
// `flat`. Throws unless P is what they hold together.
std::vector<std::span<Scalar>> views(Tensor& flat, const Parameters& parameters);

// `flat` [P] as a tensor for each parameter, of its shape. Throws as views() does.
std::vector<Tensor> unflattened(const Tensor& flat, const Parameters& parameters);

}  // namespace tapestry::nn
