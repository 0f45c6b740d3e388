#include "nn/selection/counted_subsets.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// From `least` to `most` tasks; the state is how many there are so far, up to `most`, and where
// there is no upper limit up to `least`.
class CountRule : public SubsetRule {
 public:
  CountRule(std::string name, std::size_t least, std::size_t most)
      : name_(std::move(name)), least_(least), most_(most) {}
  std::string name() const override { return name_; }
  std::size_t states() const override { return limited() ? most_ + 1 : least_ + 1; }
  std::size_t next(std::size_t, std::size_t state, bool with) const override {
    if (!with) return state;
    if (limited()) return state < most_ ? state + 1 : kNotAllowed;
    return std::min(state + 1, least_);
  }
  bool waits() const override { return true; }
  bool may_end(std::size_t state) const override { return state >= least_; }

  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

 private:
  bool limited() const { return most_ != kNoLimit; }

  std::string name_;
  std::size_t least_, most_;
};

void check_k(const char* who, std::size_t k, std::size_t tasks) {
  if (tasks > 0 && (k == 0 || k > tasks))
    base::fail(who, ": k is ", k, ", but there are ", tasks, " tasks: give 1 to ", tasks, ".");
}

}  // namespace

ChainSubsets exactly_k(std::vector<double> scores, std::size_t k) {
  check_k("exactly_k", k, scores.size());
  return {std::make_shared<CountRule>(base::text("exactly ", k), k, k), std::move(scores)};
}

ChainSubsets at_most_k(std::vector<double> scores, std::size_t k) {
  check_k("at_most_k", k, scores.size());
  return {std::make_shared<CountRule>(base::text("at most ", k), 0, k), std::move(scores)};
}

ChainSubsets at_least_one(std::vector<double> scores) {
  return {std::make_shared<CountRule>("at least one", 1, CountRule::kNoLimit), std::move(scores)};
}

}  // namespace tapestry::nn
