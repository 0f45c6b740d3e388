#include "nn/selection/score_gradients.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/derivatives/custom_gradient.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry::nn {
namespace {

using Distribution = std::shared_ptr<const SubsetDistribution>;

Distribution at(const SubsetDistribution& p, const Var& scores) {
  if (scores.value().dimension() != 1 || scores.size() != p.tasks())
    base::fail("SubsetDistribution: ", describe(scores), " are scores for '", p.name(), "' of ",
               p.tasks(), " tasks, and must be [", p.tasks(), "].");
  return p.with_scores({scores.value().storage().begin(), scores.value().storage().end()});
}

Tensor as_tensor(const std::vector<double>& numbers, const Shape& shape) {
  Tensor result = uninitialised(shape);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    result.data()[i] = static_cast<Scalar>(numbers[i]);
  return result;
}

// [tasks x tasks]. Its own gradient is an error: without one, a third derivative would be 0
// silently.
Var covariances(const Distribution& p, const Var& scores) {
  const std::size_t n = p->tasks();
  const std::vector<double> single = p->marginals();
  std::vector<double> both = p->pairwise_marginals();
  for (std::size_t s = 0; s < n; ++s)
    for (std::size_t t = 0; t < n; ++t)
      both[s * n + t] =
          s == t ? single[s] * (1 - single[s]) : both[s * n + t] - single[s] * single[t];
  return custom_gradient(scores, as_tensor(both, {n, n}), [](const Var&, const Var&) -> Var {
    base::fail(
        "covariances: the scores of a distribution over subsets have two derivatives, and a "
        "third was asked for: take the gradient of a gradient at most.");
  });
}

Var marginals_at(const Distribution& p, const Var& scores) {
  return custom_gradient(scores, as_tensor(p->marginals(), scores.shape()),
                         [p, scores](const Var& g, const Var&) {
                           const std::size_t n = p->tasks();
                           return reshape(matmul(covariances(p, scores), reshape(g, {n, 1})), {n});
                         });
}

}  // namespace

Var marginals(const SubsetDistribution& p, const Var& scores) {
  return marginals_at(at(p, scores), scores);
}

Var log_partition(const SubsetDistribution& p, const Var& scores) {
  const Distribution here = at(p, scores);
  return custom_gradient(
      scores, as_tensor({here->log_partition()}, {}),
      [here, scores](const Var& g, const Var&) { return g * marginals_at(here, scores); });
}

// Not the difference of the sum of scores and log Z, which would lose the digits where both are
// large.
Var log_probability(const SubsetDistribution& p, const TaskNumbers& subset, const Var& scores) {
  const Distribution here = at(p, scores);
  const double value = here->log_probability(subset);
  if (!std::isfinite(value))
    base::fail("log_probability: the subset of ", subset.size(), " tasks is not one of '", p.name(),
               "', whose probability is 0: give one that is allowed.");
  Tensor members = zeros({here->tasks()});
  for (const std::size_t t : subset) members(t) = 1;
  return custom_gradient(scores, as_tensor({value}, {}),
                         [here, scores, members](const Var& g, const Var&) {
                           return g * (Var::constant(members) - marginals_at(here, scores));
                         });
}

}  // namespace tapestry::nn
