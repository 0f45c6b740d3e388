// Assignment 6: one direction for several tasks, from their gradients.
#pragma once

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

using Gradient = std::vector<double>;

// A direction to walk against, of the tasks' gradients at what they share: all as long, at least
// one.
inline Gradient combine(const std::vector<Gradient>& gradients) {
  // yours
  throw std::logic_error("to do: combine, task 1, combine(gradients)");
}
