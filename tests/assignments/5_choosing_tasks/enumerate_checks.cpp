// Part "enumerate": log Z, P(T) and marginals over any list of sets.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/5_choosing_tasks/grading.hpp"
#include "tests/assignments/5_choosing_tasks/sets.hpp"

namespace tapestry::grader::choosing {
namespace {

// The sets that an answer lists; a task that is there twice, or out of order, makes it no set.
std::vector<Numbers> listed_sets(const Numbers& answer) {
  std::vector<Numbers> sets;
  // What is no number cannot be sorted.
  if (!std::ranges::all_of(answer, [](double x) { return std::isfinite(x); })) return sets;
  for (std::size_t i = 0; i < answer.size();) {
    const double size = answer[i++];
    if (!(size >= 0 && size <= static_cast<double>(answer.size() - i))) break;  // forged
    const auto n = static_cast<std::size_t>(size);
    const auto begin = answer.begin() + static_cast<std::ptrdiff_t>(i);
    sets.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(n));
    i += n;
  }
  return sets;
}

Finding check_subsets(const Ask& ask, Rng&) {
  const std::string hint =
      "chapter 10, \"Two to the n terms\": the bits of 0, 1, ..., 2^n - 1, from the empty set to "
      "that of all tasks";
  for (const std::size_t n : {3U, 0U, 1U, 2U, 6U, 10U}) {
    Message request;
    request.set("n", static_cast<double>(n));
    std::vector<Numbers> sets = listed_sets(ask("subsets", request).numbers("sets"));
    const std::string tried = base::text("all_subsets(", n, ")");
    const auto has = [&](const Numbers& set) { return std::ranges::count(sets, set) > 0; };
    const auto wrong = [&](const std::string& came_out, const std::string& right,
                           const std::string& cause) {
      return Finding{false, tried, came_out, right, cause, hint};
    };
    for (const Numbers& set : sets) {
      if (!std::ranges::is_sorted(set))
        return wrong("a set with the tasks " + list_text(set), "tasks in ascending order",
                     "the tasks of a set are not in ascending order");
      if (std::ranges::adjacent_find(set) != set.end())
        return wrong("a set with the tasks " + list_text(set), "each task at most once",
                     "a task is in a set twice");
      if (!set.empty() && set.back() >= static_cast<double>(n))
        return wrong("a set with the tasks " + list_text(set),
                     base::text("the tasks 0 to ", n, " - 1"), "tasks are counted from 0");
    }
    const std::string count = base::text(sets.size(), " sets"),
                      right = base::text(Bits{1} << n, " sets, each once");
    if (!has({})) return wrong(count, right, "the empty set is missing");
    std::ranges::sort(sets);
    if (std::ranges::adjacent_find(sets) != sets.end())
      return wrong(count, right, "a set is there twice");
    if (!has(tasks_of((Bits{1} << n) - 1)))
      return wrong(count, right, "the set of all tasks is missing");
    if (sets.size() != Bits{1} << n) return wrong(count, right, "sets are missing");
  }
  return {};
}

// Scores, and sets of their tasks.
struct Drawing {
  Numbers scores;
  std::vector<Bits> sets;

  Message request() const {
    Message message;
    message.set("scores", scores);
    message.set("sets", as_request(sets));
    return message;
  }
  std::string text() const {
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(sets.size(), 4); ++i)
      names += (i > 0 ? ", " : "") + set_text(sets[i]);
    return "scores " + list_text(scores) + ", over " + names +
           (sets.size() > 4 ? base::text(", ... (", sets.size(), " sets)") : "");
  }
};

std::vector<Drawing> drawings(Rng& rng) {
  std::vector<Drawing> out = {{{1, 2}, {0, 1, 2, 3}}};
  out.push_back({random_scores(rng, 3, 0.5, 2), all_sets(3)});
  out.push_back({random_scores(rng, 4, -2, 2), sets_of_size(4, 2)});
  for (int i = 0; i < 3; ++i) out.push_back({random_scores(rng, 4, -2, 2), some_sets(4, rng)});
  return out;
}

Numbers mapped(Numbers numbers, double (*f)(double)) {
  for (double& one : numbers) one = f(one);
  return numbers;
}

Numbers weights_of(const Drawing& one) {
  Numbers out;
  for (const Bits set : one.sets) out.push_back(std::exp(log_weight(one.scores, set)));
  return out;
}

// Over all sets, whichever were asked for.
double log_z_of_all(const Drawing& one) { return log_z(one.scores, all_sets(one.scores.size())); }

Finding check_log_z(const Ask& ask, Rng& rng) {
  const std::string weights = "each set's weight is e to the sum of its tasks' scores";
  Comparison comparison(std::vector<Mistake>{
      {"it is Z, and not its logarithm", "log_partition_over gives log Z"},
      {"the sum goes over all sets of the tasks, and not over those that are given", weights},
      {"it is the logarithm of the mean weight: the sum is divided by the number of sets", weights},
      {"the sets' sums of scores are added, where their exponentials belong", weights},
      {"a set's weight is taken for the sum of its tasks' weights, where their product belongs",
       weights},
      {"it is the largest of the sums of scores: a maximum, and no sum", weights}});
  for (const Drawing& one : drawings(rng)) {
    const double right = log_z(one.scores, one.sets);
    double sums = 0, added = 0, largest = -HUGE_VAL;
    for (const Bits set : one.sets) {
      const double sum = log_weight(one.scores, set);
      sums += sum;
      largest = std::max(largest, sum);
      for (const double t : tasks_of(set)) added += std::exp(one.scores[static_cast<Bits>(t)]);
    }
    comparison.add("log Z at " + one.text(), ask("log_partition", one.request()).numbers("out"),
                   {right},
                   {{std::exp(right)},
                    {log_z_of_all(one)},
                    {right - std::log(static_cast<double>(one.sets.size()))},
                    {sums},
                    {std::log(added)},
                    {largest}});
  }
  return comparison.finding();
}

Finding check_probabilities(const Ask& ask, Rng& rng) {
  const std::string hint = "P(T) is the weight of T over Z, the summed weight of the given sets";
  Comparison comparison(std::vector<Mistake>{
      {"it is the sets' weights: they are not divided by Z", hint},
      {"it is log P, and not P", "the exponential of it"},
      {"Z is taken over all sets of the tasks, and not over those that are given", hint},
      {"all sets have the same probability, whatever their scores", hint},
      {"the sign of the scores is the wrong way round", hint},
      {"they are divided by log Z, and not by Z", hint}});
  for (const Drawing& one : drawings(rng)) {
    const Numbers right = chances(one.scores, one.sets), weights = weights_of(one);
    const double all = std::exp(log_z_of_all(one)), log_sum = log_z(one.scores, one.sets);
    Numbers of_all = weights, by_log = weights;
    for (double& w : of_all) w /= all;
    for (double& w : by_log) w /= log_sum;
    Numbers negative = one.scores;
    for (double& s : negative) s = -s;
    comparison.add("P(T) of each at " + one.text(),
                   ask("probabilities", one.request()).numbers("out"), right,
                   {weights, mapped(right, [](double p) { return std::log(p); }), of_all,
                    Numbers(right.size(), 1 / static_cast<double>(right.size())),
                    chances(negative, one.sets), by_log});
  }
  return comparison.finding();
}

Finding check_marginals(const Ask& ask, Rng& rng) {
  const std::string hint =
      "chapter 10, \"What log Z knows\": the summed probability of the sets that have the task";
  Comparison comparison(std::vector<Mistake>{
      {"the sets that have the task are counted, and their probabilities not added", hint},
      {"it is the probability that the task is out", hint},
      {"it is the summed weight: it is not divided by Z", hint},
      {"it is the sigmoid of each score, which is right over all sets only", hint},
      {"only the set of this task alone is counted", hint},
      {"the sums are divided by how many sets have the task: it is a mean", hint}});
  for (const Drawing& one : drawings(rng)) {
    const std::size_t n = one.scores.size();
    const Numbers p = chances(one.scores, one.sets), right = in_set(n, one.sets, p);
    Numbers counts = in_set(n, one.sets, Numbers(p.size(), 1)), mean = right, alone(n, 0);
    for (std::size_t t = 0; t < n; ++t) mean[t] = counts[t] > 0 ? mean[t] / counts[t] : 0;
    for (std::size_t i = 0; i < p.size(); ++i)
      for (std::size_t t = 0; t < n; ++t)
        if (one.sets[i] == Bits{1} << t) alone[t] = p[i];
    for (double& c : counts) c /= static_cast<double>(one.sets.size());
    comparison.add(
        "the marginals at " + one.text(), ask("marginals", one.request()).numbers("out"), right,
        {counts, mapped(right, [](double q) { return 1 - q; }),
         in_set(n, one.sets, weights_of(one)),
         mapped(one.scores, [](double s) { return 1 / (1 + std::exp(-s)); }), alone, mean});
  }
  return comparison.finding();
}

Finding check_far_out(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"the weights are infinite, or all of them 0",
       "take the largest sum of scores off all sums first, and add it to the logarithm again"}});
  for (const double at : {700.0, -700.0}) {
    const Drawing one{random_scores(rng, 4, at - 3, at + 3), sets_of_size(4, 2)};
    for (const std::string call : {"log_partition", "probabilities", "marginals"}) {
      const Numbers out = ask(call, one.request()).numbers("out");
      const bool finite = std::ranges::all_of(out, [](double x) { return std::isfinite(x); }) &&
                          std::ranges::any_of(out, [](double x) { return x != 0; });
      const Numbers p = chances(one.scores, one.sets);
      comparison.add(call + "_over at " + one.text(), out,
                     call == "log_partition"   ? Numbers{log_z(one.scores, one.sets)}
                     : call == "probabilities" ? p
                                               : in_set(4, one.sets, p),
                     {finite ? Numbers{} : out});
    }
  }
  return comparison.finding();
}

}  // namespace

Part enumerate_part() {
  return {"enumerate",
          {"enumerate.hpp"},
          "workers/enumerate.cpp",
          {{"all sets", 5, check_subsets, "chapter 10, \"Two to the n terms\""},
           {"log Z", 5, check_log_z, "chapter 10, \"The idea\""},
           {"P(T)", 5, check_probabilities, "chapter 10, \"The idea\""},
           {"marginals", 5, check_marginals, "chapter 10, \"What log Z knows\""},
           {"scores near 700 and -700", 5, check_far_out,
            "e^700 is near the largest double, and e^1400 is none"}}};
}

}  // namespace tapestry::grader::choosing
