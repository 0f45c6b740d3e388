// What the tests of groupings compare with: other ways to the same totals, and problems.
#pragma once

#include <random>
#include <vector>

#include "nn/grouping/best_grouping.hpp"

namespace tapestry::nn {

inline constexpr double kNothing = -std::numeric_limits<double>::infinity();

// The best total by trying every set of candidates within the budget. A task that no group has
// counts uncovered[t]; minus infinity where no set has a total.
double best_of_all_sets(const std::vector<CandidateGroup>& candidates,
                        const std::vector<double>& uncovered, double budget);

// totals[k]: the best total of at most k groups, whatever they cost, for k = 0 .. most. By dynamic
// programming over the tasks that k groups serve between them: no branching, no bounds, no costs.
std::vector<double> best_of_at_most(const std::vector<CandidateGroup>& candidates,
                                    std::size_t tasks, std::size_t most);

// The sum of each task's best score in these groups.
double total_of(const std::vector<CandidateGroup>& candidates,
                const std::vector<std::size_t>& chosen, std::size_t tasks);

// The grouping is one: each task is served by a chosen group that has it, in which its score is
// best; each chosen group serves; total and cost are those of the chosen.
void expect_consistent(const Grouping& grouping, const std::vector<CandidateGroup>& candidates,
                       std::size_t tasks, double budget);

// Random groups of up to `tasks` tasks. Costs are eighths, so that their sums are exact.
std::vector<CandidateGroup> random_groups(std::size_t tasks, std::size_t count, bool equal_costs,
                                          std::mt19937& generator);

// Random affinities and own scores; all groups.
std::vector<CandidateGroup> random_affinity_groups(std::size_t tasks, std::mt19937& generator,
                                                   const AffinityOptions& options = {});

}  // namespace tapestry::nn
