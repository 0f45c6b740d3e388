// Scores from what each task's gradient does for a target task, by gradients that are looked at
// beside training (gradient_probe.hpp). The target itself is always chosen
// (always_include).
//
// A look at all tasks costs a forward and a backward pass a task, and Lookahead one more forward
// pass a task: `every` says in how many rounds there is one. What is seen is averaged over looks,
// mean <- decay mean + (1 - decay) seen, begun with the first.
#pragma once

#include <memory>

#include "nn/scoring/gradient_probe.hpp"
#include "nn/scoring/task_scorer.hpp"

namespace tapestry::nn {

struct LookOptions {
  double decay = 0.9;     // of the running means over looks
  std::size_t every = 1;  // rounds from one look to the next; the first round is one
};

// The running means of an affinity v_t of each task to the target.
class TargetAffinities {
 public:
  // Throws for no probe, an unknown target, and options out of range.
  TargetAffinities(std::string who, std::shared_ptr<const GradientProbe> probe, std::size_t target,
                   LookOptions options);

  // Called every round; true where it is one with a look, and look() is due.
  bool due();
  // of(task's look, target's look): the affinity.
  template <class F>
  void look(F of);

  std::size_t target() const { return target_; }
  std::size_t tasks() const { return means_.size(); }
  const GradientProbe& probe() const { return *probe_; }
  const std::vector<double>& means() const { return means_; }  // the target's is 0
  void check_tasks(const SubsetDistribution& rule) const;
  void check_run(const MultiTaskModel& model, bool saved) const;
  void serialise(Archive& archive);

 private:
  std::string who_;
  std::shared_ptr<const GradientProbe> probe_;
  std::size_t target_;
  LookOptions options_;
  std::uint64_t rounds_ = 0, looks_ = 0;
  std::vector<double> means_;
};

template <class F>
void TargetAffinities::look(F of) {
  const GradientProbe::Look target = probe_->look(target_);
  for (std::size_t t = 0; t < tasks(); ++t) {
    if (t == target_) continue;
    const double seen = of(probe_->look(t), target);
    means_[t] = looks_ == 0 ? seen : options_.decay * means_[t] + (1 - options_.decay) * seen;
  }
  ++looks_;
}

// s_t = cosine of the gradients of task t and of the target / temperature: a task helps where it
// pulls the same way (Du et al. 2018, "Adapting Auxiliary Losses Using Gradient Similarity"). Where
// one of the gradients is 0, the cosine counts as 0.
class CosineScores : public TaskScorer {
 public:
  CosineScores(std::shared_ptr<const GradientProbe> probe, std::size_t target,
               double temperature = 0.1, LookOptions options = {});
  std::string name() const override { return "gradient cosine"; }
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  void check_run(const MultiTaskModel& model, bool saved) const override {
    affinities_.check_run(model, saved);
  }
  void serialise(Archive& archive) override;

 private:
  double temperature_;
  TargetAffinities affinities_;
};

// s_t = (1 - L_target(theta - rate g_t) / L_target(theta)) / temperature, theta what is shared: the
// part of the target's loss that one step on task t alone takes away (Fifty et al. 2021,
// "Efficiently Identifying Task Groupings for Multi-Task Learning", equation 1). Where the target's
// loss is 0, nothing can be taken away: 0; for one below 0, and a step that makes it infinite, it
// throws.
class LookaheadScores : public TaskScorer {
 public:
  // rate: of the step that is tried; that of the optimiser, if it is a plain one. Throws also for
  // one that is not positive and finite.
  LookaheadScores(std::shared_ptr<const GradientProbe> probe, std::size_t target, double rate,
                  double temperature = 0.01, LookOptions options = {});
  std::string name() const override { return "lookahead"; }
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  void check_run(const MultiTaskModel& model, bool saved) const override {
    affinities_.check_run(model, saved);
  }
  void serialise(Archive& archive) override;

 private:
  double rate_, temperature_;
  TargetAffinities affinities_;
};

}  // namespace tapestry::nn
