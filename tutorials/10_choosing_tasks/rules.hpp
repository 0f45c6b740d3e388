// Five tasks with a score and a cost each, their 32 subsets, and the rules that this page compares.
#pragma once

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/grouped_subsets.hpp"
#include "nn/selection/interacting_tasks.hpp"
#include "nn/selection/subset_selection.hpp"

namespace tapestry {

// [tasks]
inline const std::vector<double> kScores = {2, 1.4, 1.2, 0.5, -0.5};
inline const std::vector<double> kCosts = {6, 5, 4, 1, 2};  // of a step, in milliseconds
constexpr double kBudget = 10;
// [tasks]

// A subset as a number: bit t says whether task t is in it.
inline nn::TaskNumbers tasks_in(std::size_t subset) {
  nn::TaskNumbers tasks;
  for (std::size_t t = 0; subset >> t; ++t)
    if (subset >> t & 1) tasks.push_back(t);
  return tasks;
}

inline std::size_t subset_of(const nn::TaskNumbers& tasks) {
  std::size_t subset = 0;
  for (const std::size_t t : tasks) subset |= std::size_t{1} << t;
  return subset;
}

// The sum of what these tasks have of something: of scores, or of costs.
inline double sum_over(const nn::TaskNumbers& tasks, const std::vector<double>& of) {
  double sum = 0;
  for (const std::size_t t : tasks) sum += of[t];
  return sum;
}

// The ten pairs of tasks.
inline std::vector<std::size_t> pairs() {
  std::vector<std::size_t> all;
  for (std::size_t s = 0; s < 5; ++s)
    for (std::size_t t = s + 1; t < 5; ++t) all.push_back(subset_of({s, t}));
  return all;
}

// What a sum over subsets has come to, and of how many terms.
struct Sum {
  double z = 0;
  std::size_t terms = 0;
};

struct Rule {
  std::string name;
  std::shared_ptr<const nn::SubsetDistribution> p;

  double probability(std::size_t subset) const {
    return std::exp(p->log_probability(tasks_in(subset)));
  }
};

template <class Distribution>
Rule rule(const std::string& name, Distribution p) {
  return {name, std::make_shared<Distribution>(std::move(p))};
}

// [rules]
inline std::vector<Rule> rules() {
  std::vector<double> together(25, 0);  // element 5 s + t: of tasks s < t
  together[5 * 0 + 1] = 1;              // 0 and 1 help each other
  together[5 * 2 + 3] = -2;             // 2 and 3 are in each other's way
  return {
      rule("every subset", nn::SubsetSelection(kScores)),
      rule("exactly 2", nn::exactly_k(kScores, 2)),
      rule("at most 2", nn::at_most_k(kScores, 2)),
      rule("at least 1", nn::at_least_one(kScores)),
      rule("budget", nn::within_budget(kScores, kCosts, kBudget)),
      rule("groups", nn::one_of_each(kScores, {{0, 1}, {2, 3}})),  // one of each; 4 is free
      rule("interacting", nn::InteractingTasks(kScores, together)),
  };
}
// [rules]

// A number with three digits after the point.
inline std::string shown(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", number);
  return text;
}

// "0 2 4", in as many letters for every subset: "0-2-4".
inline std::string letters_of(std::size_t subset) {
  std::string text = "-----";
  for (const std::size_t t : tasks_in(subset)) text[t] = static_cast<char>('0' + t);
  return text;
}

}  // namespace tapestry
