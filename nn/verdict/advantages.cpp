#include "nn/verdict/advantages.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

bool as_good(const Measure& measure, double score, double target) {
  return measure.higher_is_better ? score >= target : score <= target;
}

StepsToTarget measured(const MethodResult& method, std::size_t task, const Measure& measure,
                       double target) {
  StepsToTarget result;
  const std::vector<Choice>& choices = method.tasks[task].choices;
  for (std::size_t seed = 0; seed < choices.size(); ++seed) {
    std::optional<std::size_t>& steps = result.steps.emplace_back();
    for (const Checkpoint& at : method.runs[choices[seed].strength][seed].epochs)
      if (!steps && as_good(measure, at.validation[task], target)) steps = at.steps;
    result.reached += steps.has_value();
  }
  std::vector<std::size_t> sorted;
  for (const auto& steps : result.steps)
    if (steps) sorted.push_back(*steps);
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = result.steps.size() / 2;
  if (middle < sorted.size()) result.median = sorted[middle];
  return result;
}

std::vector<double> numbers(const std::vector<std::optional<std::size_t>>& steps) {
  std::vector<double> all;
  for (const auto& s : steps) all.push_back(static_cast<double>(s.value()));
  return all;
}

double mean_parameters(const MethodResult& method) {
  double sum = 0, count = 0;
  for (const TaskResult& task : method.tasks)
    for (std::size_t seed = 0; seed < task.choices.size(); ++seed, ++count)
      sum += static_cast<double>(method.runs[task.choices[seed].strength][seed].parameters);
  return sum / count;
}

}  // namespace

std::vector<double> target_scores(const Comparison& comparison, double share) {
  if (!(share > 0 && share <= 1))
    base::fail("target_scores: the share ", share,
               " was given, but it must be above 0 and at most 1, as 0.95 is.");
  const MethodResult& baseline = comparison.methods[comparison.options.baseline];
  std::vector<double> targets;
  for (std::size_t t = 0; t < comparison.measures.size(); ++t) {
    const Measure& measure = comparison.measures[t];
    const double mean = mean_interval(baseline.tasks[t].validation, comparison.options.level).mean;
    if (!(mean > 0))
      base::fail("target_scores: the baseline's mean validation ", measure.metric, " on task '",
                 measure.task, "' is ", mean,
                 ", but only of one above 0 can a share be asked for: give targets of your own.");
    targets.push_back(measure.higher_is_better ? share * mean : mean / share);
  }
  return targets;
}

std::vector<std::vector<StepsToTarget>> steps_to_target(const Comparison& comparison,
                                                        const std::vector<double>& targets) {
  if (targets.size() != comparison.measures.size())
    base::fail("steps_to_target: ", targets.size(), " targets for ", comparison.measures.size(),
               " tasks: give one a task.");
  for (std::size_t t = 0; t < targets.size(); ++t)
    if (!std::isfinite(targets[t]))
      base::fail("steps_to_target: the target of task '", comparison.measures[t].task, "' is ",
                 targets[t], ", but it must be finite.");
  std::vector<std::vector<StepsToTarget>> all;
  for (const MethodResult& method : comparison.methods) {
    auto& row = all.emplace_back();
    for (std::size_t t = 0; t < targets.size(); ++t)
      row.push_back(measured(method, t, comparison.measures[t], targets[t]));
  }
  const std::vector<StepsToTarget> baseline = all[comparison.options.baseline];
  for (auto& row : all)
    for (std::size_t t = 0; t < row.size(); ++t)
      if (row[t].reached == row[t].steps.size() && baseline[t].reached == row[t].steps.size())
        row[t].difference = paired_difference(numbers(row[t].steps), numbers(baseline[t].steps),
                                              comparison.options.level);
  return all;
}

DataCurve compare_rows(const std::vector<Measure>& measures,
                       const std::function<std::vector<Method>(std::size_t rows)>& methods_of,
                       const std::vector<std::size_t>& rows,
                       const std::vector<std::uint64_t>& seeds, const CompareOptions& options) {
  if (!methods_of)
    base::fail("compare_rows: the function that makes the methods for a number of rows is empty.");
  if (rows.size() < 2)
    base::fail("compare_rows: a curve over training rows needs 2 numbers of them or more, but ",
               rows.size(), " given: name another.");
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i] <= rows[i - 1])
      base::fail("compare_rows: the numbers of training rows must ascend, but ", rows[i],
                 " follows ", rows[i - 1], ".");
  DataCurve curve{rows, {}};
  for (std::size_t n : rows) {
    const std::vector<Method> methods = methods_of(n);
    const std::vector<MethodResult>* before =
        curve.comparisons.empty() ? nullptr : &curve.comparisons[0].methods;
    if (before &&
        !std::equal(methods.begin(), methods.end(), before->begin(), before->end(),
                    [](const Method& a, const MethodResult& b) { return a.name == b.name; }))
      base::fail("compare_rows: the methods for ", n, " rows are others than those for ", rows[0],
                 ", but a curve compares the same ones: make the same names, in the same order.");
    curve.comparisons.push_back(compare(measures, methods, seeds, options));
  }
  return curve;
}

std::vector<std::vector<std::optional<std::size_t>>> rows_to_match(const DataCurve& curve) {
  const Comparison& most = curve.comparisons.back();
  const MethodResult& baseline = most.methods[most.options.baseline];
  std::vector<std::vector<std::optional<std::size_t>>> all;
  for (std::size_t m = 0; m < most.methods.size(); ++m) {
    auto& row = all.emplace_back(most.measures.size());
    for (std::size_t t = 0; t < row.size(); ++t)
      for (std::size_t i = 0; i < curve.rows.size() && !row[t]; ++i)
        if (as_good(most.measures[t], curve.comparisons[i].methods[m].tasks[t].score.mean,
                    baseline.tasks[t].score.mean))
          row[t] = curve.rows[i];
  }
  return all;
}

std::vector<ModelSize> model_sizes(const Comparison& comparison) {
  const double whole = mean_parameters(comparison.methods[comparison.options.baseline]);
  std::vector<ModelSize> sizes;
  for (const MethodResult& method : comparison.methods) {
    const double parameters = mean_parameters(method);
    sizes.push_back({parameters, parameters / whole});
  }
  return sizes;
}

}  // namespace tapestry::nn
