// compare: whether sharing helped, by the same rules for every method.
//
// Each method is trained on the same budget for each of several seeds, at each of its strengths.
// Which strength and which epoch counts is chosen for each seed on validation data alone: where the
// mean over the tasks of
//
//   sign_t v_t / mean over seeds |b_t|
//
// is largest, where v_t is the validation score, b_t the best one that the baseline has on task t
// for that seed, and sign_t is -1 where lower is better. Of equals the first strength counts, and
// then the first epoch. Only then are test scores looked at, those of the chosen runs. On them
//
//   difference_t = m_t - b_t, of the same seed, and its paired interval over the seeds
//   Delta-MTL    = mean over tasks of sign_t (m_t - b_t) / mean over seeds |b_t|
//
// (Maninis, Radosavovic & Kokkinos 2019, eq. 5: the mean relative gain, which is theirs of the
// scores' means), with its interval over the seeds. A method helps, or hurts, where an interval
// leaves 0 on that side; elsewhere no difference is shown, which is not to say that there is none.
//
// The intervals hold for what the seed draws anew. Where it draws the weights and batches but every
// seed has the same examples, they say nothing of other examples.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "nn/verdict/interval.hpp"

namespace tapestry::nn {

// What is measured of a task: accuracy, explained variance, an error ...
struct Measure {
  std::string task;
  std::string metric;
  bool higher_is_better = true;

  double sign() const { return higher_is_better ? 1 : -1; }
};

// A model during training: what it scores on each task, one score a task.
struct Checkpoint {
  std::size_t steps = 0;  // batches that each task has been trained on so far
  std::vector<double> validation, test;
};

struct Run {
  std::size_t parameters = 0;      // numbers that the model, or all tasks' models together, hold
  std::vector<Checkpoint> epochs;  // what the epoch is chosen from, in their order
};

struct Method {
  std::string name;
  std::vector<double> strengths = {0};  // to choose from, the weakest first
  // Trains one model. All that is random in it comes from the seed; the data's split too, if it is
  // to count. Called once for each strength and seed.
  std::function<Run(double strength, std::uint64_t seed)> train;
  // Its tasks are models of their own (single-task): each has its own strength and epoch.
  bool separate = false;
};

struct CompareOptions {
  std::size_t baseline = 0;  // which of the methods the others are compared with
  double level = 0.95;       // of every interval
  // Bonferroni's correction: the paired intervals of the verdicts, V of them (one a task and one
  // for Delta-MTL, for each method but the baseline), are at the level 1 - (1 - level) / V, so that
  // all of them hold together with probability `level`. Without it, of 40 verdicts on methods that
  // make no difference one is expected to say "helps", and one "hurts".
  bool bonferroni = false;
  std::function<void(const std::string& method, double strength, std::uint64_t seed)> watch =
      nullptr;
};

enum class Verdict { helps, hurts, no_difference_shown };
std::string words(Verdict verdict);  // "helps", "hurts", "no difference shown"

// The verdict of an interval of differences in which above 0 is better. One that has no width, to
// within rounding, shows no difference: all seeds had the same, so that nothing is known of how
// much it varies. (Of few seeds and few test examples, accuracies do that by chance.)
Verdict verdict_of(const Interval& gain);

struct Choice {
  std::size_t strength = 0;  // its place in the method's strengths
  std::size_t epoch = 0;     // its place in the run's epochs
  bool operator==(const Choice&) const = default;
};

// A method on one task.
struct TaskResult {
  std::vector<Choice> choices;           // one a seed; of all tasks the same, unless separate
  std::vector<double> validation, test;  // one a seed, at the choice
  Interval score;                        // of the test scores, at `level`
  Interval difference;                   // from the baseline's, in the metric's unit
  Verdict verdict = Verdict::no_difference_shown;
};

struct MethodResult {
  std::string name;
  std::vector<double> strengths;
  std::vector<TaskResult> tasks;
  Interval delta;  // Delta-MTL, a share: 0.01 is one percent better than the baseline
  Verdict verdict = Verdict::no_difference_shown;  // of Delta-MTL
  std::vector<std::vector<Run>> runs;              // [strengths][seeds], every checkpoint
};

struct Comparison {
  std::vector<Measure> measures;
  std::vector<std::uint64_t> seeds;
  CompareOptions options;
  std::size_t verdicts = 0;           // how many there are, the V of Bonferroni's correction
  std::vector<MethodResult> methods;  // in the order given
};

// Throws, naming what is wrong: no methods or tasks; fewer than two seeds, or one twice (it would
// be the same result twice); a baseline that is none of the methods; a level outside 0 .. 1; two
// tasks or two methods of one name; no strengths, or one that is not finite or comes twice; a train
// that is an empty function; a run without epochs, without parameters, whose scores are not one a
// task or not finite, whose steps do not grow, or whose steps are not those of the first run
// (another budget); and a task whose baseline scores 0 for every seed, of which nothing can be a
// share.
Comparison compare(const std::vector<Measure>& measures, const std::vector<Method>& methods,
                   const std::vector<std::uint64_t>& seeds, const CompareOptions& options = {});

}  // namespace tapestry::nn
