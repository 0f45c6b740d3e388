// Matrices in plain loops, for what is right: nothing of the engine is in them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/array/random.hpp"

namespace tapestry::grader::dense_training {

using Numbers = std::vector<double>;

struct Matrix {
  std::size_t rows = 0, columns = 0;
  Numbers elements = Numbers(rows * columns, 0);

  double& at(std::size_t i, std::size_t j) { return elements[i * columns + j]; }
  double at(std::size_t i, std::size_t j) const { return elements[i * columns + j]; }
};

Matrix product(const Matrix& a, const Matrix& b);
Matrix transposed(const Matrix& a);
Matrix mapped(Matrix a, const std::function<double(double)>& f);
Matrix plus_row(Matrix a, const Numbers& row);  // row is added to each row of a
Numbers sum_of_rows(const Matrix& a);           // one for each column
Numbers times(double factor, Numbers a);
Numbers plus(Numbers a, const Numbers& b);

// Numbers of both signs, and of a size near 1, so that each of them matters.
Numbers signed_draws(Rng& rng, std::size_t n);
Matrix drawn_matrix(Rng& rng, std::size_t rows, std::size_t columns);

std::string sizes_text(std::size_t rows, std::size_t columns);  // "[3 x 4]"

}  // namespace tapestry::grader::dense_training
