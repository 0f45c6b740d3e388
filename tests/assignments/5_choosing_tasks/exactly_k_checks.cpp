// Part "exactly_k": log Z, marginals and log P(T) over the sets of k tasks.
#include <algorithm>
#include <cmath>
#include <optional>

#include "tests/assignments/5_choosing_tasks/grading.hpp"
#include "tests/assignments/5_choosing_tasks/of_k.hpp"
#include "tests/assignments/5_choosing_tasks/plackett_luce.hpp"

namespace tapestry::grader::choosing {
namespace {

std::vector<OfK> cases_of_k(Rng& rng) {
  std::vector<OfK> out = {{{1, 2, 3}, 2}};
  for (const std::size_t k : {1U, 2U, 3U, 4U}) out.push_back({random_scores(rng, 5, -1.5, 1.5), k});
  out.push_back({random_scores(rng, 8, -2, 2), 3});
  return out;
}

// log h_k: as e_k, but that a task may be there several times.
double log_with_repetition(const OfK& one) {
  Numbers h(one.k + 1, 0);
  h[0] = 1;
  for (const double s : one.scores)
    for (std::size_t j = 1; j <= one.k; ++j) h[j] += std::exp(s) * h[j - 1];
  return std::log(h[one.k]);
}

Finding check_k_log_z(const Ask& ask, Rng& rng) {
  const std::string sets = kExactly + "the summed weight of all sets of k tasks";
  Comparison comparison(std::vector<Mistake>{
      {"it is Z, and not its logarithm", "log_partition gives log Z"},
      {"tasks are taken more than once: e_j is computed from an e_(j-1) that has the task already",
       kExactly + "the inner loop goes down"},
      {"it is log Z of all sets, whatever k", sets},
      {"the sets of fewer than k tasks are counted, too", sets},
      {"each set is counted in every order: k! times", sets},
      {"it is of the sets of k - 1 tasks", sets},
      {"it is the set of the k highest scores alone: a maximum, and no sum", sets}});
  for (const OfK& one : cases_of_k(rng)) {
    const double right = log_z(one.scores, one.sets());
    const Message answer = ask("log_partition", one.request());
    const std::string tried = "log_partition" + one.text();
    if (answer.has_text("refused"))
      return comparison.refused(tried, answer.text("refused"), {right}, kThrows);
    std::vector<Bits> fewer;
    double largest = -HUGE_VAL;
    for (std::size_t j = 0; j <= one.k; ++j)
      for (const Bits set : sets_of_size(one.tasks(), j)) fewer.push_back(set);
    for (const Bits set : one.sets()) largest = std::max(largest, log_weight(one.scores, set));
    comparison.add(tried, out_of(answer), {right},
                   {{std::exp(right)},
                    {log_with_repetition(one)},
                    {log_z(one.scores, all_sets(one.tasks()))},
                    {log_z(one.scores, fewer)},
                    {right + std::lgamma(static_cast<double>(one.k) + 1)},
                    {log_z(one.scores, sets_of_size(one.tasks(), one.k - 1))},
                    {largest}});
  }
  return comparison.finding();
}

Finding check_k_marginals(const Ask& ask, Rng& rng) {
  const std::string hint = kExactly + "t, and k - 1 of the others: x_t e_(k-1)(others) / e_k";
  Comparison comparison(std::vector<Mistake>{
      {"it is the sigmoid of each score: the tasks are not independent", hint},
      {"it is k times the softmax", hint},
      {"e_(k-1) is of all tasks, where it must be of the others", hint},
      {"it is the probability that the task is out", hint},
      {"it is the softmax over the tasks, which adds up to 1 and not to k", hint},
      {"it is k times the softmax, cut off at 1", hint},
      {"these are the marginals of Gumbel top-k, or of drawing one task after the other",
       "chapter 10, \"Not Gumbel top-k\""},
      {"all are k / n, whatever the scores", hint}});
  for (const OfK& one : cases_of_k(rng)) {
    const std::size_t n = one.tasks();
    const Numbers right = in_set(n, one.sets(), chances(one.scores, one.sets()));
    const Message answer = ask("marginals", one.request());
    const std::string tried = "marginals" + one.text();
    if (answer.has_text("refused"))
      return comparison.refused(tried, answer.text("refused"), right, kThrows);
    double sum = 0;
    for (const double s : one.scores) sum += std::exp(s);
    const double k = static_cast<double>(one.k), e_k = log_z(one.scores, one.sets()),
                 before = log_z(one.scores, sets_of_size(n, one.k - 1));
    std::vector<Numbers> mistaken(8);
    for (std::size_t t = 0; t < n; ++t) {
      const double s = one.scores[t], soft = std::exp(s) / sum;
      mistaken[0].push_back(1 / (1 + std::exp(-s)));
      mistaken[1].push_back(k * soft);
      mistaken[2].push_back(std::exp(s + before - e_k));
      mistaken[3].push_back(1 - right[t]);
      mistaken[4].push_back(soft);
      mistaken[5].push_back(std::min(1.0, k * soft));
      mistaken[7].push_back(k / static_cast<double>(n));
    }
    mistaken[6] = in_set(n, one.sets(), plackett_luce(one.scores, one.sets()));
    comparison.add(tried, out_of(answer), right, mistaken);
  }
  return comparison.finding();
}

Finding check_k_log_p(const Ask& ask, Rng& rng) {
  const std::string hint = "the sum of the set's scores, minus log Z of the sets of k tasks";
  Comparison comparison(std::vector<Mistake>{
      {"Z is that of all sets, and not of those of k tasks", hint},
      {"it is P(T), and not its logarithm", "log_probability gives log P(T)"},
      {"log Z is not taken off: it is the logarithm of the set's weight", hint},
      {"it is the probability of Gumbel top-k, or of drawing one task after the other",
       "chapter 10, \"Not Gumbel top-k\""},
      {"a set that has not k tasks gets a probability", "P is 0 there, and log P minus infinity"},
      {"each set has the same probability, whatever its scores", hint}});
  for (const OfK& one : cases_of_k(rng)) {
    const std::vector<Bits> sets = one.sets(), all = all_sets(one.tasks());
    const Numbers top = plackett_luce(one.scores, sets);
    const double log_sum = log_z(one.scores, sets);
    const auto compare = [&](Bits set, double right, const std::vector<Numbers>& mistaken) {
      Message request = one.request();
      request.set("tasks", tasks_of(set));
      const Message answer = ask("log_probability", request);
      const std::string tried = "log_probability of " + set_text(set) + one.text();
      if (answer.has_text("refused"))
        return std::optional(comparison.refused(tried, answer.text("refused"), {right}, kThrows));
      // Who looks at the set's size first gets this right, whatever the formula behind it.
      const bool size_seen = right == -HUGE_VAL && out_of(answer) == Numbers{right};
      comparison.add(tried, out_of(answer), {right}, size_seen ? std::vector<Numbers>{} : mistaken);
      return std::optional<Finding>();
    };
    for (std::size_t i = 0; i < sets.size(); i += 1 + sets.size() / 4) {
      const double weight = log_weight(one.scores, sets[i]), right = weight - log_sum;
      const auto thrown = compare(sets[i], right,
                                  {{weight - log_z(one.scores, all)},
                                   {std::exp(right)},
                                   {weight},
                                   {std::log(top[i])},
                                   {right},
                                   {-std::log(static_cast<double>(sets.size()))}});
      if (thrown) return *thrown;
    }
    // Another size: what comes without a look at it.
    const Bits other = (Bits{1} << (one.k == 1 ? 2 : one.k - 1)) - 1;
    const double weight = log_weight(one.scores, other);
    const auto thrown = compare(other, -HUGE_VAL,
                                {{weight - log_z(one.scores, all)},
                                 {std::exp(weight - log_sum)},
                                 {weight},
                                 {},
                                 {weight - log_sum},
                                 {-std::log(static_cast<double>(sets.size()))}});
    if (thrown) return *thrown;
  }
  return comparison.finding();
}

}  // namespace

Part exactly_k_part() {
  return {"exactly_k",
          {"exactly_k.hpp"},
          "workers/exactly_k.cpp",
          {{"log Z", 8, check_k_log_z, kExactly + "e_j <- e_j + x e_(j-1)"},
           {"marginals", 8, check_k_marginals, kExactly + "x_t e_(k-1)(others) / e_k"},
           {"log P(T)", 6, check_k_log_p, "log P(T) is the sum of the set's scores, minus log Z"},
           {"draws", 10, check_k_draws, kExactly + "the last lines"},
           {"none, all, and too many", 4, check_k_ends, "k may be anything from 0 to n"},
           {"far out", 5, check_k_far_out, "try scores of 700, and of -700"},
           {"50 of 200 tasks", 4, check_k_many, kExactly + "n k steps", "",
            "the sets are gone through one by one, or one task's marginal costs too much"}}};
}

}  // namespace tapestry::grader::choosing
