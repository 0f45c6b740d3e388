#include "tests/selection/subset_cases.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/grouped_subsets.hpp"
#include "nn/selection/interacting_tasks.hpp"
#include "nn/selection/subset_selection.hpp"

namespace tapestry::nn {
namespace {

constexpr long double kNever = -std::numeric_limits<long double>::infinity();

std::size_t size_of_subset(const std::vector<bool>& chosen) {
  return static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), true));
}

template <class Distribution>
std::unique_ptr<SubsetDistribution> held(Distribution distribution) {
  return std::make_unique<Distribution>(std::move(distribution));
}

// Some of the tasks in groups of one to three, in a shuffled order; the rest in none.
std::vector<TaskNumbers> random_groups(std::size_t tasks, Rng& rng) {
  TaskNumbers order(tasks);
  for (std::size_t t = 0; t < tasks; ++t) order[t] = t;
  std::shuffle(order.begin(), order.end(), rng);
  std::vector<TaskNumbers> groups;
  std::size_t next = rng() % 3;  // these are free
  while (next < tasks) {
    TaskNumbers group;
    for (std::size_t k = 1 + rng() % 3; k > 0 && next < tasks; --k) group.push_back(order[next++]);
    groups.push_back(group);
  }
  return groups;
}

SubsetCase counted(const std::string& name, bool at_most) {
  auto k = std::make_shared<std::size_t>();
  return {
      name,
      [k, at_most](std::vector<double> scores, Rng& rng) {
        *k = 1 + rng() % scores.size();
        return held(at_most ? at_most_k(std::move(scores), *k) : exactly_k(std::move(scores), *k));
      },
      [k, at_most](const std::vector<bool>& chosen) {
        const std::size_t size = size_of_subset(chosen);
        return (at_most ? size <= *k : size == *k) ? 0 : kNever;
      }};
}

SubsetCase grouped(const std::string& name, bool exactly) {
  auto groups = std::make_shared<std::vector<TaskNumbers>>();
  return {name,
          [groups, exactly](std::vector<double> scores, Rng& rng) {
            *groups = random_groups(scores.size(), rng);
            return held(exactly ? one_of_each(std::move(scores), *groups)
                                : at_most_one_of_each(std::move(scores), *groups));
          },
          [groups, exactly](const std::vector<bool>& chosen) -> long double {
            for (const TaskNumbers& group : *groups) {
              std::size_t count = 0;
              for (const std::size_t t : group) count += chosen[t];
              if (count > 1 || (exactly && count == 0)) return kNever;
            }
            return 0;
          }};
}

SubsetCase budgeted() {
  struct Costs {
    std::vector<double> each;
    double budget = 0;
  };
  auto costs = std::make_shared<Costs>();
  return {"WithinBudget",
          [costs](std::vector<double> scores, Rng& rng) {
            costs->each.clear();
            for (std::size_t t = 0; t < scores.size(); ++t)
              costs->each.push_back(double(rng() % 8));
            costs->budget = 7 + double(rng() % 20);
            return held(within_budget(std::move(scores), costs->each, costs->budget));
          },
          [costs](const std::vector<bool>& chosen) {
            double sum = 0;
            for (std::size_t t = 0; t < chosen.size(); ++t) sum += chosen[t] ? costs->each[t] : 0;
            return sum <= costs->budget ? 0 : kNever;
          }};
}

SubsetCase interacting() {
  auto together = std::make_shared<std::vector<double>>();
  return {"InteractingTasks",
          [together](std::vector<double> scores, Rng& rng) {
            const std::size_t n = scores.size();
            together->assign(n * n, 0.0);
            for (std::size_t s = 0; s < n; ++s)
              for (std::size_t t = s + 1; t < n; ++t)
                (*together)[s * n + t] = 4 * uniform_draw(rng) - 2;
            return std::unique_ptr<SubsetDistribution>(
                std::make_unique<InteractingTasks>(std::move(scores), *together));
          },
          [together](const std::vector<bool>& chosen) {
            const std::size_t n = chosen.size();
            long double sum = 0;
            for (std::size_t s = 0; s < n; ++s)
              for (std::size_t t = s + 1; t < n; ++t)
                if (chosen[s] && chosen[t]) sum += (*together)[s * n + t];
            return sum;
          }};
}

}  // namespace

std::vector<SubsetCase> subset_cases() {
  return {
      {"EverySubset",
       [](std::vector<double> scores, Rng&) { return held(SubsetSelection(std::move(scores))); },
       [](const std::vector<bool>&) { return 0.0L; }},
      {"AtLeastOne",
       [](std::vector<double> scores, Rng&) { return held(at_least_one(std::move(scores))); },
       [](const std::vector<bool>& chosen) { return size_of_subset(chosen) > 0 ? 0 : kNever; }},
      counted("ExactlyK", false),
      counted("AtMostK", true),
      grouped("OneOfEach", true),
      grouped("AtMostOneOfEach", false),
      budgeted(),
      interacting()};
}

}  // namespace tapestry::nn
