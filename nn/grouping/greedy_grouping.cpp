#include "nn/grouping/greedy_grouping.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "engine/base/error.hpp"
#include "nn/grouping/grouping_checks.hpp"
#include "nn/grouping/serve_tasks.hpp"

namespace tapestry::nn {
namespace {

// Groups that were chosen one after the other, and what the tasks then score.
class GreedyRun {
 public:
  GreedyRun(const std::vector<CandidateGroup>& candidates, const std::vector<double>& uncovered,
            double budget)
      : candidates_(candidates),
        scores_(uncovered),
        covered_(uncovered.size(), false),
        budget_(budget),
        left_(budget * (1 + kBudgetSlack)) {}

  const std::vector<std::size_t>& chosen() const { return chosen_; }

  double total() const { return std::accumulate(scores_.begin(), scores_.end(), 0.0); }

  void choose(std::size_t g) {
    chosen_.push_back(g);
    left_ -= candidates_[g].cost;
    for (std::size_t k = 0; k < candidates_[g].tasks.size(); ++k) {
      const std::size_t task = candidates_[g].tasks[k];
      scores_[task] = std::max(scores_[task], candidates_[g].scores[k]);
      covered_[task] = true;
    }
  }

  // Chooses the group that adds the most, per cost or in all, and that the rest of the budget can
  // pay; false where none adds a task or a better score.
  bool step(bool per_cost) {
    std::size_t best = kNoGroup;
    double best_gain = 0;
    std::size_t best_new = 0;
    for (std::size_t g = 0; g < candidates_.size(); ++g) {
      if (candidates_[g].cost > left_) continue;
      const std::size_t fresh = new_tasks(g);
      double gain = adds(g);
      if (gain == 0 && fresh == 0) continue;
      // What is free and adds something comes before all that is not.
      if (per_cost && gain > 0) gain /= candidates_[g].cost;
      if (best != kNoGroup && (gain < best_gain || (gain == best_gain && fresh <= best_new)))
        continue;
      best = g;
      best_gain = gain;
      best_new = fresh;
    }
    if (best == kNoGroup) return false;
    choose(best);
    return true;
  }

  // No set of groups within the budget has a larger total. Such a set O has at most the total of
  // this run's groups and O together, and that is at most this run's total and, for each of O's
  // groups, what it adds now (submodularity). The most that groups can so add within the budget is
  // the linear knapsack's: the largest gain for the cost first, the last one in part.
  double upper_bound() const {
    struct Gain {
      double gain, cost;
    };
    std::vector<Gain> gains;
    double bound = total(), money = budget_ * (1 + kBudgetSlack);
    for (std::size_t g = 0; g < candidates_.size(); ++g) {
      const Gain offer{adds(g), candidates_[g].cost};
      if (offer.gain == 0 || offer.cost > money) continue;
      if (offer.cost == 0)
        bound += offer.gain;
      else
        gains.push_back(offer);
    }
    std::sort(gains.begin(), gains.end(),
              [](const Gain& a, const Gain& b) { return a.gain / a.cost > b.gain / b.cost; });
    for (const auto& [gain, cost] : gains) {
      if (money <= 0) break;
      bound += gain * std::min(1.0, money / cost);
      money -= cost;
    }
    return bound;
  }

 private:
  double adds(std::size_t g) const {
    double sum = 0;
    for (std::size_t k = 0; k < candidates_[g].tasks.size(); ++k)
      sum += std::max(0.0, candidates_[g].scores[k] - scores_[candidates_[g].tasks[k]]);
    return sum;
  }

  std::size_t new_tasks(std::size_t g) const {
    const auto& tasks = candidates_[g].tasks;
    return std::size_t(
        std::count_if(tasks.begin(), tasks.end(), [&](std::size_t t) { return !covered_[t]; }));
  }

  const std::vector<CandidateGroup>& candidates_;
  std::vector<double> scores_;
  std::vector<bool> covered_;
  double budget_, left_;
  std::vector<std::size_t> chosen_;
};

// The smallest and the largest of each task's scores, of groups within the budget or of all.
std::vector<double> extreme_scores(const std::vector<CandidateGroup>& candidates, std::size_t tasks,
                                   double budget, bool largest) {
  const double sign = largest ? 1 : -1;
  std::vector<double> extreme(tasks, -sign * std::numeric_limits<double>::infinity());
  for (const CandidateGroup& group : candidates)
    for (std::size_t k = 0; k < group.tasks.size() && group.cost <= budget; ++k) {
      double& so_far = extreme[group.tasks[k]];
      if (sign * group.scores[k] > sign * so_far) so_far = group.scores[k];
    }
  return extreme;
}

void check_uncovered(const std::vector<double>& uncovered, const std::vector<double>& smallest) {
  if (uncovered.size() != smallest.size())
    base::fail("greedy_grouping: there are ", uncovered.size(), " uncovered values for ",
               smallest.size(), " tasks: give one a task, or none.");
  for (std::size_t task = 0; task < uncovered.size(); ++task) {
    if (!(std::abs(uncovered[task]) <= kLargestScore))
      base::fail("greedy_grouping: the uncovered value of task ", task, " is ", uncovered[task],
                 ", but must be a number of -1e100 to 1e100.");
    if (uncovered[task] > smallest[task])
      base::fail("greedy_grouping: the uncovered value of task ", task, " is ", uncovered[task],
                 ", but a group gives it ", smallest[task],
                 ": lower it to that at least, or being in no group would be better.");
  }
}

}  // namespace

Grouping greedy_grouping(const std::vector<CandidateGroup>& candidates, std::size_t tasks,
                         double budget, std::vector<double> uncovered) {
  check_grouping_problem("greedy_grouping", candidates, tasks, budget);
  constexpr double kAnyCost = std::numeric_limits<double>::infinity();
  const std::vector<double> smallest = extreme_scores(candidates, tasks, kAnyCost, false);
  if (uncovered.empty()) uncovered = smallest;
  check_uncovered(uncovered, smallest);

  const GreedyRun nothing(candidates, uncovered, budget);
  double upper_bound = nothing.upper_bound();
  std::vector<GreedyRun> runs;
  for (const bool per_cost : {true, false}) {
    GreedyRun run = nothing;
    while (run.step(per_cost)) upper_bound = std::min(upper_bound, run.upper_bound());
    runs.push_back(run);
  }
  const GreedyRun& best = *std::max_element(
      runs.begin(), runs.end(),
      [](const GreedyRun& a, const GreedyRun& b) { return a.total() < b.total(); });

  Grouping grouping = serve_tasks(candidates, best.chosen(), uncovered);
  grouping.baseline = nothing.total();
  // Nor can a task score more than in its best group.
  double largest = 0;
  for (const double score : extreme_scores(candidates, tasks, budget * (1 + kBudgetSlack), true))
    largest += score;
  grouping.upper_bound = std::max(grouping.total, std::min(upper_bound, largest));
  return grouping;
}

}  // namespace tapestry::nn
