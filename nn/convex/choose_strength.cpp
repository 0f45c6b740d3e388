#include "nn/convex/choose_strength.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "nn/tasks/batch_rows.hpp"

namespace tapestry::nn {
namespace {

void check_held_out(const HeldOut& how) {
  if (how.folds == 0 || how.folds > 1'000'000 || !(how.share > 0 && how.share < 1))
    base::fail("choose_strength: ", how.folds, " folds that hold out ", how.share,
               " of the rows were asked for, but there must be at least 1 fold (k_fold: 2), and a "
               "share above 0 and below 1.");
}

std::size_t rows_in_task(const Batch& task, std::size_t t) {
  if (task.inputs.dimension() != 2)
    base::fail("choose_strength: the inputs of task ", t, " are ", to_string(task.inputs.shape()),
               ", but must be [rows x features].");
  return task.inputs.shape()[0];
}

double rows_in_all(const std::vector<Batch>& tasks) {
  std::size_t rows = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t) rows += rows_in_task(tasks[t], t);
  return double(rows);
}

// The rows that fold f holds out, as a range of the task's shuffled rows.
struct Range {
  std::size_t begin, end;
};
Range held_rows(std::size_t task, std::size_t rows, const HeldOut& how, std::size_t f) {
  const auto held = static_cast<std::size_t>(std::lround(how.share * double(rows)));
  if (how.folds > 1 ? rows < how.folds : held == 0 || held >= rows)
    base::fail(
        "choose_strength: task ", task, ", counted from 0, has ", rows, " rows, and ", how.folds,
        " folds are to hold out ", how.share,
        " of them each, but each fold needs a row to hold out and one to train on: use fewer "
        "folds or more rows.");
  if (how.folds == 1) return {0, held};
  return {f * rows / how.folds, (f + 1) * rows / how.folds};
}

}  // namespace

std::vector<Fold> folds_of(const std::vector<Batch>& tasks, const HeldOut& how) {
  check_held_out(how);
  std::vector<Fold> folds(how.folds);
  Rng rng(how.seed);
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const std::size_t rows = rows_in_task(tasks[t], t);
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = rows; i > 1; --i)
      std::swap(order[i - 1], order[static_cast<std::size_t>(uniform_draw(rng) * double(i))]);
    for (std::size_t f = 0; f < how.folds; ++f) {
      const auto [begin, end] = held_rows(t, rows, how, f);
      std::vector<std::size_t> out(order.begin() + std::ptrdiff_t(begin),
                                   order.begin() + std::ptrdiff_t(end));
      std::vector<std::size_t> in(order.begin(), order.begin() + std::ptrdiff_t(begin));
      in.insert(in.end(), order.begin() + std::ptrdiff_t(end), order.end());
      std::sort(out.begin(), out.end());
      std::sort(in.begin(), in.end());
      folds[f].train.push_back(rows_of(tasks[t], in));
      folds[f].held_out.push_back(rows_of(tasks[t], out));
    }
  }
  return folds;
}

StrengthChoice choose_strength(const std::vector<Batch>& tasks, const TaskKind& kind,
                               const OmegaOfStrength& omega, const std::vector<double>& strengths,
                               const HeldOut& how, const FistaOptions& options) {
  if (strengths.empty())
    base::fail("choose_strength: no strengths were given, but at least one is needed.");
  if (!kind.losses || !kind.loss_of_rows)
    base::fail(
        "choose_strength: the kind of the tasks is empty: give tasks_as<LinearTasks>() or "
        "tasks_as<LogisticTasks>().");
  const NoRecording only_values;
  StrengthChoice choice{0, false, 0, std::vector<std::vector<double>>(strengths.size()), {}};
  const double all_rows = rows_in_all(tasks);
  for (const Fold& fold : folds_of(tasks, how)) {
    const double share = rows_in_all(fold.train) / all_rows;
    const auto for_its_rows = [&](double strength) { return omega(strength * share); };
    const std::vector<PathPoint> path =
        regularisation_path(*kind.losses(fold.train), for_its_rows, strengths, options);
    for (std::size_t k = 0; k < path.size(); ++k)
      choice.losses[k].push_back(kind.loss_of_rows(fold.held_out, path[k].solution.weights) /
                                 rows_in_all(fold.held_out));
  }
  for (std::size_t k = 0; k < strengths.size(); ++k) {
    const std::vector<double>& of_folds = choice.losses[k];
    const double mean =
        std::accumulate(of_folds.begin(), of_folds.end(), 0.0) / double(of_folds.size());
    if (k > 0 && !(mean < choice.loss)) continue;
    choice.strength = strengths[k];
    choice.at_an_end = k == 0 || k + 1 == strengths.size();
    choice.loss = mean;
  }
  choice.solution =
      regularisation_path(*kind.losses(tasks), omega, {choice.strength}, options)[0].solution;
  return choice;
}

}  // namespace tapestry::nn
