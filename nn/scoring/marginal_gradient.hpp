// Scores learned by the exact gradient, through the marginals.
//
// If each task t in T is worth v_t to the target, then T is worth sum_{t in T} v_t, and in the mean
// over P(T)
//
//   J(s) = sum_t P(t in T; s) v_t + entropy H(P),      dJ/ds = C (v - entropy s)
//
// with C the covariances of "s in T" and "t in T", which are d P(t in T) / ds (the distribution is
// an exponential family). No draw is needed for it, and so there is no noise of the draws. It is
// what a step on the expected loss, sum_t P(t in T) L_t, does for the target, to first order:
// L_target(theta - rate sum_t P(t in T) g_t) falls by rate <g_target, g_t> for each unit of
// P(t in T). Hence
//
//   v_t = <g_t, g_target> / ||g_target||^2:  in units of what the target's own gradient does.
//
// With entropy > 0 the best scores are v / entropy, whatever the rule (but for tasks that interact,
// whose P(T) is not made of the scores alone: with them it must be 0); with 0, P(T) closes down to
// the best subset, or, where it closes before much was seen, to another one: the tighter the rule,
// the more entropy it needs.
#pragma once

#include "nn/scoring/affinity_scores.hpp"

namespace tapestry::nn {

struct MarginalGradientOptions {
  double rate = 1;  // s <- s + rate dJ/ds, each round
  double entropy = 0.02;
  LookOptions look = {};
};

class MarginalGradient : public TaskScorer {
 public:
  // All scores begin at 0. Throws for no probe, an unknown target, a rate that is not positive and
  // finite, a negative entropy, and options out of range.
  MarginalGradient(std::shared_ptr<const GradientProbe> probe, std::size_t target,
                   MarginalGradientOptions options = {});
  std::string name() const override { return "marginal gradient"; }
  // Throws for tasks that interact, with an entropy. A round costs the rule's pairwise marginals,
  // and a look where one is due.
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  void check_run(const MultiTaskModel& model, bool saved) const override {
    affinities_.check_run(model, saved);
  }
  const std::vector<double>& worths() const { return affinities_.means(); }  // v, one a task
  void serialise(Archive& archive) override;

 private:
  MarginalGradientOptions options_;
  TargetAffinities affinities_;
  std::vector<double> scores_;
};

// C v: what J's first term changes by, for each score. [tasks], of P(T) = p.
std::vector<double> covariance_times(const SubsetDistribution& p, const std::vector<double>& v);

// Throws where an entropy is asked for, but its gradient is not -C s under this rule.
void check_entropy(const std::string& who, double entropy, const SubsetDistribution& rule);

}  // namespace tapestry::nn
