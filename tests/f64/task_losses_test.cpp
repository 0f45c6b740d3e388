// The losses of tasks in double: their gradients at the predictions, in first and second order,
// with all answers and with some missing.
#include <gtest/gtest.h>

#include <limits>

#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "nn/tasks/task.hpp"

namespace tapestry::nn {
namespace {

constexpr Scalar kNaN = std::numeric_limits<Scalar>::quiet_NaN();

void expect_right_gradient(const Loss& loss, const Batch& batch) {
  const Task task{"t", {1}, 3, loss};
  Rng rng(5);
  const GradientReport report = check_gradient(
      loss.name, [&](const std::vector<Var>& y) { return checked_loss(task, y[0], batch); },
      {random_normal({4, 3}, rng)});
  EXPECT_TRUE(report.passed) << report.text;
}

TEST(TaskLosses, GradientsWithLabels) {
  for (const Loss& loss : {cross_entropy(), focal(2), focal(1.5)})
    for (const std::vector<int>& labels :
         {std::vector<int>{0, 2, 1, 1}, {kNoLabel, 2, kNoLabel, 1}, {0, 1, 2, kNoLabel}})
      expect_right_gradient(loss, {zeros({4, 1}), labels, {}});
}

TEST(TaskLosses, GradientsWithSoftLabels) {
  for (const Scalar at_row_2 : {Scalar(0), kNaN}) {
    Batch batch{zeros({4, 1}), {}, full({4, 3}, kNaN)};
    const Tensor rows = tensor({3, 3}, {0.2, 0.3, 0.5, 1, 0, 0, 0.1, 0.9, 0});
    for (std::size_t k = 0; k < 3; ++k) {
      batch.targets(0, k) = rows(0, k), batch.targets(1, k) = rows(1, k);
      batch.targets(2, k) = at_row_2 + rows(2, k);
      batch.targets(3, k) = at_row_2 + rows(0, k);
    }
    expect_right_gradient(soft_label_cross_entropy(), batch);
  }
}

TEST(TaskLosses, GradientsWithTargets) {
  for (const Loss& loss : {squared_error(), huber(2), binary_cross_entropy()})
    for (const bool missing : {false, true}) {
      Rng rng(6);
      Batch batch{zeros({4, 1}), {}, random_uniform({4, 3}, rng)};
      if (missing)
        for (const auto& [i, k] : {std::pair{0, 1}, {2, 0}, {2, 1}, {2, 2}, {3, 2}})
          batch.targets(i, k) = kNaN;
      expect_right_gradient(loss, batch);
    }
}

}  // namespace
}  // namespace tapestry::nn
