// Logits with labels, for the checks of part "loss": their loss and its gradient.
#pragma once

#include "tests/assignments/3_dense_training/plain.hpp"
#include "tests/assignments/grader/comparison.hpp"
#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader::dense_training {

struct LossCase {
  Matrix z;
  std::vector<int> labels;

  Message request(double factor = 1) const;
  std::string text() const;
};

LossCase drawn_case(Rng& rng, std::size_t rows, std::size_t classes);
LossCase with_next_labels(LossCase at, std::size_t by);

// The softmax of each row, with the row's largest logit subtracted.
Matrix softmax_of(const Matrix& z);

// The loss of each row: log(sum of e^(z - largest)) - (z_label - largest).
Numbers losses_of(const LossCase& at);

// (softmax - one-hot) / n.
Numbers loss_gradient(const LossCase& at);

double sum_of(const Numbers& a);
double mean_of(const Numbers& a);

}  // namespace tapestry::grader::dense_training
