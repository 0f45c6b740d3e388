// What the gradients of a step say about each parameter: how long they are, and which units are
// dead.
//
//   print_report(gradient_report(parameters, tape.gradient(loss, parameters)), std::cout);
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// A *unit* is one output of the layer that a parameter belongs to:
//   weight [in x out]             a column
//   bias or scale [out]           an element
//   convolution [out x in x ...]  an output channel: all elements with the same first index (and
//                                 so for any parameter with three axes or more)
//   a scalar                      the whole
// A unit is dead where every element of its gradient is exactly 0: no step of plain gradient
// descent changes it. A ReLU unit that is negative for all rows of the batch is dead in that batch,
// in its layer's weight and bias alike. NaN is not 0.
struct ParameterReport {
  std::string name;
  Shape shape;
  double norm;        // Euclidean, over all elements
  double zeros;       // the share of elements that are exactly 0, in [0, 1]; 0 for no elements
  std::size_t units;  // how many there are
  std::vector<std::size_t> dead_units;  // which of them are dead, ascending
};

// One row a parameter, in their order; gradients as tape.gradient(loss, parameters) returns them.
// Throws where the counts or the shapes differ.
std::vector<ParameterReport> gradient_report(const std::vector<Var>& parameters,
                                             const std::vector<Tensor>& gradients);

// A table with a line a parameter: "3 of 128: 4, 17, 90" for the dead units, at most eight by
// number and then "..." .
void print_report(const std::vector<ParameterReport>& report, std::ostream& out);

}  // namespace tapestry
