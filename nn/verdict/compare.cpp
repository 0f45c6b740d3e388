#include "nn/verdict/compare.hpp"

#include <cmath>
#include <functional>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// How a run is named in an error: the run of 'hard sharing' (strength 0.1, seed 3).
std::string name_of(const Method& method, double strength, std::uint64_t seed) {
  return base::text("the run of '", method.name, "' (strength ", strength, ", seed ", seed, ")");
}

// The place of the first element that an earlier one equals, or values.size().
template <class Values, class Same>
std::size_t repeated(const Values& values, const Same& same) {
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (same(values[i], values[j])) return i;
  return values.size();
}

void check_method(const Method& method) {
  if (method.strengths.empty())
    base::fail(
        "compare: the method '", method.name,
        "' has no strengths to choose from: give it one, such as 0, if it has none of its own.");
  for (double strength : method.strengths)
    if (!std::isfinite(strength))
      base::fail("compare: the method '", method.name, "' has the strength ", strength,
                 ", but strengths must be finite.");
  const std::size_t twice = repeated(method.strengths, std::equal_to<>());
  if (twice < method.strengths.size())
    base::fail("compare: the method '", method.name, "' has the strength ", method.strengths[twice],
               " twice, which would train the same model twice: name it once.");
  if (!method.train)
    base::fail("compare: the method '", method.name,
               "' has an empty function to train it: give it one that returns a Run.");
}

void check(const std::vector<Measure>& measures, const std::vector<Method>& methods,
           const std::vector<std::uint64_t>& seeds, const CompareOptions& options) {
  if (measures.empty()) base::fail("compare: there are no tasks to measure: name one or more.");
  if (methods.empty())
    base::fail(
        "compare: there are no methods: give the baseline and one or more to compare with it.");
  if (seeds.size() < 2)
    base::fail("compare: ", seeds.size(), seeds.size() == 1 ? " seed was" : " seeds were",
               " given, but how much the scores vary shows only in 2 or more: give more seeds.");
  if (options.baseline >= methods.size())
    base::fail("compare: the baseline is method ", options.baseline, ", but there are ",
               methods.size(), ", numbered from 0.");
  if (!(options.level > 0 && options.level < 1))
    base::fail("compare: the level ", options.level,
               " was given, but it must lie between 0 and 1, as 0.95 does.");
  const std::size_t seed = repeated(seeds, std::equal_to<>());
  if (seed < seeds.size())
    base::fail("compare: the seed ", seeds[seed],
               " was given twice, which would count one result as two: give seeds that differ.");
  const auto same_name = [](const Method& a, const Method& b) { return a.name == b.name; };
  const std::size_t method = repeated(methods, same_name);
  if (method < methods.size())
    base::fail("compare: two methods are called '", methods[method].name,
               "': give each a name of its own.");
  const auto same_task = [](const Measure& a, const Measure& b) { return a.task == b.task; };
  const std::size_t task = repeated(measures, same_task);
  if (task < measures.size())
    base::fail("compare: two tasks are called '", measures[task].task,
               "': give each a name of its own.");
  for (const Method& m : methods) check_method(m);
}

void check_scores(const std::string& run, const std::string& which,
                  const std::vector<double>& scores, const std::vector<Measure>& measures) {
  if (scores.size() != measures.size())
    base::fail("compare: ", run, " has ", scores.size(), " ", which,
               " scores in an epoch, but there are ", measures.size(),
               " tasks: give one score a task.");
  for (std::size_t t = 0; t < scores.size(); ++t)
    if (!std::isfinite(scores[t]))
      base::fail("compare: ", run, " has the ", which, " score ", scores[t], " on task '",
                 measures[t].task,
                 "', but scores must be finite: a model that diverged has no place in "
                 "a mean.");
}

// `first` is the first run of all, with which all share their budget.
void check_run(const std::string& name, const Run& run, const Run& first,
               const std::vector<Measure>& measures) {
  if (run.epochs.empty())
    base::fail("compare: ", name,
               " has no epochs: give a checkpoint for each, or one after the last.");
  if (run.parameters == 0)
    base::fail("compare: ", name, " has 0 parameters: say how many numbers its model holds.");
  for (const Checkpoint& epoch : run.epochs) {
    check_scores(name, "validation", epoch.validation, measures);
    check_scores(name, "test", epoch.test, measures);
  }
  for (std::size_t e = 1; e < run.epochs.size(); ++e)
    if (run.epochs[e].steps <= run.epochs[e - 1].steps)
      base::fail(
          "compare: ", name, " has taken ", run.epochs[e].steps, " steps after epoch ", e + 1,
          " and ", run.epochs[e - 1].steps,
          " after the one before, but steps are counted from the start of training: give more "
          "each time.");
  if (run.epochs.size() != first.epochs.size())
    base::fail("compare: ", name, " has ", run.epochs.size(), " epochs and the first run ",
               first.epochs.size(), ", but all methods must have the same budget.");
  for (std::size_t e = 0; e < run.epochs.size(); ++e)
    if (run.epochs[e].steps != first.epochs[e].steps)
      base::fail("compare: ", name, " has taken ", run.epochs[e].steps, " steps after epoch ",
                 e + 1, " and the first run ", first.epochs[e].steps,
                 ", but all methods must have the same budget.");
}

// Trains all of a method's runs. [strengths][seeds]
std::vector<std::vector<Run>> train(const Method& method, const std::vector<std::uint64_t>& seeds,
                                    const CompareOptions& options,
                                    const std::vector<Measure>& measures, Run& first) {
  std::vector<std::vector<Run>> runs;
  for (double strength : method.strengths) {
    std::vector<Run>& row = runs.emplace_back();
    for (std::uint64_t seed : seeds) {
      if (options.watch) options.watch(method.name, strength, seed);
      row.push_back(method.train(strength, seed));
      if (first.epochs.empty()) first = row.back();
      check_run(name_of(method, strength, seed), row.back(), first, measures);
    }
  }
  return runs;
}

// The mean over the seeds of |scores|, which others are a share of.
double scale_of(const std::vector<double>& scores, const char* which, const Measure& measure) {
  double sum = 0;
  for (double score : scores) sum += std::abs(score);
  if (sum == 0)
    base::fail("compare: the baseline's ", which, " scores on task '", measure.task,
               "' are 0 for every "
               "seed, and nothing can be a share of 0: measure something else of it than ",
               measure.metric, ".");
  return sum / static_cast<double>(scores.size());
}

// The first of the best checkpoints of one seed: the largest sum over these tasks of weight times
// validation score.
Choice choose(const std::vector<std::vector<Run>>& runs, std::size_t seed,
              const std::vector<std::size_t>& tasks, const std::vector<double>& weights) {
  Choice best;
  bool any = false;
  double highest = 0;
  for (std::size_t s = 0; s < runs.size(); ++s)
    for (std::size_t e = 0; e < runs[s][seed].epochs.size(); ++e) {
      double sum = 0;
      for (std::size_t t : tasks) sum += weights[t] * runs[s][seed].epochs[e].validation[t];
      if (any && !(sum > highest)) continue;
      any = true;
      highest = sum;
      best = {s, e};
    }
  return best;
}

// Fills in each task's choices, and the scores there.
void choose_all(MethodResult& method, bool separate, std::size_t seeds,
                const std::vector<double>& weights) {
  std::vector<std::size_t> all(method.tasks.size());
  for (std::size_t t = 0; t < all.size(); ++t) all[t] = t;
  for (std::size_t seed = 0; seed < seeds; ++seed)
    for (std::size_t t = 0; t < method.tasks.size(); ++t) {
      TaskResult& task = method.tasks[t];
      const std::vector<std::size_t> compared = separate ? std::vector{t} : all;
      const Choice choice = choose(method.runs, seed, compared, weights);
      const Checkpoint& at = method.runs[choice.strength][seed].epochs[choice.epoch];
      task.choices.push_back(choice);
      task.validation.push_back(at.validation[t]);
      task.test.push_back(at.test[t]);
    }
}

// The weights of the tasks' validation scores: sign / scale.
std::vector<double> validation_weights(const std::vector<Measure>& measures,
                                       const MethodResult& baseline, std::size_t seeds) {
  std::vector<double> weights;
  for (std::size_t t = 0; t < measures.size(); ++t) {
    std::vector<double> signs(measures.size());
    signs[t] = measures[t].sign();
    std::vector<double> best;
    for (std::size_t seed = 0; seed < seeds; ++seed) {
      const Choice choice = choose(baseline.runs, seed, {t}, signs);
      best.push_back(baseline.runs[choice.strength][seed].epochs[choice.epoch].validation[t]);
    }
    weights.push_back(measures[t].sign() / scale_of(best, "validation", measures[t]));
  }
  return weights;
}

Interval negated(const Interval& i) { return {-i.mean, -i.high, -i.low}; }

// Fills in the intervals and the verdicts.
void judge(MethodResult& method, const MethodResult& baseline, const std::vector<Measure>& measures,
           double score_level, double verdict_level) {
  std::vector<double> gains(baseline.tasks[0].test.size());
  for (std::size_t t = 0; t < measures.size(); ++t) {
    TaskResult& task = method.tasks[t];
    const std::vector<double>& other = baseline.tasks[t].test;
    task.score = mean_interval(task.test, score_level);
    task.difference = paired_difference(task.test, other, verdict_level);
    task.verdict =
        verdict_of(measures[t].higher_is_better ? task.difference : negated(task.difference));
    const double scale = scale_of(other, "test", measures[t]);
    for (std::size_t seed = 0; seed < gains.size(); ++seed)
      gains[seed] += measures[t].sign() * (task.test[seed] - other[seed]) / scale /
                     static_cast<double>(measures.size());
  }
  method.delta = mean_interval(gains, verdict_level);
  method.verdict = verdict_of(method.delta);
}

}  // namespace

std::string words(Verdict verdict) {
  if (verdict == Verdict::helps) return "helps";
  return verdict == Verdict::hurts ? "hurts" : "no difference shown";
}

Verdict verdict_of(const Interval& gain) {
  if (gain.high - gain.low <= 1e-9 * std::abs(gain.mean)) return Verdict::no_difference_shown;
  if (gain.low > 0) return Verdict::helps;
  return gain.high < 0 ? Verdict::hurts : Verdict::no_difference_shown;
}

Comparison compare(const std::vector<Measure>& measures, const std::vector<Method>& methods,
                   const std::vector<std::uint64_t>& seeds, const CompareOptions& options) {
  check(measures, methods, seeds, options);
  Comparison result{measures, seeds, options, (methods.size() - 1) * (measures.size() + 1), {}};
  Run first;
  for (const Method& method : methods)
    result.methods.push_back({method.name,
                              method.strengths,
                              std::vector<TaskResult>(measures.size()),
                              {},
                              Verdict::no_difference_shown,
                              train(method, seeds, options, measures, first)});

  MethodResult& baseline = result.methods[options.baseline];
  const std::vector<double> weights = validation_weights(measures, baseline, seeds.size());
  for (std::size_t m = 0; m < methods.size(); ++m)
    choose_all(result.methods[m], methods[m].separate, seeds.size(), weights);

  double verdict_level = options.level;
  if (options.bonferroni && result.verdicts > 0)
    verdict_level = 1 - (1 - options.level) / static_cast<double>(result.verdicts);
  for (MethodResult& method : result.methods)
    judge(method, baseline, measures, options.level, verdict_level);
  return result;
}

}  // namespace tapestry::nn
