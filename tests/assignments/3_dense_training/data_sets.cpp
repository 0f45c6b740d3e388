#include "tests/assignments/3_dense_training/data_sets.hpp"

#include <cmath>
#include <numbers>

namespace tapestry::grader::dense_training {

Spirals::Spirals(Rng& rng)
    : turned_(2 * std::numbers::pi * uniform_draw(rng)), sense_(uniform_draw(rng) < 0.5 ? -1 : 1) {}

LabelledRows Spirals::draw(Rng& rng, std::size_t n) const {
  NormalDraw normal;
  LabelledRows out{Matrix{n, 2}, {}};
  for (std::size_t i = 0; i < n; ++i) {
    // A third of the rows on each arm, in a random order by the draw below.
    const int arm = int(rng() % kArms);
    const double along = uniform_draw(rng), radius = 0.3 + 1.2 * along;
    const double angle =
        turned_ + sense_ * (2 * std::numbers::pi * arm / double(kArms) + 4 * along);
    out.x.at(i, 0) = radius * std::cos(angle) + 0.06 * normal(rng);
    out.x.at(i, 1) = radius * std::sin(angle) + 0.06 * normal(rng);
    out.labels.push_back(arm);
  }
  return out;
}

TenClouds::TenClouds(Rng& rng) : centres_{kClasses, kColumns} {
  // Corners of a cross: no two are nearer than 5, and the noise has the deviation 0.7.
  const bool negative_first = uniform_draw(rng) < 0.5;
  const std::size_t first = std::size_t(rng() % kColumns);
  for (std::size_t k = 0; k < kClasses; ++k)
    centres_.at(k, (first + k) % kColumns) = (k < kColumns) == negative_first ? -4 : 4;
}

LabelledRows TenClouds::draw(Rng& rng, std::size_t n, bool sorted) const {
  NormalDraw normal;
  LabelledRows out{Matrix{n, kColumns}, {}};
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t label = sorted ? i * kClasses / n : std::size_t(rng() % kClasses);
    for (std::size_t j = 0; j < kColumns; ++j)
      out.x.at(i, j) = centres_.at(label, j) + 0.7 * normal(rng);
    out.labels.push_back(int(label));
  }
  return out;
}

LabelledRows in_other_units(LabelledRows rows, const Numbers& factors, const Numbers& shifts) {
  for (std::size_t i = 0; i < rows.x.rows; ++i)
    for (std::size_t j = 0; j < rows.x.columns; ++j)
      rows.x.at(i, j) = factors[j] * rows.x.at(i, j) + shifts[j];
  return rows;
}

double share_right(const Numbers& said, const std::vector<int>& labels) {
  if (said.size() != labels.size() || labels.empty()) return 0;
  double right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += said[i] == labels[i];
  return right / double(labels.size());
}

}  // namespace tapestry::grader::dense_training
