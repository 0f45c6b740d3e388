// The four advantages that are claimed of learning tasks together, each as something measured:
//
//   learning efficiency   steps until the validation score reaches a target
//   generalisation        test scores: compare() itself; there is nothing of it here
//   less data             the comparison once more for several numbers of training rows
//   smaller models        how many numbers the models hold
//
// What was not reached is said to be so, and is never counted as the end of the budget.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "nn/verdict/compare.hpp"

namespace tapestry::nn {

// --- Learning efficiency ---

// For each task, the baseline's mean validation score at its choices, times `share` where higher is
// better, divided by it where lower is. Throws unless 0 < share <= 1, and where such a mean is not
// above 0: there is no share of the way to it.
std::vector<double> target_scores(const Comparison& comparison, double share = 0.95);

struct StepsToTarget {
  // One a seed: the steps of the first checkpoint whose validation score reaches the target, in the
  // run of the chosen strength; none where no checkpoint does. The steps between two checkpoints
  // are not looked at, so the figure is rounded up to a whole epoch.
  std::vector<std::optional<std::size_t>> steps;
  std::size_t reached = 0;  // how many seeds did
  // Over all the seeds, those that never reached the target being later than all others; none where
  // it is one of these. (Of an even number, the later one of the middle two.)
  std::optional<std::size_t> median;
  // Steps more than the baseline's, paired by the seed; none unless all seeds of both got there,
  // because an interval of those that did would leave out the slowest.
  std::optional<Interval> difference;
};

// [methods][tasks]. Throws unless there is one target a task, and for one that is not finite.
std::vector<std::vector<StepsToTarget>> steps_to_target(const Comparison& comparison,
                                                        const std::vector<double>& targets);

// --- Less data ---

struct DataCurve {
  std::vector<std::size_t> rows;        // training rows of each task, ascending
  std::vector<Comparison> comparisons;  // one for each of them
};

// compare() with the methods that `methods_of` makes for each number of training rows. Throws as it
// does; for fewer than two numbers of rows, or some that do not ascend; for an empty function; and
// where methods_of does not make methods of the same names, in the same order, each time.
DataCurve compare_rows(const std::vector<Measure>& measures,
                       const std::function<std::vector<Method>(std::size_t rows)>& methods_of,
                       const std::vector<std::size_t>& rows,
                       const std::vector<std::uint64_t>& seeds, const CompareOptions& options = {});

// The fewest rows with which a method's mean test score is at least as good as the baseline's with
// the most; none where it never is. [methods][tasks] These are means, without their intervals: look
// at those before believing a small gain.
std::vector<std::vector<std::optional<std::size_t>>> rows_to_match(const DataCurve& curve);

// --- Smaller models ---

struct ModelSize {
  double parameters = 0;  // of the chosen runs, the mean over seeds (and tasks with own choices)
  double share = 1;       // of the baseline's
};

std::vector<ModelSize> model_sizes(const Comparison& comparison);

}  // namespace tapestry::nn
