// Which tasks to train in a step: a distribution over subsets, exact without listing them.
//
// The page that goes with this program is README.md, beside it.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "nn/nn.hpp"
#include "tutorials/10_choosing_tasks/measures.hpp"
#include "tutorials/10_choosing_tasks/pictures.hpp"
#include "tutorials/10_choosing_tasks/rivals.hpp"
#include "tutorials/10_choosing_tasks/rules.hpp"
#include "tutorials/10_choosing_tasks/training.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/story.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

// [all]
// Z as it is defined, with the number of its terms. Bit t of `subset` says whether task t is in it.
Sum over_all_subsets(const std::vector<double>& scores) {
  Sum sum;
  for (std::size_t subset = 0; subset < std::size_t{1} << scores.size(); ++subset, ++sum.terms)
    sum.z += std::exp(sum_over(tasks_in(subset), scores));
  return sum;
}
// [all]

// [elementary]
// e[j]: the summed weight of all sets of j of the tasks so far. A task of weight x makes of each
// set of j - 1 tasks one of j.
std::vector<double> elementary_symmetric(const std::vector<double>& scores, std::size_t k) {
  std::vector<double> e(k + 1, 0);
  e[0] = 1;
  for (const double score : scores)
    for (std::size_t j = k; j > 0; --j) e[j] += std::exp(score) * e[j - 1];
  return e;
}
// [elementary]

void a_coin_a_task() {
  // [coins]
  const nn::SubsetSelection coins(kScores);
  const Sum all = over_all_subsets(kScores);
  check_near(std::log(all.z), coins.log_partition(), "Z is the product of 1 + e^s", 1e-12);
  for (std::size_t subset = 0; subset < 32; ++subset) {
    double by_coins = 1;
    for (std::size_t t = 0; t < 5; ++t) {
      const double in = 1 / (1 + std::exp(-kScores[t]));  // the sigmoid
      by_coins *= (subset >> t & 1) ? in : 1 - in;
    }
    const double weight = std::exp(sum_over(tasks_in(subset), kScores));
    check_near(by_coins, weight / all.z, "P(T) is a coin a task", 1e-12);
  }
  const nn::SubsetSelection million(std::vector<double>(1'000'000, 0)), large({700, 700});
  check(std::abs(million.log_partition() - 1e6 * std::log(2)) < 1e-4, "a million tasks");
  check(std::isinf(over_all_subsets({700, 700}).z), "e^1400 is too large for a double");
  check(std::abs(large.log_partition() - 1400) < 1e-9, "its logarithm is not");
  // [coins]
  std::vector<std::vector<std::string>> rows;
  for (const std::size_t n : {5U, 10U, 20U}) {
    const Sum sum = over_all_subsets(std::vector<double>(n, 0));
    check_equal(sum.terms, std::size_t{1} << n, "each task doubles the terms");
    rows.push_back({std::to_string(n), std::to_string(sum.terms), shown(std::log(sum.z))});
  }
  rows.push_back({"1000000", "-", shown(million.log_partition())});
  std::cout << table_text({"tasks of score 0", "terms", "log Z"}, rows) << '\n';
}

void every_rule(int draws) {
  std::vector<std::vector<std::string>> rows;
  for (const Rule& rule : rules()) {
    // [every]
    const auto p = [&](std::size_t subset) { return rule.probability(subset); };
    const auto coins = [](std::size_t subset) { return rules()[0].probability(subset); };
    double allowed = 0;  // by the coins, of what the rule allows
    for (std::size_t subset = 0; subset < 32; ++subset)
      allowed += p(subset) > 0 ? coins(subset) : 0;
    for (std::size_t subset = 0; subset < 32; ++subset)
      if (p(subset) > 0 && rule.name != "interacting")
        check_near(p(subset), coins(subset) / allowed, "a rule is a condition", 1e-12);
    check_gradients(*rule.p);
    const auto draw = [&](Rng& rng) { return rule.p->sample(rng); };
    check(furthest(p, draw, draws) < 4, "the draws are from P(T)");
    // [every]
    rows.push_back(row_of(rule));
  }
  std::cout << table_text({"rule", "log Z", "P(0 in T)", "1", "2", "3", "4", "most likely"}, rows);
  draw_rules(rules(), output_folder("10_choosing_tasks") / "rules.png");
}

void exactly_two() {
  // [exactly]
  const nn::ChainSubsets two = nn::exactly_k(kScores, 2);
  const std::vector<double> e = elementary_symmetric(kScores, 2), in = two.marginals();
  check_near(std::log(e[2]), two.log_partition(), "Z is the summed weight of all pairs", 1e-12);
  for (std::size_t t = 0; t < 5; ++t) {
    std::vector<double> others = kScores;
    others.erase(others.begin() + std::ptrdiff_t(t));
    const double with_t = std::exp(kScores[t]) * elementary_symmetric(others, 1)[1];
    check_near(in[t], with_t / e[2], "t, and one of the others", 1e-12);
    for (std::size_t u = 0; u < t; ++u)
      check(two.pairwise_marginals()[t * 5 + u] < in[t] * in[u] - 0.01,
            "the covariance is negative");
  }
  check_near(in[0] + in[1] + in[2] + in[3] + in[4], 2, "the marginals add up to k", 1e-12);
  const nn::ChainSubsets many = nn::exactly_k(std::vector<double>(1000, 0), 100);
  const double ways = std::lgamma(1001) - std::lgamma(101) - std::lgamma(901);
  check(std::abs(many.log_partition() - ways) < 1e-7, "log Z of 100 of 1000 equal tasks");
  // [exactly]
}

void budget() {
  // [budget]
  const nn::ChainSubsets p = nn::within_budget(kScores, kCosts, kBudget);
  const nn::TaskNumbers best = p.most_likely(), quick = greedy();
  double most = 0;
  for (std::size_t subset = 0; subset < 32; ++subset)
    if (sum_over(tasks_in(subset), kCosts) <= kBudget)
      most = std::max(most, sum_over(tasks_in(subset), kScores));
  check_near(sum_over(best, kScores), most, "the most likely subset is the best one", 1e-12);
  check(sum_over(quick, kScores) < most - 0.5, "the greedy choice is worse");
  // [budget]
  std::cout << "\nbudget " << kBudget << ": best " << letters_of(subset_of(best)) << ", worth "
            << shown(sum_over(best, kScores)) << "; greedy " << letters_of(subset_of(quick))
            << ", worth " << shown(sum_over(quick, kScores)) << "\n\n";
}

void not_gumbel(int draws) {
  // [top]
  const nn::PlackettLuce top(kScores, 2), first(kScores, 1);
  const nn::ChainSubsets two = nn::exactly_k(kScores, 2), one = nn::exactly_k(kScores, 1);
  const auto p_top = [&](std::size_t set) { return std::exp(top.log_probability(tasks_in(set))); };
  const auto by_noise = [](Rng& rng) { return gumbel_top(2, rng); };
  check(furthest(p_top, by_noise, draws) < 4, "Gumbel top-k draws from Plackett-Luce");
  std::vector<double> exact, gumbel, in(5);
  for (const std::size_t pair : pairs()) {
    exact.push_back(std::exp(two.log_probability(tasks_in(pair))));
    gumbel.push_back(p_top(pair));
    for (const std::size_t t : tasks_in(pair)) in[t] += gumbel.back();
  }
  check(exact.back() > 1.3 * gumbel.back(), "the lightest pair is rarer by Gumbel");
  check(in[0] > two.marginals()[0] + 0.03, "and the heaviest task more frequent");
  for (std::size_t t = 0; t < 5; ++t)
    check_near(std::exp(first.log_probability({t})), one.marginals()[t], "for k = 1 they agree",
               1e-12);
  // [top]
  std::cout << marginals_table({{"exactly 2", two.marginals()}, {"Gumbel top-2", in}});
  draw_pairs(exact, gumbel, output_folder("10_choosing_tasks") / "pairs.png");
}

void story(bool quick) {
  const int draws = quick ? 20'000 : 100'000;
  a_coin_a_task();
  every_rule(draws);
  exactly_two();
  budget();
  not_gumbel(draws);
  train_two_of_five(quick ? 300 : 1000);
  reweighted();
}

int main(int argc, char** argv) { return tell(argc, argv, story); }
