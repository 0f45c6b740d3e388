// What best_grouping cuts branches off by: numbers that F(S, b), the best total of the tasks S for
// the money b, is never larger than.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace tapestry::nn {

using TaskBits = std::uint32_t;  // bit t: task t
using Money = std::int64_t;      // a cost in 2^40ths of the budget: sums of them are exact

// The total of what cannot be.
inline constexpr double kImpossibleTotal = -std::numeric_limits<double>::infinity();

// A way to serve a block of tasks: by this candidate, in which their scores sum to the value.
struct BlockServer {
  Money cost = 0;
  double value = 0;
  std::size_t candidate = 0;
};
using BlockServers = std::vector<BlockServer>;  // by cost; those that cost more have a larger value

// The sum over the tasks of the largest score in a group that costs at most b: as if each task
// could have all of b.
//
// It is at least F(S, b): in any way of serving S for b, each task is served by one group; the
// group costs at most b, and so the task's score in it is at most the largest of such groups.
class ScoreBound {
 public:
  // servers[t]: of task t alone.
  explicit ScoreBound(const std::vector<BlockServers>& servers) : servers_(servers) {}
  double operator()(TaskBits tasks, Money money) const;

 private:
  const std::vector<BlockServers>& servers_;
};

// G(S) + price * b, where G(S) is the best total of S without a budget, but with a price to be paid
// for each unit of cost (Lagrangian relaxation, as in Fisher 1981, "The Lagrangian Relaxation
// Method for Solving Integer Programming Problems"). It sees what the other bound does not: that
// the tasks share the money, and that one group must suit all that it serves.
//
// It is at least F(S, b), for every price >= 0: a way of serving S for b has a sum of values of
//   sum v = sum (v - price * c) + price * sum c  <=  G(S) + price * b,
// since its sum of v - price * c is one of those that G(S) is the largest of, and sum c <= b.
class PriceBound {
 public:
  // servers[A]: of each block A of the tasks. The price is chosen so that the bound of all tasks
  // for `money` is nearly as small as a price can make it: where what is best at that price costs
  // as much as there is. 2^n + 3^n / 3 steps for each of about 20 prices.
  PriceBound(const std::vector<BlockServers>& servers, std::size_t tasks, Money money);
  double operator()(TaskBits tasks, Money money) const;

 private:
  // Fills best_ for this price; returns the cost of what is best for all tasks.
  double solve(const std::vector<BlockServers>& servers, double price);

  double price_ = 0;
  std::vector<double> best_;  // G, of each S
};

}  // namespace tapestry::nn
