#include "tests/datasets/generated/planted.hpp"

#include <algorithm>

#include "engine/array/lapack.hpp"

namespace tapestry::datasets {

PlantedSizes wide(std::size_t tasks) {
  PlantedSizes sizes;
  sizes.tasks = tasks;
  sizes.features = 2000;
  sizes.train = sizes.validation = sizes.test = 1;
  return sizes;
}

double square_distance(const Tensor& w, std::size_t s, std::size_t t) {
  double sum = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    const double difference = static_cast<double>(w(s, j)) - static_cast<double>(w(t, j));
    sum += difference * difference;
  }
  return sum;
}

double square_length(const Tensor& w, std::size_t t) {
  double sum = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j)
    sum += static_cast<double>(w(t, j)) * static_cast<double>(w(t, j));
  return sum;
}

std::size_t rank_of(const Tensor& w) {
  const Tensor values = kernels::singular_value_decomposition(w).values;
  std::size_t rank = 0;
  for (Scalar value : values) rank += value > values(0) / 10000 ? 1 : 0;
  return rank;
}

std::vector<std::size_t> used_features(const Tensor& w, std::size_t t) {
  std::vector<std::size_t> used;
  for (std::size_t j = 0; j < w.shape()[1]; ++j)
    if (w(t, j) != 0) used.push_back(j);
  return used;
}

Tensor rows_without(const Tensor& w, const std::vector<std::size_t>& tasks) {
  std::vector<Scalar> kept;
  std::size_t rows = 0;
  for (std::size_t t = 0; t < w.shape()[0]; ++t) {
    if (std::find(tasks.begin(), tasks.end(), t) != tasks.end()) continue;
    for (std::size_t j = 0; j < w.shape()[1]; ++j) kept.push_back(w(t, j));
    ++rows;
  }
  return tensor({rows, w.shape()[1]}, kept);
}

}  // namespace tapestry::datasets
