#include "tests/assignments/3_dense_training/loss_case.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::grader::dense_training {

Message LossCase::request(double factor) const {
  Message request;
  request.set("rows", double(z.rows));
  request.set("classes", double(z.columns));
  request.set("logits", z.elements);
  request.set("labels", {labels.begin(), labels.end()});
  request.set("factor", factor);
  return request;
}

std::string LossCase::text() const {
  return base::text("logits ", sizes_text(z.rows, z.columns), " = ", list_text(z.elements),
                    ", labels ", list_text({labels.begin(), labels.end()}));
}

LossCase drawn_case(Rng& rng, std::size_t rows, std::size_t classes) {
  LossCase out{drawn_matrix(rng, rows, classes), {}};
  for (double& one : out.z.elements) one *= 2;
  for (std::size_t i = 0; i < rows; ++i) out.labels.push_back(int(rng() % classes));
  // Labels that are neither all equal nor each other's neighbours by chance.
  out.labels[0] = int(classes) - 1;
  if (rows > 1) out.labels[1] = 0;
  return out;
}

LossCase with_next_labels(LossCase at, std::size_t by) {
  for (int& label : at.labels) label = int((std::size_t(label) + by) % at.z.columns);
  return at;
}

Matrix softmax_of(const Matrix& z) {
  Matrix p = z;
  for (std::size_t i = 0; i < z.rows; ++i) {
    double largest = z.at(i, 0), sum = 0;
    for (std::size_t j = 1; j < z.columns; ++j) largest = std::max(largest, z.at(i, j));
    for (std::size_t j = 0; j < z.columns; ++j) sum += p.at(i, j) = std::exp(z.at(i, j) - largest);
    for (std::size_t j = 0; j < z.columns; ++j) p.at(i, j) /= sum;
  }
  return p;
}

static double loss_of_row(const Matrix& z, std::size_t i, int label) {
  double largest = z.at(i, 0), sum = 0;
  for (std::size_t j = 1; j < z.columns; ++j) largest = std::max(largest, z.at(i, j));
  for (std::size_t j = 0; j < z.columns; ++j) sum += std::exp(z.at(i, j) - largest);
  return std::log(sum) - (z.at(i, std::size_t(label)) - largest);
}

Numbers losses_of(const LossCase& at) {
  Numbers out;
  for (std::size_t i = 0; i < at.z.rows; ++i) out.push_back(loss_of_row(at.z, i, at.labels[i]));
  return out;
}

double sum_of(const Numbers& a) {
  double out = 0;
  for (const double one : a) out += one;
  return out;
}

double mean_of(const Numbers& a) { return sum_of(a) / double(a.size()); }

Numbers loss_gradient(const LossCase& at) {
  Matrix g = softmax_of(at.z);
  for (std::size_t i = 0; i < at.z.rows; ++i) g.at(i, std::size_t(at.labels[i])) -= 1;
  return times(1 / double(at.z.rows), g.elements);
}

}  // namespace tapestry::grader::dense_training
