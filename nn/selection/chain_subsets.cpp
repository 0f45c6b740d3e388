#include "nn/selection/chain_subsets.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {

ChainSubsets::ChainSubsets(std::shared_ptr<const SubsetRule> rule, std::vector<double> scores)
    : SubsetDistribution(rule->name(), std::move(scores)),
      rule_(std::move(rule)),
      order_(rule_->order()),
      states_(rule_->states()),
      b_((tasks() + 1) * states_) {
  for (std::size_t i = 0; i < tasks(); ++i) {
    const double score = this->scores()[task_at(i)];
    if (std::abs(score) > 1e9)
      base::fail(
          who(), ": the score of task ", task_at(i), " is ", score,
          ", but must be within -1e9 to 1e9: a large one, such as 50, already means always.");
    weights_.push_back(wide_exp(score));
  }
  for (std::size_t state = 0; state < states_; ++state)
    if (rule_->may_end(state)) b_[tasks() * states_ + state] = {1, 0};
  for (std::size_t i = tasks(); i-- > 0;)
    for (std::size_t state = 0; state < states_; ++state) {
      const std::size_t without = rule_->next(i, state, false), with = rule_->next(i, state, true);
      WideNumber sum;
      if (without != SubsetRule::kNotAllowed) sum = b(i + 1, without);
      if (with != SubsetRule::kNotAllowed) sum = sum + weights_[i] * b(i + 1, with);
      b_[i * states_ + state] = sum;
    }
  if (b(0, 0).is_zero())
    base::fail(who(), ": no subset of the ", tasks(), " tasks is allowed: change the rule.");
}

std::unique_ptr<SubsetDistribution> ChainSubsets::with_scores(std::vector<double> scores) const {
  if (scores.size() != tasks())
    base::fail(who(), ": ", scores.size(), " scores were given for ", tasks(),
               " tasks: give one a task.");
  return std::make_unique<ChainSubsets>(rule_, std::move(scores));
}

// Z = (the weight of T) / P(T), for any T; here the one that takes the likelier way each time. The
// log of b(0, 0) is the same, but has no digits left where Z is nearly 1.
double ChainSubsets::log_partition() const {
  std::size_t state = 0;
  double sum = 0;
  for (std::size_t i = 0; i < tasks(); ++i) {
    const Way in = way(i, state, true), out = way(i, state, false);
    const bool with = in.probability > out.probability;
    sum += (with ? scores()[task_at(i)] : 0) - std::log1p(-(with ? out : in).probability);
    state = (with ? in : out).to;
  }
  return sum;
}

ChainSubsets::Way ChainSubsets::way(std::size_t position, std::size_t state, bool with) const {
  Way way;
  way.to = rule_->next(position, state, with);
  if (way.to == SubsetRule::kNotAllowed) return way;
  way.weight = b(position + 1, way.to);
  if (with) way.weight = weights_[position] * way.weight;
  way.probability = ratio(way.weight, b(position, state));
  return way;
}

double ChainSubsets::advance(std::size_t position, std::vector<double>& states) const {
  std::vector<double> after(states_, 0.0);
  double with = 0;
  for (std::size_t state = 0; state < states_; ++state) {
    if (states[state] == 0) continue;
    for (const bool in : {false, true}) {
      const Way on = way(position, state, in);
      if (on.probability == 0) continue;
      after[on.to] += states[state] * on.probability;
      if (in) with += states[state] * on.probability;
    }
  }
  states = std::move(after);
  return with;
}

std::vector<double> ChainSubsets::marginals() const {
  std::vector<double> marginals(tasks()), states(states_, 0.0);
  states[0] = 1;
  for (std::size_t i = 0; i < tasks(); ++i) marginals[task_at(i)] = advance(i, states);
  return marginals;
}

std::vector<double> ChainSubsets::pairwise_marginals() const {
  std::vector<double> pairs(tasks() * tasks()), states(states_, 0.0);
  states[0] = 1;
  for (std::size_t i = 0; i < tasks(); ++i) {
    std::vector<double> with(states_, 0.0);  // P(state after i, and i in T)
    double marginal = 0;
    for (std::size_t state = 0; state < states_; ++state) {
      if (states[state] == 0) continue;
      const Way in = way(i, state, true);
      if (in.probability == 0) continue;
      with[in.to] += states[state] * in.probability;
      marginal += states[state] * in.probability;
    }
    const std::size_t s = task_at(i);
    pairs[s * tasks() + s] = marginal;
    for (std::size_t j = i + 1; j < tasks(); ++j) {
      const std::size_t t = task_at(j);
      pairs[s * tasks() + t] = pairs[t * tasks() + s] = advance(j, with);
    }
    advance(i, states);
  }
  return pairs;
}

// Of the choice at each position, given the state before it, and summed: no difference of large
// numbers, as log Z less the mean score would be.
double ChainSubsets::entropy() const {
  std::vector<double> states(states_, 0.0);
  states[0] = 1;
  double entropy = 0;
  for (std::size_t i = 0; i < tasks(); ++i) {
    for (std::size_t state = 0; state < states_; ++state) {
      if (states[state] == 0) continue;
      const double in = way(i, state, true).probability, out = way(i, state, false).probability;
      for (const auto& [p, rest] : {std::pair{in, out}, std::pair{out, in}})
        if (p > 0) entropy -= states[state] * p * (p > 0.5 ? std::log1p(-rest) : std::log(p));
    }
    advance(i, states);
  }
  return entropy;
}

double ChainSubsets::log_probability_of(const std::vector<bool>& chosen) const {
  std::size_t state = 0;
  double sum = 0;
  for (std::size_t i = 0; i < tasks(); ++i) {
    const bool with = chosen[task_at(i)];
    const Way on = way(i, state, with);
    if (on.weight.is_zero()) return -std::numeric_limits<double>::infinity();
    sum += on.probability > 0.5 ? std::log1p(-way(i, state, !with).probability)
                                : log_ratio(on.weight, b(i, state));
    state = on.to;
  }
  return sum;
}

TaskNumbers ChainSubsets::most_likely() const {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  // best(i, state): the largest sum of scores of all ways to go on.
  std::vector<double> best((tasks() + 1) * states_, kNone);
  const auto value = [&](std::size_t i, std::size_t state, bool with) {
    const std::size_t to = rule_->next(i, state, with);
    if (to == SubsetRule::kNotAllowed) return kNone;
    return best[(i + 1) * states_ + to] + (with ? scores()[task_at(i)] : 0);
  };
  for (std::size_t state = 0; state < states_; ++state)
    if (rule_->may_end(state)) best[tasks() * states_ + state] = 0;
  for (std::size_t i = tasks(); i-- > 0;)
    for (std::size_t state = 0; state < states_; ++state)
      best[i * states_ + state] = std::max(value(i, state, false), value(i, state, true));
  TaskNumbers subset;
  std::size_t state = 0;
  for (std::size_t i = 0; i < tasks(); ++i) {
    const bool with = value(i, state, true) > value(i, state, false);
    if (with) subset.push_back(task_at(i));
    state = rule_->next(i, state, with);
  }
  std::sort(subset.begin(), subset.end());
  return subset;
}

TaskNumbers ChainSubsets::sample(Rng& rng) const {
  TaskNumbers subset = rule_->waits() ? sample_by_gaps(rng) : sample_task_by_task(rng);
  std::sort(subset.begin(), subset.end());
  return subset;
}

TaskNumbers ChainSubsets::sample_task_by_task(Rng& rng) const {
  TaskNumbers subset;
  std::size_t state = 0;
  for (std::size_t i = 0; i < tasks(); ++i) {
    const Way in = way(i, state, true), out = way(i, state, false);
    const bool with = out.weight.is_zero() || uniform_draw(rng) < in.probability;
    if (with) subset.push_back(task_at(i));
    state = with ? in.to : out.to;
  }
  return subset;
}

// As long as tasks are left out, the state stays, and so all positions before j are left out with
// probability b(j, state) / b(i, state), from position i on: one draw and a search say which task
// is the next one in T. So a draw of 8 among 40,000 tasks looks at some 100 numbers and not at
// 40,000.
TaskNumbers ChainSubsets::sample_by_gaps(Rng& rng) const {
  TaskNumbers subset;
  std::size_t state = 0, gap = std::max<std::size_t>(1, tasks() / states_);
  for (std::size_t i = 0; i < tasks();) {
    const double u = uniform_draw(rng);
    const auto out_until = [&](std::size_t j) { return ratio(b(j, state), b(i, state)) > u; };
    if (out_until(tasks())) break;
    // Steps that double, from the gap before, and then halves: the time is the gap's logarithm.
    std::size_t low = i, high = std::min(tasks(), i + gap);
    for (std::size_t step = gap; out_until(high); step *= 2) {
      low = high;
      high = std::min(tasks(), high + step);
    }
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      (out_until(middle) ? low : high) = middle;
    }
    subset.push_back(task_at(low));
    state = rule_->next(low, state, true);
    gap = low + 1 - i;
    i = low + 1;
  }
  return subset;
}

}  // namespace tapestry::nn
