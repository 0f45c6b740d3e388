#include "nn/scoring/affinity_scores.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {
namespace {

std::vector<double> over_temperature(const TargetAffinities& affinities, double temperature) {
  std::vector<double> scores;
  for (const double mean : affinities.means()) scores.push_back(mean / temperature);
  always_include(affinities.target(), scores);
  return scores;
}

}  // namespace

TargetAffinities::TargetAffinities(std::string who, std::shared_ptr<const GradientProbe> probe,
                                   std::size_t target, LookOptions options)
    : who_(std::move(who)), probe_(std::move(probe)), target_(target), options_(options) {
  if (!probe_)
    base::fail(who_, ": there is no probe: give a GradientProbe, which looks at the gradients.");
  check_task(who_, "the target", target, probe_->tasks());
  check_decay(who_, options_.decay);
  check_every(who_, options_.every);
  means_.resize(probe_->tasks());
}

void TargetAffinities::check_run(const MultiTaskModel& model, bool saved) const {
  probe_->check_run(who_, model, saved);
}

bool TargetAffinities::due() { return rounds_++ % options_.every == 0; }

void TargetAffinities::check_tasks(const SubsetDistribution& rule) const {
  if (rule.tasks() != tasks())
    base::fail(who_, ": the probe looks at ", tasks(), " tasks, but the rule '", rule.name(),
               "' is over ", rule.tasks(), ": make both for the same model.");
}

void TargetAffinities::serialise(Archive& archive) {
  archive.expect("target", target_, "the target task");
  archive.expect("decay", options_.decay, "the scores' decay");
  archive.expect("every", options_.every, "the rounds from one look to the next");
  archive("rounds", rounds_);
  archive("looks", looks_);
  archive.same_size("means", means_);
  GradientProbe probe = *probe_;  // a source's copies are one stream
  archive("probe", probe);
}

CosineScores::CosineScores(std::shared_ptr<const GradientProbe> probe, std::size_t target,
                           double temperature, LookOptions options)
    : temperature_(temperature), affinities_("CosineScores", std::move(probe), target, options) {
  check_temperature("CosineScores", temperature);
}

std::vector<double> CosineScores::scores(const SubsetDistribution& rule, Rng&) {
  affinities_.check_tasks(rule);
  if (affinities_.due())
    affinities_.look([](const GradientProbe::Look& task, const GradientProbe::Look& target) {
      const double lengths = std::sqrt(inner_product(task.gradients, task.gradients) *
                                       inner_product(target.gradients, target.gradients));
      return lengths > 0 ? inner_product(task.gradients, target.gradients) / lengths : 0.0;
    });
  return over_temperature(affinities_, temperature_);
}

void CosineScores::serialise(Archive& archive) {
  archive.expect("temperature", temperature_, "the scores' temperature");
  archive("affinities", affinities_);
}

LookaheadScores::LookaheadScores(std::shared_ptr<const GradientProbe> probe, std::size_t target,
                                 double rate, double temperature, LookOptions options)
    : rate_(rate),
      temperature_(temperature),
      affinities_("LookaheadScores", std::move(probe), target, options) {
  check_rate("LookaheadScores", rate);
  check_temperature("LookaheadScores", temperature);
}

std::vector<double> LookaheadScores::scores(const SubsetDistribution& rule, Rng&) {
  affinities_.check_tasks(rule);
  if (affinities_.due())
    affinities_.look([&](const GradientProbe::Look& task, const GradientProbe::Look& target) {
      if (target.loss == 0) return 0.0;
      if (target.loss < 0)
        base::fail("LookaheadScores: the target's loss is ", target.loss,
                   ", of which no part can be taken away: take CosineScores, or a loss that is "
                   "never negative.");
      const double after =
          affinities_.probe().loss_after(affinities_.target(), target.batch, task.gradients, rate_);
      return 1 - after / target.loss;
    });
  return over_temperature(affinities_, temperature_);
}

void LookaheadScores::serialise(Archive& archive) {
  archive.expect("rate", rate_, "the rate of the step that is tried");
  archive.expect("temperature", temperature_, "the scores' temperature");
  archive("affinities", affinities_);
}

}  // namespace tapestry::nn
