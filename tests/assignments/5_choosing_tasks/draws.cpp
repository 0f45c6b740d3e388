#include "tests/assignments/5_choosing_tasks/draws.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::grader::choosing {
namespace {

constexpr double kDraws = 20'000;

// Sets that are expected fewer than five times are counted together, as Pearson's statistic wants
// it; one that cannot come out must not have.
bool drawn_from(const Numbers& counts, const Numbers& chances) {
  double statistic = 0, cells = 0, rare = 0, rare_expected = 0;
  const auto add = [&](double count, double expected) {
    statistic += (count - expected) * (count - expected) / expected;
    ++cells;
  };
  for (std::size_t set = 0; set < counts.size(); ++set) {
    const double expected = kDraws * chances[set];
    if (expected < 1e-12 && counts[set] > 0) return false;
    if (expected >= 5)
      add(counts[set], expected);
    else
      rare += counts[set], rare_expected += expected;
  }
  if (rare_expected >= 5)
    add(rare, rare_expected);
  else if (rare > rare_expected + 15)
    return false;
  // Of the statistic, the mean is the degrees of freedom, and the variance twice as much. By Wilson
  // and Hilferty (1931), its cube root is nearly normal: this is 5.2 standard deviations.
  const double freedom = std::max(cells - 1, 1.0), spread_of_root = 2 / (9 * freedom);
  const auto at = [&](double deviations) {
    return freedom * std::pow(1 - spread_of_root + deviations * std::sqrt(spread_of_root), 3);
  };
  // Counts that are too good were not drawn.
  return statistic < at(5.2) && statistic > at(-5.2);
}

bool are_counts(const Numbers& counts) {
  double sum = 0;
  for (const double count : counts) {
    if (!(count >= 0) || count != std::floor(count)) return false;
    sum += count;
  }
  return sum == kDraws;
}

}  // namespace

Numbers spread(std::size_t n, const std::vector<Bits>& sets, const Numbers& chances) {
  Numbers all(Bits{1} << n, 0);
  for (std::size_t i = 0; i < sets.size(); ++i) all[sets[i]] += chances[i];
  return all;
}

Finding check_draws(const Ask& ask, Rng& rng, Message request, const std::string& tried,
                    const Numbers& right, const std::vector<WrongDraw>& known) {
  request.set("draws", kDraws);
  const auto seed = static_cast<double>(rng() >> 32);
  request.set("seed", seed);
  const Message answer = ask("draw", request), again = ask("draw", request);
  request.set("seed", seed + 1);
  const Message other = ask("draw", request);
  const Numbers& counts = answer.numbers("counts");
  Finding finding{false, base::text(kDraws, " draws at ", tried), "", "", "", ""};
  if (counts.size() != right.size())
    return {false, finding.tried, "no counts of all sets", "", "the answer was forged", ""};
  if (answer.number("no sets") > 0) {
    finding.came_out = base::text(answer.number("no sets"),
                                  " results that are no sets of these tasks, for a task is none of "
                                  "them, or is there twice");
    finding.was_right = "each task at most once";
    finding.cause = "a task that was taken can be taken again";
    return finding;
  }
  if (!are_counts(counts))
    return {false, finding.tried, "no counts of so many draws", "", "the answer was forged", ""};
  const std::string all_by_uniform = "every random number must come from uniform()";
  if (counts != again.numbers("counts"))
    return {false,
            finding.tried + ", and again with the same numbers of uniform()",
            "other sets",
            "the same sets",
            "something is drawn in another way than by uniform()",
            all_by_uniform};
  if (drawn_from(counts, right)) {
    if (counts != other.numbers("counts")) return {};
    return {false,
            finding.tried + ", and again with other numbers of uniform()",
            "the same sets",
            "other sets",
            "uniform() does not decide",
            all_by_uniform};
  }
  // The set whose count is furthest off, in standard deviations.
  std::size_t worst = 0;
  double furthest = -1;
  for (std::size_t set = 0; set < counts.size(); ++set) {
    const double expected = kDraws * right[set];
    const double off = std::abs(counts[set] - expected) / std::sqrt(expected + 1e-3);
    if (off > furthest) worst = set, furthest = off;
  }
  const std::string name = set_text(worst) + " ";
  finding.came_out = name + base::text(counts[worst], " times");
  finding.was_right = name + base::text("about ", std::round(kDraws * right[worst]), " times");
  finding.cause = "sets come out too often or too seldom: no known mistake";
  for (const WrongDraw& one : known)
    if (drawn_from(counts, one.chances)) {
      finding.cause = one.mistake.cause;
      finding.hint = one.mistake.hint;
      break;
    }
  return finding;
}

}  // namespace tapestry::grader::choosing
