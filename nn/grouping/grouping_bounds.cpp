#include "nn/grouping/grouping_bounds.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tapestry::nn {

double ScoreBound::operator()(TaskBits tasks, Money money) const {
  double sum = 0;
  for (; tasks != 0; tasks &= tasks - 1) {
    const BlockServers& servers = servers_[std::size_t(std::countr_zero(tasks))];
    const auto beyond =
        std::upper_bound(servers.begin(), servers.end(), money,
                         [](Money m, const BlockServer& server) { return m < server.cost; });
    if (beyond == servers.begin()) return kImpossibleTotal;
    sum += std::prev(beyond)->value;
  }
  return sum;
}

// The dearer the price, the less is spent: the price is sought between two at which more and at
// which no more than the money is spent.
PriceBound::PriceBound(const std::vector<BlockServers>& servers, std::size_t tasks, Money money)
    : best_(std::size_t{1} << tasks, 0.0) {
  double largest = 0;
  for (const BlockServers& of_block : servers)
    for (const BlockServer& server : of_block) largest = std::max(largest, std::abs(server.value));
  double low = 0, high = largest / double(money);
  if (solve(servers, low) <= double(money)) return;
  for (int doubled = 0; doubled < 6 && solve(servers, high) > double(money); ++doubled) {
    low = high;
    high *= 4;
  }
  for (int halved = 0; halved < 12; ++halved) {
    const double middle = (low + high) / 2;
    (solve(servers, middle) > double(money) ? low : high) = middle;
  }
  price_ = high;
  solve(servers, price_);
}

double PriceBound::solve(const std::vector<BlockServers>& servers, double price) {
  std::vector<double> worth(best_.size(), kImpossibleTotal), paid(best_.size(), 0.0);
  for (std::size_t block = 1; block < best_.size(); ++block)
    for (const BlockServer& server : servers[block]) {
      const double net = server.value - price * double(server.cost);
      if (net <= worth[block]) continue;
      worth[block] = net;
      paid[block] = double(server.cost);
    }
  std::vector<double> spent(best_.size(), 0.0);
  for (std::size_t tasks = 1; tasks < best_.size(); ++tasks) {
    const std::size_t first = tasks & (~tasks + 1), others = tasks ^ first;
    std::size_t block = tasks;
    double best = worth[tasks];
    for (std::size_t more = others; more != 0;) {
      more = (more - 1) & others;
      const double total = worth[first | more] + best_[others ^ more];
      if (total > best) {
        best = total;
        block = first | more;
      }
    }
    best_[tasks] = best;
    spent[tasks] = paid[block] + spent[tasks ^ block];
  }
  return spent.back();
}

// Larger by more than its sums' rounding: it may be exactly F(S, b), and must not be below it.
double PriceBound::operator()(TaskBits tasks, Money money) const {
  const double net = best_[tasks], price = price_ * double(money);
  if (net == kImpossibleTotal) return net;
  return net + price + 1e-14 * (std::abs(net) + price);
}

}  // namespace tapestry::nn
