// What the mixtures of experts are made of: a softmax gate, and the sum that it weighs.
#pragma once

#include <vector>

#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// g(x) = softmax(x W): how much of each expert an example gets; each row is positive and sums to 1.
// x [batch x inputs] -> [batch x experts]
//
// W [inputs x experts], name.weight, starts at zero, so that all experts have equal shares. There
// is no bias, as in the papers.
class Gate : NoCopies {
 public:
  Gate(const std::string& name, std::size_t inputs, std::size_t experts);
  Var operator()(const Var& x) const;

  Parameter weight;
};

// sum_e shares_e experts_e, example by example. shares [batch x E], E experts [batch x width] each
// -> [batch x width]
Var mixture(const Var& shares, const std::vector<Var>& experts);

}  // namespace tapestry::nn
