#include "tests/assignments/3_dense_training/plain.hpp"

#include "engine/base/error.hpp"

namespace tapestry::grader::dense_training {

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix out{a.rows, b.columns};
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < b.columns; ++j)
      for (std::size_t k = 0; k < a.columns; ++k) out.at(i, j) += a.at(i, k) * b.at(k, j);
  return out;
}

Matrix transposed(const Matrix& a) {
  Matrix out{a.columns, a.rows};
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.columns; ++j) out.at(j, i) = a.at(i, j);
  return out;
}

Matrix mapped(Matrix a, const std::function<double(double)>& f) {
  for (double& one : a.elements) one = f(one);
  return a;
}

Matrix plus_row(Matrix a, const Numbers& row) {
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.columns; ++j) a.at(i, j) += row[j];
  return a;
}

Numbers sum_of_rows(const Matrix& a) {
  Numbers out(a.columns, 0);
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.columns; ++j) out[j] += a.at(i, j);
  return out;
}

Numbers times(double factor, Numbers a) {
  for (double& one : a) one *= factor;
  return a;
}

Numbers plus(Numbers a, const Numbers& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

Numbers signed_draws(Rng& rng, std::size_t n) {
  Numbers out;
  for (std::size_t i = 0; i < n; ++i) {
    const double size = 0.3 + uniform_draw(rng);
    out.push_back(uniform_draw(rng) < 0.5 ? -size : size);
  }
  return out;
}

Matrix drawn_matrix(Rng& rng, std::size_t rows, std::size_t columns) {
  return {rows, columns, signed_draws(rng, rows * columns)};
}

std::string sizes_text(std::size_t rows, std::size_t columns) {
  return base::text('[', rows, " x ", columns, ']');
}

}  // namespace tapestry::grader::dense_training
