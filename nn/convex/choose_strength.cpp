#include "nn/convex/choose_strength.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"

namespace tapestry::nn {
namespace {

Batch rows_from(const Batch& task, const std::vector<std::size_t>& rows) {
  Batch part;
  const std::size_t features = task.inputs.size() / task.inputs.shape()[0];
  part.inputs = uninitialised({rows.size(), features});
  if (task.targets.size() > 0) part.targets = uninitialised({rows.size(), std::size_t{1}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(task.inputs.data() + rows[i] * features, features,
                part.inputs.data() + i * features);
    if (task.targets.size() > 0) part.targets.data()[i] = task.targets.data()[rows[i]];
    if (!task.labels.empty()) part.labels.push_back(task.labels[rows[i]]);
  }
  return part;
}

void check_held_out(const HeldOut& how) {
  if (how.folds == 0 || !(how.share > 0 && how.share < 1))
    base::fail("choose_strength: ", how.folds, " folds that hold out ", how.share,
               " of the rows were asked for, but there must be at least 1 fold (k_fold: 2), and a "
               "share above 0 and below 1.");
}

// How many rows of these each fold holds out.
std::size_t held_rows(std::size_t task, std::size_t rows, const HeldOut& how) {
  const auto held = how.folds > 1 ? rows / how.folds
                                  : static_cast<std::size_t>(std::lround(how.share * double(rows)));
  if (held == 0 || held >= rows)
    base::fail("choose_strength: task ", task, " has ", rows, " rows, of which ", how.folds,
               " folds are to hold out ", how.share,
               " each, but a row must be left in both: use fewer folds or more rows.");
  return held;
}

}  // namespace

std::vector<Fold> folds_of(const std::vector<Batch>& tasks, const HeldOut& how) {
  check_held_out(how);
  std::vector<Fold> folds(how.folds);
  Rng rng(how.seed);
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const std::size_t rows = tasks[t].inputs.dimension() == 2 ? tasks[t].inputs.shape()[0] : 0;
    const std::size_t held = held_rows(t, rows, how);
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = rows; i > 1; --i)
      std::swap(order[i - 1], order[static_cast<std::size_t>(uniform_draw(rng) * double(i))]);
    for (std::size_t f = 0; f < how.folds; ++f) {
      // With several folds all rows are dealt out: the first ones get one more, where some are
      // over.
      const std::size_t begin = how.folds > 1 ? f * rows / how.folds : 0;
      const std::size_t end = how.folds > 1 ? (f + 1) * rows / how.folds : held;
      std::vector<std::size_t> out(order.begin() + std::ptrdiff_t(begin),
                                   order.begin() + std::ptrdiff_t(end));
      std::vector<std::size_t> in(order.begin(), order.begin() + std::ptrdiff_t(begin));
      in.insert(in.end(), order.begin() + std::ptrdiff_t(end), order.end());
      std::sort(out.begin(), out.end());
      std::sort(in.begin(), in.end());
      folds[f].train.push_back(rows_from(tasks[t], in));
      folds[f].held_out.push_back(rows_from(tasks[t], out));
    }
  }
  return folds;
}

StrengthChoice choose_strength(const std::vector<Batch>& tasks, const LossOf& loss_of,
                               const OmegaOfStrength& omega, const std::vector<double>& strengths,
                               const HeldOut& how, const FistaOptions& options) {
  if (strengths.empty())
    base::fail("choose_strength: no strengths were given, but at least one is needed.");
  const NoRecording only_values;
  StrengthChoice choice{0, 0, std::vector<std::vector<double>>(strengths.size()), {}};
  for (const Fold& fold : folds_of(tasks, how)) {
    const std::shared_ptr<TaskLosses> held_out = loss_of(fold.held_out);
    double rows = 0;
    for (const Batch& task : fold.held_out) rows += double(task.inputs.shape()[0]);
    const auto of_this_many_rows = [&](double strength) {
      return omega(strength * (1 - how.share));
    };
    const std::vector<PathPoint> path =
        regularisation_path(*loss_of(fold.train), of_this_many_rows, strengths, options);
    for (std::size_t k = 0; k < path.size(); ++k)
      choice.losses[k].push_back(double{held_out->of(Var(path[k].solution.weights)).item()} / rows);
  }
  for (std::size_t k = 0; k < strengths.size(); ++k) {
    const std::vector<double>& of_folds = choice.losses[k];
    const double mean =
        std::accumulate(of_folds.begin(), of_folds.end(), 0.0) / double(of_folds.size());
    if (k > 0 && !(mean < choice.loss)) continue;
    choice.strength = strengths[k];
    choice.loss = mean;
  }
  choice.solution =
      regularisation_path(*loss_of(tasks), omega, {choice.strength}, options)[0].solution;
  return choice;
}

}  // namespace tapestry::nn
