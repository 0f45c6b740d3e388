// What the Omegas share: their inputs' checks, and how a number and a group are shrunk.
#pragma once

#include <string>

#include "engine/array/tensor.hpp"

namespace tapestry::nn {

// The strength (or a weight) as a Scalar; throws, naming the class and what it is, unless it is
// finite, 0 or more, and no more than a Scalar can hold.
Scalar checked_strength(const std::string& who, double strength,
                        const std::string& what = "strength");

// Throws unless w has two axes, [tasks x parameters].
void check_two_axes(const std::string& who, const Shape& w);

// The same, and throws unless it has this many rows.
void check_rows(const std::string& who, const Shape& w, std::size_t rows);

// For a prox: throws unless w has two axes and the step is finite and 0 or more.
void check_prox(const std::string& who, const Shape& w, double step);

// argmin_v 1/2 (v - x)^2 + threshold |v|: x moved towards 0 by the threshold, and not past it.
double soft_threshold(double x, double threshold);

// The same of a group, in place: argmin_v 1/2 || v - x ||^2 + threshold || v ||, which is
// x max(1 - threshold / ||x||, 0), of the `count` elements x[0], x[stride], x[2 stride] ...
void shrink_group(Scalar* x, std::size_t count, std::size_t stride, double threshold);

}  // namespace tapestry::nn
