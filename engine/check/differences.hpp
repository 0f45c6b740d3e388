// Derivatives by finite differences: what a gradient check compares with.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/array/tensor.hpp"

namespace tapestry {

// All derivatives of a list of outputs at all elements of one input.
struct Jacobian {
  std::size_t elements = 0, outputs = 0;
  std::vector<double> slopes;    // [elements x outputs]
  std::vector<double> rounding;  // likewise: how far rounding may have moved the slope; 0: not

  // sum over the outputs of u * slope, for each element of the input
  std::vector<double> times(const std::vector<double>& u) const;

  // The first of these terms that is not 0, by itself.
  std::vector<double> first_term(const std::vector<double>& u) const;

  // How far rounding may have moved an element of times(u), at most.
  double largest_rounding(const std::vector<double>& u) const;
};

// By central differences at four points, around the k-th of the inputs.
Jacobian differentiate(const std::function<std::vector<double>(const std::vector<Tensor>&)>& f,
                       std::vector<Tensor> inputs, std::size_t k);

}  // namespace tapestry
