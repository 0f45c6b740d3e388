// Rows with labels, generated: what a net has to learn in part "train".
#pragma once

#include "tests/assignments/3_dense_training/plain.hpp"

namespace tapestry::grader::dense_training {

struct LabelledRows {
  Matrix x;
  std::vector<int> labels;
};

// Two-dimensional rows on three spiral arms that wind around each other, with noise: no straight
// lines part them. A problem is one rotation and one sense of winding; its rows are drawn anew.
class Spirals {
 public:
  explicit Spirals(Rng& rng);

  LabelledRows draw(Rng& rng, std::size_t n) const;

  static constexpr std::size_t kArms = 3;

 private:
  double turned_, sense_;
};

// Ten classes about ten corners of a space of six dimensions: straight cuts part them.
class TenClouds {
 public:
  explicit TenClouds(Rng& rng);

  // By the order of the classes where `sorted`, and else in a random one.
  LabelledRows draw(Rng& rng, std::size_t n, bool sorted) const;

  static constexpr std::size_t kClasses = 10, kColumns = 6;

 private:
  Matrix centres_;
};

// Column j times factors[j], plus shifts[j].
LabelledRows in_other_units(LabelledRows rows, const Numbers& factors, const Numbers& shifts);

// The share of labels that are right; 0 where there is not one for each row, or one is no class.
double share_right(const Numbers& said, const std::vector<int>& labels);

}  // namespace tapestry::grader::dense_training
