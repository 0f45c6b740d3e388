// Assignment 4: a matrix without an engine, for part "prox". As it is given.
#pragma once

#include <vector>

using Matrix = std::vector<std::vector<double>>;  // its rows

// One linear regression.
struct PlainTask {
  Matrix x;               // n rows of d; n differs from task to task, and d does not
  std::vector<double> y;  // n
};
