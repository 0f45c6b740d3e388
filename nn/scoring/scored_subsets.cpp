#include "nn/scoring/scored_subsets.hpp"

#include "engine/base/error.hpp"

namespace tapestry::nn {

ScoredSubsets::ScoredSubsets(std::shared_ptr<TaskScorer> scorer,
                             std::shared_ptr<const SubsetDistribution> rule, Reweight reweight)
    : scorer_(std::move(scorer)), rule_(std::move(rule)), reweight_(reweight) {
  if (!scorer_) base::fail("ScoredSubsets: there is no scorer: give one, such as LossScores.");
  if (!rule_)
    base::fail(
        "ScoredSubsets: there is no rule of which subsets are allowed: give one, such as "
        "exactly_k.");
  if (reweight_ == Reweight::yes && scorer_->takes_the_best())
    base::fail(
        "ScoredSubsets: the scorer '", scorer_->name(),
        "' has its chance in the scores, so that nobody knows P(t in T), by which the losses "
        "were to be divided: take Reweight::no, or another scorer.");
}

std::string ScoredSubsets::name() const {
  return "drawn by " + scorer_->name() + (reweight_ == Reweight::yes ? ", reweighted" : "");
}

std::vector<TaskNumbers> ScoredSubsets::next_round(std::size_t, Rng& rng) {
  p_ = rule_->with_scores(scorer_->scores(*rule_, rng));
  if (reweight_ == Reweight::yes) marginals_ = p_->marginals();
  TaskNumbers subset = scorer_->takes_the_best() ? p_->most_likely() : p_->sample(rng);
  scorer_->drew(subset, *p_);
  return {std::move(subset)};
}

std::vector<double> ScoredSubsets::loss_factors(const TaskNumbers& step) const {
  std::vector<double> factors;
  if (reweight_ == Reweight::no) return factors;
  for (const std::size_t t : step) factors.push_back(1 / marginals_[t]);
  return factors;
}

void ScoredSubsets::told(const TaskNumbers& step, const std::vector<double>& losses) {
  scorer_->told(step, losses);
}

void ScoredSubsets::check_tasks(std::size_t tasks) const {
  if (rule_->tasks() != tasks)
    base::fail("fit: the rule '", rule_->name(), "' is over ", rule_->tasks(),
               " tasks, but the model has ", tasks, ": give it one score a task.");
}

void ScoredSubsets::check_run(const MultiTaskModel& model, bool saved) const {
  scorer_->check_run(model, saved);
}

Reasons ScoredSubsets::reasons() const {
  if (!p_) return {};
  // Of a scorer that takes the best, P(t in T) is not p_'s.
  return {p_->scores(), scorer_->takes_the_best() ? std::vector<double>() : p_->marginals()};
}

void ScoredSubsets::serialise(Archive& archive) {
  archive.expect("rule", rule_->name(), "the rule of the selection");
  archive.expect("settings", rule_->settings(), "what the selection was made with");
  archive("scorer", *scorer_);
}

}  // namespace tapestry::nn
