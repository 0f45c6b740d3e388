#include "nn/selection/budgeted_subsets.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

class BudgetRule : public SubsetRule {
 public:
  BudgetRule(std::vector<std::size_t> costs, std::size_t budget)
      : costs_(std::move(costs)), budget_(budget) {}
  std::string name() const override { return base::text("within a budget of ", budget_); }
  std::string settings() const override {
    double sum = 0;  // changes with each cost: there may be very many
    for (std::size_t i = 0; i < costs_.size(); ++i)
      sum += double(costs_[i]) * (1 + std::sin(1.0 + double(i)));
    return base::exact_text("costs of sum ", sum);
  }
  std::size_t states() const override { return budget_ + 1; }
  std::size_t next(std::size_t position, std::size_t spent, bool with) const override {
    if (!with) return spent;
    return costs_[position] <= budget_ - spent ? spent + costs_[position] : kNotAllowed;
  }
  bool waits() const override { return true; }
  bool may_end(std::size_t) const override { return true; }

 private:
  std::vector<std::size_t> costs_;
  std::size_t budget_;
};

std::size_t whole(const std::string& what, double number) {
  if (!(number >= 0 && number <= 1e9) || number != std::floor(number))
    base::fail("within_budget: ", what, " is ", number,
               ", but must be a whole number of 0 to 1e9: count in smaller or larger units.");
  return static_cast<std::size_t>(number);
}

}  // namespace

ChainSubsets within_budget(std::vector<double> scores, const std::vector<double>& costs,
                           double budget) {
  if (costs.size() != scores.size())
    base::fail("within_budget: there are ", costs.size(), " costs and ", scores.size(),
               " scores: give one of each a task.");
  std::vector<std::size_t> units;
  for (std::size_t t = 0; t < costs.size(); ++t)
    units.push_back(whole(base::text("the cost of task ", t), costs[t]));
  const std::size_t most = whole("the budget", budget);
  if (!units.empty() && *std::min_element(units.begin(), units.end()) > most)
    base::fail("within_budget: the budget is ", most, ", but the cheapest task costs ",
               *std::min_element(units.begin(), units.end()), ": raise it, or no task can train.");
  // What is more than all tasks together cost is never spent.
  std::size_t all = 0;
  for (const std::size_t cost : units) all += cost;
  return {std::make_shared<BudgetRule>(std::move(units), std::min(most, all)), std::move(scores)};
}

}  // namespace tapestry::nn
