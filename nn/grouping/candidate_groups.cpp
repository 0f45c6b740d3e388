#include "nn/grouping/candidate_groups.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "engine/base/error.hpp"
#include "nn/grouping/grouping_checks.hpp"

namespace tapestry::nn {
namespace {

void check_affinities(const std::string& who, const std::vector<double>& affinities,
                      const std::vector<double>& own_scores) {
  const std::size_t n = own_scores.size();
  if (n == 0) base::fail(who, ": there are no own scores: give one a task.");
  if (affinities.size() != n * n)
    base::fail(who, ": there are ", affinities.size(), " affinities for ", n,
               " tasks, but there must be ", n * n, ", in rows: element i * ", n,
               " + j is what training i does for j.");
  for (std::size_t i = 0; i < n; ++i) {
    if (!(std::abs(own_scores[i]) <= kLargestScore))
      base::fail(who, ": the own score of task ", i, " is ", own_scores[i],
                 ", but must be a number of -1e100 to 1e100.");
    for (std::size_t j = 0; j < n; ++j)
      if (i != j && !(std::abs(affinities[i * n + j]) <= kLargestScore))
        base::fail(who, ": the affinity of task ", i, " for task ", j, " is ",
                   affinities[i * n + j],
                   ", but must be a number of -1e100 to 1e100: measure it on more steps.");
  }
}

CandidateGroup scored_by_pairs(const std::vector<double>& affinities,
                               const std::vector<double>& own_scores,
                               const std::vector<std::size_t>& tasks, double cost) {
  const std::size_t n = own_scores.size();
  CandidateGroup group{tasks, {}, cost};
  for (const std::size_t j : tasks) {
    double sum = 0;
    for (const std::size_t i : tasks)
      if (i != j) sum += affinities[i * n + j];
    group.scores.push_back(tasks.size() == 1 ? own_scores[j] : sum / double(tasks.size() - 1));
  }
  return group;
}

// To the next of the increasing sequences of this length, in alphabetical order; false after the
// last.
bool next_increasing(std::vector<std::size_t>& tasks, std::size_t n) {
  std::size_t k = tasks.size();
  while (k > 0 && tasks[k - 1] == n - tasks.size() + k - 1) --k;
  if (k == 0) return false;
  std::iota(tasks.begin() + std::ptrdiff_t(k) - 1, tasks.end(), tasks[k - 1] + 1);
  return true;
}

double groups_of_sizes(std::size_t n, std::size_t smallest, std::size_t largest) {
  double count = 0, of_size = 1;  // a double: it may be very many
  for (std::size_t size = 1; size <= largest; ++size) {
    of_size *= double(n - size + 1) / double(size);
    if (size >= smallest) count += of_size;
  }
  return std::round(count);
}

std::vector<CandidateGroup> scored_by_losses(
    const std::vector<MeasuredGroup>& measured,
    const std::function<double(std::size_t task, double loss)>& score) {
  std::vector<CandidateGroup> groups;
  for (std::size_t g = 0; g < measured.size(); ++g) {
    const MeasuredGroup& network = measured[g];
    if (network.losses.size() != network.tasks.size())
      base::fail("groups_from_losses: network ", g, " has ", network.tasks.size(), " tasks and ",
                 network.losses.size(), " losses: give one a task.");
    groups.push_back({network.tasks, {}, network.cost});
    for (std::size_t k = 0; k < network.tasks.size(); ++k) {
      if (!(std::abs(network.losses[k]) <= kLargestScore))
        base::fail("groups_from_losses: the loss of task ", network.tasks[k], " in network ", g,
                   " is ", network.losses[k],
                   ", but must be a number of -1e100 to 1e100: leave out a network that diverged.");
      groups[g].scores.push_back(score(network.tasks[k], network.losses[k]));
    }
  }
  return groups;
}

}  // namespace

CandidateGroup group_from_affinities(const std::vector<double>& affinities,
                                     const std::vector<double>& own_scores,
                                     const std::vector<std::size_t>& tasks, double cost) {
  check_affinities("group_from_affinities", affinities, own_scores);
  check_group_tasks("group_from_affinities", "the group", tasks, own_scores.size());
  return scored_by_pairs(affinities, own_scores, tasks, cost);
}

std::vector<CandidateGroup> groups_from_affinities(const std::vector<double>& affinities,
                                                   const std::vector<double>& own_scores,
                                                   const AffinityOptions& options) {
  check_affinities("groups_from_affinities", affinities, own_scores);
  const std::size_t n = own_scores.size(), smallest = options.smallest;
  const std::size_t largest = options.largest == 0 ? n : options.largest;
  if (smallest == 0 || smallest > largest || largest > n)
    base::fail("groups_from_affinities: groups of ", smallest, " to ", largest,
               " tasks were asked for, but there are ", n, " tasks: give sizes of 1 to ", n, ".");
  const double count = groups_of_sizes(n, smallest, largest);
  if (count > double(kMostListedGroups))
    base::fail("groups_from_affinities: ", n, " tasks have ", count, " groups of ", smallest,
               " to ", largest, " tasks, but at most ", kMostListedGroups,
               " are listed: give a smaller `largest`, or name groups with group_from_affinities.");
  std::vector<CandidateGroup> groups;
  for (std::size_t size = smallest; size <= largest; ++size) {
    std::vector<std::size_t> tasks(size);
    std::iota(tasks.begin(), tasks.end(), std::size_t{0});
    do {
      const double cost = options.cost ? options.cost(tasks) : 1;
      groups.push_back(scored_by_pairs(affinities, own_scores, tasks, cost));
    } while (next_increasing(tasks, n));
  }
  return groups;
}

std::vector<CandidateGroup> groups_from_losses(const std::vector<MeasuredGroup>& measured) {
  return scored_by_losses(measured, [](std::size_t, double loss) { return -loss; });
}

std::vector<CandidateGroup> groups_from_losses(const std::vector<MeasuredGroup>& measured,
                                               const std::vector<double>& references) {
  for (std::size_t task = 0; task < references.size(); ++task)
    if (!(references[task] > 0 && references[task] <= kLargestScore))
      base::fail(
          "groups_from_losses: the reference of task ", task, " is ", references[task],
          ", but must be larger than 0 and at most 1e100: it is what losses are a share of.");
  return scored_by_losses(measured, [&references](std::size_t task, double loss) {
    if (task >= references.size())
      base::fail("groups_from_losses: a network has task ", task, ", but there are ",
                 references.size(), " references: give one a task.");
    return 1 - loss / references[task];
  });
}

}  // namespace tapestry::nn
