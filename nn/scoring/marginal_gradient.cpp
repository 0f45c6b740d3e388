#include "nn/scoring/marginal_gradient.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {

std::vector<double> covariance_times(const SubsetDistribution& p, const std::vector<double>& v) {
  const std::size_t n = p.tasks();
  const std::vector<double> single = p.marginals(), both = p.pairwise_marginals();
  std::vector<double> product(n);
  for (std::size_t s = 0; s < n; ++s)
    for (std::size_t t = 0; t < n; ++t)
      product[s] += (both[s * n + t] - single[s] * single[t]) * v[t];
  return product;
}

void check_entropy(const std::string& who, double entropy, const SubsetDistribution& rule) {
  if (entropy > 0 && !rule.of_scores_alone())
    base::fail(who, ": the rule '", rule.name(),
               "' has more in P(T) than the scores, so that the entropy's gradient is another one: "
               "give an entropy of 0, or another rule.");
}

MarginalGradient::MarginalGradient(std::shared_ptr<const GradientProbe> probe, std::size_t target,
                                   MarginalGradientOptions options)
    : options_(options),
      affinities_("MarginalGradient", std::move(probe), target, options.look),
      scores_(affinities_.tasks()) {
  check_rate("MarginalGradient", options_.rate);
  if (!(options_.entropy >= 0 && std::isfinite(options_.entropy)))
    base::fail("MarginalGradient: the weight of the entropy is ", options_.entropy,
               ", but must be 0 or more, and finite.");
}

std::vector<double> MarginalGradient::scores(const SubsetDistribution& rule, Rng&) {
  affinities_.check_tasks(rule);
  check_entropy("MarginalGradient", options_.entropy, rule);
  if (affinities_.due())
    affinities_.look([](const GradientProbe::Look& task, const GradientProbe::Look& target) {
      const double length = inner_product(target.gradients, target.gradients);
      return length > 0 ? inner_product(task.gradients, target.gradients) / length : 0.0;
    });
  // The target is always chosen: its covariances are 0.
  const std::size_t target = affinities_.target();
  always_include(target, scores_);
  std::vector<double> v = affinities_.means();
  for (std::size_t t = 0; t < v.size(); ++t)
    v[t] = t == target ? 0 : v[t] - options_.entropy * scores_[t];
  const std::vector<double> ascent = covariance_times(*rule.with_scores(scores_), v);
  for (std::size_t t = 0; t < scores_.size(); ++t)
    if (t != target) scores_[t] += options_.rate * ascent[t];
  always_include(target, scores_);
  return scores_;
}

void MarginalGradient::serialise(Archive& archive) {
  archive.expect("rate", options_.rate, "the rate of the scores");
  archive.expect("entropy", options_.entropy, "the weight of the entropy");
  archive("affinities", affinities_);
  archive.same_size("scores", scores_);
}

}  // namespace tapestry::nn
