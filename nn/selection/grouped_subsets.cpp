#include "nn/selection/grouped_subsets.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// The tasks of a group are decided one after the other; state 1: the group has one already.
class GroupRule : public SubsetRule {
 public:
  GroupRule(const std::string& who, std::size_t tasks, const std::vector<TaskNumbers>& groups,
            bool needs_one)
      : needs_one_(needs_one) {
    std::vector<bool> named(tasks, false);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (groups[g].empty())
        base::fail(who, ": group ", g, " is empty: name its tasks, or leave it out.");
      for (std::size_t i = 0; i < groups[g].size(); ++i) {
        const std::size_t t = groups[g][i];
        if (t >= tasks)
          base::fail(who, ": group ", g, " names task ", t, ", but the tasks are numbered 0 to ",
                     tasks - 1, ".");
        if (named[t])
          base::fail(who, ": task ", t,
                     " is named twice: a task belongs to one group, or to none.");
        named[t] = true;
        order_.push_back(t);
        place_.push_back({true, i == 0, i + 1 == groups[g].size()});
      }
    }
    for (std::size_t t = 0; t < tasks; ++t) {
      if (named[t]) continue;
      order_.push_back(t);
      place_.push_back({false, true, true});
    }
  }
  std::string name() const override {
    return needs_one_ ? "one of each group" : "at most one of each group";
  }
  std::string settings() const override {
    double sum = 0;  // changes with each task's place: there may be very many
    for (std::size_t i = 0; i < order_.size(); ++i)
      sum +=
          std::sin(1.0 + double(i)) * double(4 * order_[i] + 2 * place_[i].first + place_[i].last);
    return base::exact_text("groups of sum ", sum);
  }
  TaskNumbers order() const override { return order_; }
  std::size_t states() const override { return 2; }
  std::size_t next(std::size_t position, std::size_t state, bool with) const override {
    const Place& place = place_[position];
    if (!place.in_group) return 0;
    const std::size_t before = place.first ? 0 : state, after = before + (with ? 1 : 0);
    if (after > 1 || (place.last && needs_one_ && after == 0)) return kNotAllowed;
    return place.last ? 0 : after;
  }
  bool may_end(std::size_t state) const override { return state == 0; }

 private:
  struct Place {
    bool in_group, first, last;
  };
  bool needs_one_;
  TaskNumbers order_;
  std::vector<Place> place_;
};

}  // namespace

ChainSubsets one_of_each(std::vector<double> scores, const std::vector<TaskNumbers>& groups) {
  auto rule = std::make_shared<GroupRule>("one_of_each", scores.size(), groups, true);
  return {std::move(rule), std::move(scores)};
}

ChainSubsets at_most_one_of_each(std::vector<double> scores,
                                 const std::vector<TaskNumbers>& groups) {
  auto rule = std::make_shared<GroupRule>("at_most_one_of_each", scores.size(), groups, false);
  return {std::move(rule), std::move(scores)};
}

}  // namespace tapestry::nn
