// Part "exactly_k": draws, k of 0 and of all, scores of 700, and many tasks.
#include <algorithm>
#include <cmath>

#include "tests/assignments/5_choosing_tasks/draws.hpp"
#include "tests/assignments/5_choosing_tasks/of_k.hpp"
#include "tests/assignments/5_choosing_tasks/plackett_luce.hpp"

namespace tapestry::grader::choosing {
namespace {

// Task after task with the coin of its own marginal, until there are k.
Numbers coins_until_k(const Numbers& in, std::size_t k) {
  const std::size_t n = in.size();
  Numbers out(Bits{1} << n, 0);
  for (Bits set = 0; set < out.size(); ++set) {
    double p = 1;
    std::size_t taken = 0;
    for (std::size_t t = 0; t < n && taken < k; ++t) {
      const bool is_in = set >> t & 1;
      p *= is_in ? in[t] : 1 - in[t];
      taken += is_in;
      if (taken == k && set >> (t + 1) != 0) p = 0;  // nothing is drawn after the k-th
    }
    out[set] = p;
  }
  return out;
}

}  // namespace

Finding check_k_draws(const Ask& ask, Rng& rng) {
  const std::string hint = kExactly + "a coin a task, with what can still be made of the rest";
  // Wide apart, so that Gumbel's sets and the right ones are.
  Numbers scores = {2 + 0.3 * uniform_draw(rng), 1 + 0.3 * uniform_draw(rng),
                    -0.2 + 0.3 * uniform_draw(rng), 1.4 + 0.3 * uniform_draw(rng),
                    -0.8 + 0.3 * uniform_draw(rng)};
  const OfK one{scores, 2};
  const std::vector<Bits> sets = one.sets();
  const Numbers in = in_set(5, sets, chances(scores, sets));
  Numbers sigmoids;
  for (const double s : scores) sigmoids.push_back(1 / (1 + std::exp(-s)));
  const Bits top = Bits{1} << 0 | Bits{1} << 3;
  return check_draws(
      ask, rng, one.request(), "k = 2, scores " + list_text(scores),
      spread(5, sets, chances(scores, sets)),
      {{{"these are the sets of Gumbel top-k, or of drawing one task after the other by their "
         "weights",
         "chapter 10, \"Not Gumbel top-k\": the later draws divide by a smaller sum"},
        spread(5, sets, plackett_luce(scores, sets))},
       {{"all sets of k tasks are as likely as each other, whatever the scores", hint},
        spread(5, sets, Numbers(sets.size(), 1 / static_cast<double>(sets.size())))},
       {{"the k highest scores are drawn, always", hint}, spread(5, {top}, {1})},
       {{"a coin a task, of its marginal: the coins are not independent, and sets of other sizes "
         "come out",
         hint},
        coins_until_k(in, 5)},
       {{"a coin a task, of its marginal, until there are k: the later tasks come too late", hint},
        coins_until_k(in, 2)},
       {{"a coin a task, of the sigmoid of its score: sets of other sizes come out", hint},
        coins_until_k(sigmoids, 5)},
       {{"a coin a task, of the sigmoid of its score, until there are k", hint},
        coins_until_k(sigmoids, 2)}});
}

Finding check_k_ends(const Ask& ask, Rng& rng) {
  const Numbers scores = random_scores(rng, 4, -1, 1);
  double sum = 0;
  for (const double s : scores) sum += s;
  for (const std::size_t k : {0U, 4U}) {
    const OfK one{scores, k};
    const Numbers log_sum = {k == 0 ? 0 : sum};
    for (const std::string call : {"log_partition", "marginals", "draw_once"}) {
      const Message answer = ask(call, one.request());
      const Numbers right = call == "log_partition" ? log_sum
                            : call == "marginals"   ? Numbers(4, k == 0 ? 0 : 1)
                            : k == 0                ? Numbers{}
                                                    : Numbers{0, 1, 2, 3};
      const std::string tried = (call == "draw_once" ? "draw" : call) + one.text();
      Comparison comparison;
      if (answer.has_text("refused"))
        return comparison.refused(tried, answer.text("refused"), right, kThrows);
      Numbers out = out_of(answer);
      if (call == "draw_once") std::ranges::sort(out);
      comparison.add(tried, out, right);
      if (comparison.right()) continue;
      Finding finding = comparison.finding();
      finding.cause = k == 0 ? "of 0 tasks there is one set, the empty one, of weight 1"
                             : "of all tasks there is one set, in which all are";
      return finding;
    }
  }
  for (const std::string call : {"log_partition", "marginals", "draw_once"}) {
    const OfK one{scores, 5};
    const Message answer = ask(call, one.request());
    if (!answer.has_text("refused"))
      return {false,
              (call == "draw_once" ? "draw" : call) + one.text(),
              list_text(out_of(answer)),
              "an exception",
              "more tasks are asked for than there are, and it is not refused",
              "throw std::invalid_argument"};
  }
  return {};
}

Finding check_k_far_out(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"an exponential overflows, or is 0 before a logarithm or a division",
       "keep log e_j in place of e_j, and add by log(e^a + e^b) = max + log(1 + e^-|a - b|)"},
      {"digits are lost in a difference of nearly equal numbers",
       "do not take a task out of e_k again by subtraction: sums from both ends meet at it"}});
  // All large; all small; and wide apart, where what is subtracted again has swallowed the rest.
  for (const OfK& one :
       {OfK{random_scores(rng, 5, 697, 703), 3}, OfK{random_scores(rng, 5, -703, -697), 3},
        OfK{{700, -700, 3, 350 + uniform_draw(rng), 1 + uniform_draw(rng)}, 2},
        OfK{{40 + uniform_draw(rng), 0, -1 + uniform_draw(rng), -40, 1}, 3}}) {
    const std::vector<Bits> sets = one.sets();
    const Numbers in = in_set(5, sets, chances(one.scores, sets));
    for (const std::string call : {"log_partition", "marginals"}) {
      const Message answer = ask(call, one.request());
      const Numbers right = call == "marginals" ? in : Numbers{log_z(one.scores, sets)};
      if (answer.has_text("refused"))
        return comparison.refused(call + one.text(), answer.text("refused"), right, kThrows);
      const Numbers out = out_of(answer);
      const bool finite = std::ranges::all_of(out, [](double x) { return std::isfinite(x); }) &&
                          std::ranges::any_of(out, [](double x) { return x != 0; });
      comparison.add(call + one.text(), out, right,
                     {finite ? Numbers{} : out, finite ? out : Numbers{}});
    }
  }
  return comparison.finding();
}

// Two kinds of tasks, m of each: how many of the first kind are drawn says all.
Finding check_k_many(const Ask& ask, Rng& rng) {
  constexpr double kEach = 100, kDrawn = 50;
  const double a = 1 + uniform_draw(rng), b = -uniform_draw(rng);
  const auto log_choose = [](double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  };
  Numbers terms;
  for (double j = 0; j <= kDrawn; ++j)
    terms.push_back(log_choose(kEach, j) + log_choose(kEach, kDrawn - j) + j * a +
                    (kDrawn - j) * b);
  const double largest = *std::ranges::max_element(terms);
  double sum = 0, first = 0;
  for (std::size_t j = 0; j < terms.size(); ++j) {
    const double weight = std::exp(terms[j] - largest);
    sum += weight;
    first += weight * static_cast<double>(j);
  }
  OfK one{Numbers(100, a), 50};
  one.scores.insert(one.scores.end(), 100, b);
  Numbers in(100, first / sum / kEach);
  in.insert(in.end(), 100, (kDrawn - first / sum) / kEach);
  const std::string tried =
      base::text(" of 50 of 200 tasks, half with a score of ", a, " and half with ", b);
  Comparison comparison({}, 1e-8);
  for (const std::string call : {"log_partition", "marginals"}) {
    const Message answer = ask(call, one.request());
    const Numbers right = call == "marginals" ? in : Numbers{largest + std::log(sum)};
    if (answer.has_text("refused"))
      return comparison.refused(call + tried, answer.text("refused"), right, kThrows);
    comparison.add(call + tried, out_of(answer), right);
  }
  return comparison.finding();
}

}  // namespace tapestry::grader::choosing
