// What holds for every distribution over subsets: its derivatives, and its draws.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/selection/score_gradients.hpp"
#include "tutorials/10_choosing_tasks/rules.hpp"
#include "tutorials/support/check.hpp"

namespace tapestry {

// [gradient]
// log Z once and twice: on the tape, and by small steps in the scores.
inline void check_gradients(const nn::SubsetDistribution& p) {
  const std::vector<double> in = p.marginals(), both = p.pairwise_marginals();
  Tensor at = zeros({5});
  for (std::size_t t = 0; t < 5; ++t) at(t) = Scalar(p.scores()[t]);
  const Var scores = Var::parameter("scores", at);
  Tape tape;
  const Var slope = tape.gradient_vars(nn::log_partition(p, scores), {scores})[0];
  for (std::size_t t = 0; t < 5; ++t) {
    check_near(slope.value()(t), in[t], "the gradient of log Z is the marginals");
    Tensor only = zeros({5});
    only(t) = 1;
    const Tensor curve = tape.gradient(sum(slope * Var::constant(only)), {scores})[0];
    std::vector<double> up = p.scores(), down = up;
    up[t] += 1e-5, down[t] -= 1e-5;
    const auto above = p.with_scores(up), below = p.with_scores(down);
    check_near((above->log_partition() - below->log_partition()) / 2e-5, in[t],
               "the slope of log Z is the marginal", 1e-8);
    for (std::size_t u = 0; u < 5; ++u) {
      const double covariance = both[t * 5 + u] - in[t] * in[u];
      check_near(curve(u), covariance, "the second derivative is the covariance");
      check_near((above->marginals()[u] - below->marginals()[u]) / 2e-5, covariance,
                 "and so is the marginal's slope", 1e-8);
    }
  }
}
// [gradient]

// [draws]
// How far the frequencies of all subsets are from these probabilities, at most; in standard errors.
inline double furthest(const std::function<double(std::size_t)>& probability,
                       const std::function<nn::TaskNumbers(Rng&)>& draw, int draws) {
  Rng rng(1);
  std::vector<double> count(32);
  for (int i = 0; i < draws; ++i) ++count[subset_of(draw(rng))];
  double most = 0;
  for (std::size_t subset = 0; subset < 32; ++subset) {
    const double p = probability(subset);
    check(p > 0 || count[subset] == 0, "what is not allowed is not drawn");
    if (p > 0)
      most = std::max(most, std::abs(count[subset] / draws - p) / std::sqrt(p * (1 - p) / draws));
  }
  return most;
}
// [draws]

}  // namespace tapestry
