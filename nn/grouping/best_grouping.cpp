// The search is over who serves whom. A chosen group g serves a block of tasks A, a part of g's
// tasks; the blocks of all chosen groups are a partition of the tasks. The total is the sum over
// the blocks of v(A), the sum of g's scores for A, and the best grouping is the best partition with
// the best group for each block. That is a smaller search than one over sets of groups: of 32767
// groups there are 3e20 sets of five, of 15 tasks 2.5e8 partitions into at most five blocks.
//
//   F(S, b) = max over blocks A of S that have S's first task, and over groups g that have all of A
//             and cost c <= b, of v(A) + F(S - A, b - c);  F({}, b) = 0
//
// is the best total of the tasks S for the money b. It branches on A and g, and cuts off a branch
// where v(A) + bound(S - A, b - c) is no better than what was found. What F(S, b) is, or that it is
// no larger than some number, is remembered: many orders of choosing lead to the same S and b.
#include "nn/grouping/best_grouping.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "engine/base/error.hpp"
#include "nn/grouping/grouping_bounds.hpp"
#include "nn/grouping/grouping_checks.hpp"
#include "nn/grouping/serve_tasks.hpp"

namespace tapestry::nn {
namespace {

constexpr double kBudgetInMoney = 1099511627776.0;  // 2^40

class GroupingSearch {
 public:
  GroupingSearch(const std::vector<CandidateGroup>& candidates, std::size_t tasks, double budget)
      : tasks_(tasks), servers_(std::size_t{1} << tasks), best_scores_(tasks) {
    // The cheaper first, and of equals the lower number.
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return candidates[a].cost < candidates[b].cost;
    });
    for (const std::size_t g : order)
      if (candidates[g].cost <= budget * (1 + kBudgetSlack)) add(candidates[g], g, budget);
  }

  // The candidates of a best grouping; none where there is no grouping.
  std::vector<std::size_t> solve() {
    TaskBits left = (TaskBits{1} << tasks_) - 1;
    Money money = Money(kBudgetInMoney * (1 + kBudgetSlack));
    std::vector<std::size_t> chosen;
    price_bound_.emplace(servers_, tasks_, money);
    if (best(left, money, kImpossibleTotal) == kImpossibleTotal) return chosen;
    while (left != 0) {
      const Known& known = known_.at({left, money});
      chosen.push_back(known.server.candidate);
      left &= ~known.block;
      money -= known.server.cost;
    }
    return chosen;
  }

 private:
  struct State {
    TaskBits tasks;
    Money money;
    bool operator==(const State&) const = default;
  };
  struct StateHash {
    std::size_t operator()(const State& state) const {
      std::uint64_t x = std::uint64_t(state.money) * 0x9E3779B97F4A7C15u;
      x = (x ^ (x >> 32) ^ state.tasks) * 0xD6E8FEB86659FD93u;
      return std::size_t(x ^ (x >> 32));
    }
  };
  // Of F(S, b): its value and the first choice on the way to it; or, where it is not exact, that it
  // is not larger than this.
  struct Known {
    double value = 0;
    bool exact = false;
    TaskBits block = 0;
    BlockServer server;
  };

  // Notes for each block of the group's tasks that the group can serve it, unless a group that
  // costs no more has at least the same value there: that group is then as good in every grouping.
  void add(const CandidateGroup& group, std::size_t number, double budget) {
    const Money cost = std::llround(group.cost / budget * kBudgetInMoney);
    const std::size_t size = group.tasks.size();
    std::vector<TaskBits> block(std::size_t{1} << size, 0);
    std::vector<double> value(std::size_t{1} << size, 0.0);
    for (std::size_t part = 1; part < block.size(); ++part) {
      const std::size_t k = std::size_t(std::countr_zero(part)), rest = part & (part - 1);
      block[part] = block[rest] | TaskBits{1} << group.tasks[k];
      value[part] = value[rest] + group.scores[k];
      keep_if_better(servers_[block[part]], {cost, value[part], number});
    }
    for (std::size_t k = 0; k < size; ++k)
      keep_if_better(best_scores_[group.tasks[k]], {cost, group.scores[k], number});
  }

  // Servers come by cost; the list's values increase with it.
  static void keep_if_better(BlockServers& list, const BlockServer& server) {
    if (!list.empty() && list.back().value >= server.value) return;
    if (!list.empty() && list.back().cost == server.cost) list.pop_back();
    list.push_back(server);
  }

  // No smaller than F(S, b), as neither of the two is.
  double bound(TaskBits tasks, Money money) const {
    const double by_price = (*price_bound_)(tasks, money);
    return std::min(by_price, ScoreBound(best_scores_)(tasks, money));
  }

  // F(S, b) where it is larger than the floor; else something that is not.
  double best(TaskBits tasks, Money money, double floor) {
    if (tasks == 0) return 0;
    const auto found = known_.find({tasks, money});
    if (found != known_.end() && (found->second.exact || found->second.value <= floor))
      return found->second.value;
    Known known{floor, false, 0, {}};
    const TaskBits first = tasks & (~tasks + 1), others = tasks ^ first;
    for (TaskBits more = others;; more = (more - 1) & others) {
      const TaskBits block = first | more, rest = others ^ more;
      for (const BlockServer& server : servers_[block]) {
        if (server.cost > money) break;
        const Money left = money - server.cost;
        const double wanted = known.value - server.value;
        if (bound(rest, left) <= wanted) continue;
        const double others_best = best(rest, left, wanted);
        const double total = server.value + others_best;
        if (others_best > wanted && total > known.value) known = {total, true, block, server};
      }
      if (more == 0) break;
    }
    // From a floor of minus infinity a search is complete even where it finds nothing.
    known.exact = known.exact || floor == kImpossibleTotal;
    known_[{tasks, money}] = known;
    return known.value;
  }

  std::size_t tasks_;
  std::vector<BlockServers> servers_;      // of each block, by cost
  std::vector<BlockServers> best_scores_;  // of each task, by cost
  std::optional<PriceBound> price_bound_;
  std::unordered_map<State, Known, StateHash> known_;
};

}  // namespace

double Grouping::share_of_best() const {
  const double possible = upper_bound - baseline;
  return possible > 0 ? std::clamp((total - baseline) / possible, 0.0, 1.0) : 1;
}

Grouping best_grouping(const std::vector<CandidateGroup>& candidates, std::size_t tasks,
                       double budget) {
  if (tasks > kMostTasksForBest)
    base::fail("best_grouping: there are ", tasks, " tasks, but at most ", kMostTasksForBest,
               " are searched to the end: call greedy_grouping, which says how near it is.");
  check_grouping_problem("best_grouping", candidates, tasks, budget);
  const std::vector<std::size_t> chosen = GroupingSearch(candidates, tasks, budget).solve();
  if (chosen.empty())
    base::fail("best_grouping: no groups that cost ", budget, " together have all ", tasks,
               " tasks: raise the budget, or add larger groups.");
  Grouping grouping = serve_tasks(candidates, chosen, std::vector<double>(tasks, kImpossibleTotal));
  grouping.upper_bound = grouping.total;
  return grouping;
}

}  // namespace tapestry::nn
