// Part "free": log Z, marginals, log P(T) and draws over all sets.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/5_choosing_tasks/draws.hpp"
#include "tests/assignments/5_choosing_tasks/grading.hpp"

namespace tapestry::grader::choosing {
namespace {

const std::string kCoin = "chapter 10, \"A coin a task\": ";

std::string at_scores(const Numbers& scores) { return " at scores " + list_text(scores); }

Message request_at(const Numbers& scores) {
  Message request;
  request.set("scores", scores);
  return request;
}

std::vector<Numbers> lists_of_scores(Rng& rng) {
  std::vector<Numbers> out = {{1, 2}, random_scores(rng, 1, 0.5, 2), random_scores(rng, 3, -2, 2)};
  for (int i = 0; i < 3; ++i) out.push_back(random_scores(rng, 6, -3, 3));
  return out;
}

double sigmoid_of(double s) { return 1 / (1 + std::exp(-s)); }

double softmax_log_sum(const Numbers& scores) {
  double sum = 0;
  for (const double s : scores) sum += std::exp(s);
  return std::log(sum);
}

Numbers each_score(const Numbers& scores, const std::function<double(double)>& f) {
  Numbers out;
  for (const double s : scores) out.push_back(f(s));
  return out;
}

Finding check_free_log_z(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"it is Z, and not its logarithm", "log_partition gives log Z"},
      {"it is the logarithm of the summed weights of single tasks: a softmax's, and not that of "
       "all "
       "sets",
       kCoin + "each task doubles the sets: a product of factors 1 + e^s"},
      {"the empty set is missing, whose weight is 1", kCoin + "a factor 1 + e^s a task"},
      {"the 1 of each factor is missing: that is the weight of the set of all tasks alone",
       kCoin + "a factor 1 + e^s a task"},
      {"the sign is the wrong way round: it is log(1 / Z)", "log_partition gives log Z"},
      {"log(1 + e^s) is taken for max(s, 0)", "the rest is log(1 + e^-|s|)"}});
  for (const Numbers& scores : lists_of_scores(rng)) {
    const double right = log_z(scores, all_sets(scores.size()));
    double sum = 0, positive = 0;
    for (const double s : scores) sum += s, positive += std::max(s, 0.0);
    comparison.add("log_partition" + at_scores(scores),
                   ask("log_partition", request_at(scores)).numbers("out"), {right},
                   {{std::exp(right)},
                    {softmax_log_sum(scores)},
                    {std::log(std::exp(right) - 1)},
                    {sum},
                    {-right},
                    {positive}});
  }
  return comparison.finding();
}

Finding check_free_marginals(const Ask& ask, Rng& rng) {
  const std::string hint = kCoin + "the sigmoid of the task's own score";
  Comparison comparison(std::vector<Mistake>{
      {"it is the softmax over the tasks, which adds up to 1: as if one task were drawn", hint},
      {"it is the probability that the task is out", hint},
      {"it is the probability of the set that has this task alone", hint},
      {"it is e^s, the odds: to be divided by 1 + e^s", hint},
      {"it is the logarithm of the marginal", "marginals gives probabilities"},
      {"all are 1/2, whatever the scores", hint}});
  for (const Numbers& scores : lists_of_scores(rng)) {
    const std::size_t n = scores.size();
    const std::vector<Bits> sets = all_sets(n);
    const Numbers right = in_set(n, sets, chances(scores, sets));
    const double log_sum = softmax_log_sum(scores), log_all = log_z(scores, sets);
    comparison.add(
        "marginals" + at_scores(scores), ask("marginals", request_at(scores)).numbers("out"), right,
        {each_score(scores, [&](double s) { return std::exp(s - log_sum); }),
         each_score(scores, [](double s) { return sigmoid_of(-s); }),
         each_score(scores, [&](double s) { return std::exp(s - log_all); }),
         each_score(scores, [](double s) { return std::exp(s); }),
         each_score(scores, [](double s) { return std::log(sigmoid_of(s)); }), Numbers(n, 0.5)});
  }
  return comparison.finding();
}

Finding check_free_log_p(const Ask& ask, Rng& rng) {
  const std::string hint = kCoin + "a factor for each task, whether it is in or out";
  Comparison comparison(std::vector<Mistake>{
      {"the tasks that are out are passed over: each has its factor 1 / (1 + e^s)", hint},
      {"it is P(T), and not its logarithm", "log_probability gives log P(T)"},
      {"log Z is not taken off: it is the logarithm of the set's weight", hint},
      {"in and out are the wrong way round", hint},
      {"log Z is added, where it must be taken off", hint},
      {"the set's scores count as a softmax: log Z is not that of all sets", hint}});
  for (const Numbers& scores : lists_of_scores(rng))
    for (const Bits set : some_sets(scores.size(), rng)) {
      Message request = request_at(scores);
      request.set("tasks", tasks_of(set));
      const double weight = log_weight(scores, set), all = log_z(scores, all_sets(scores.size())),
                   right = weight - all;
      double in_only = 0;
      for (const double t : tasks_of(set))
        in_only += std::log(sigmoid_of(scores[static_cast<Bits>(t)]));
      const Bits others = ~set & ((Bits{1} << scores.size()) - 1);
      comparison.add("log_probability of " + set_text(set) + at_scores(scores),
                     ask("log_probability", request).numbers("out"), {right},
                     {{in_only},
                      {std::exp(right)},
                      {weight},
                      {log_weight(scores, others) - all},
                      {weight + all},
                      {weight - softmax_log_sum(scores)}});
      if (set > 8) break;  // of six tasks a few sets are enough
    }
  return comparison.finding();
}

// The chances of all sets for independent coins.
Numbers coins(const Numbers& in) {
  Numbers out(Bits{1} << in.size(), 1);
  for (Bits set = 0; set < out.size(); ++set)
    for (std::size_t t = 0; t < in.size(); ++t) out[set] *= set >> t & 1 ? in[t] : 1 - in[t];
  return out;
}

// Task t is in where one and the same number is below in[t].
Numbers one_number_for_all(const Numbers& in) {
  Numbers out(Bits{1} << in.size(), 0), ends = in;
  ends.insert(ends.end(), {0, 1});
  std::ranges::sort(ends);
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    Bits set = 0;
    for (std::size_t t = 0; t < in.size(); ++t)
      if ((ends[i] + ends[i + 1]) / 2 < in[t]) set |= Bits{1} << t;
    out[set] += ends[i + 1] - ends[i];
  }
  return out;
}

Finding check_free_draws(const Ask& ask, Rng& rng) {
  const std::string hint = kCoin + "a coin of its own for each task";
  // Far from each other, so that no mistake looks like another one.
  const Numbers scores = {1 + 0.4 * uniform_draw(rng), -1.4 + 0.4 * uniform_draw(rng),
                          0.3 + 0.2 * uniform_draw(rng), 2 + 0.4 * uniform_draw(rng)};
  const Numbers in = each_score(scores, sigmoid_of);
  const double log_sum = softmax_log_sum(scores);
  const Numbers soft = each_score(scores, [&](double s) { return std::exp(s - log_sum); });
  Numbers one_task(16, 0);
  Bits likely = 0;
  for (std::size_t t = 0; t < 4; ++t) {
    one_task[Bits{1} << t] = soft[t];
    if (scores[t] > 0) likely |= Bits{1} << t;
  }
  const Numbers right = spread(4, all_sets(4), chances(scores, all_sets(4)));
  return check_draws(
      ask, rng, request_at(scores), "scores " + list_text(scores), right,
      {{{"one random number is used for all tasks, whose coins then agree", hint},
        one_number_for_all(in)},
       {{"in and out are the wrong way round", "a task is in where uniform() < its marginal"},
        coins(each_score(scores, [](double s) { return sigmoid_of(-s); }))},
       {{"one task is drawn, by a softmax", hint}, one_task},
       {{"each coin falls by the softmax over the tasks", hint}, coins(soft)},
       {{"the coins are fair, whatever the scores", hint}, coins(Numbers(4, 0.5))},
       {{"the most likely set is drawn, always", hint}, spread(4, {likely}, {1})}});
}

Finding check_free_far_out(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"the digits of a small number are lost, where it is added to 1 or taken from 1",
       "std::log1p(e) is log(1 + e) with all its digits; e^s / (1 + e^s) has them, and "
       "1 - 1 / (1 + e^s) has not"},
      {"an exponential overflows, or is 0 before a logarithm or a division",
       "log(1 + e^s) = max(s, 0) + log(1 + e^-|s|), whose exponential is never larger than 1"}});
  const double large = 720 + 60 * uniform_draw(rng), small = -40 - uniform_draw(rng);
  const auto lost = [](const Numbers& out, const Numbers& right) {
    bool near = out.size() == right.size();
    for (std::size_t i = 0; near && i < out.size(); ++i)
      near = std::abs(out[i] - right[i]) <= 1e-11 * std::max(1.0, std::abs(right[i]));
    return near;
  };
  const auto compare = [&](const std::string& call, const Message& request, double right) {
    const Numbers out = ask(call, request).numbers("out");
    const bool finite = std::ranges::all_of(out, [](double x) { return std::isfinite(x); });
    const bool near = lost(out, {right});
    // Of a logarithm of a probability the digits after the point are what counts.
    if (near && call == "log_probability") return;
    // Who lets an exponential overflow mostly loses digits, too; and who does not, mostly has them.
    comparison.add(
        call + at_scores(request.numbers("scores")) +
            (request.has("tasks") ? ", T = {" + list_text(request.numbers("tasks")) + "}" : ""),
        out, {right},
        {near ? out : Numbers{},
         near || !finite || std::abs(request.numbers("scores")[0]) > 600 ? out : Numbers{}});
  };
  for (const double s : {700.0, -700.0, large, -large, small}) {
    const double log_one = s > 0 ? s : std::exp(s);  // log(1 + e^s), to the last digit
    compare("log_partition", request_at({s}), log_one);
    compare("marginals", request_at({s}), s > 0 ? 1 : std::exp(s));
    Message in = request_at({s}), out = request_at({s});
    in.set("tasks", Numbers{0});
    out.set("tasks", Numbers{});
    compare("log_probability", in, s > 0 ? -std::exp(-s) : s);
    compare("log_probability", out, -log_one);
  }
  compare("log_partition", request_at({large, large, 700}), 2 * large + 700);
  return comparison.finding();
}

// Two kinds of tasks, so that sums are known: nobody goes through 2^100000 sets.
Finding check_free_many(const Ask& ask, Rng& rng) {
  const double a = 1 + uniform_draw(rng), b = -1 - uniform_draw(rng);
  constexpr std::size_t kEach = 50'000;
  Numbers scores(kEach, a), right(kEach, sigmoid_of(a));
  scores.insert(scores.end(), kEach, b);
  right.insert(right.end(), kEach, sigmoid_of(b));
  Comparison sum(
      std::vector<Mistake>{{"Z itself is multiplied up, which is more than a double holds",
                            "the logarithm of a product is a sum"}});
  const Numbers out = ask("log_partition", request_at(scores)).numbers("out");
  const std::string tried =
      base::text(" of 100,000 tasks, half with a score of ", a, " and half with ", b);
  const bool infinite = std::ranges::any_of(out, [](double x) { return !std::isfinite(x); });
  sum.add("log_partition" + tried, out,
          {kEach * (std::log1p(std::exp(a)) + std::log1p(std::exp(b)))},
          {infinite ? out : Numbers{}});
  if (!sum.right()) return sum.finding();
  Comparison in;
  in.add("marginals" + tried, ask("marginals", request_at(scores)).numbers("out"), right);
  return in.finding();
}

}  // namespace

Part free_part() {
  return {"free",
          {"free.hpp"},
          "workers/free.cpp",
          {{"log Z", 5, check_free_log_z, kCoin + "a product of n factors"},
           {"marginals", 5, check_free_marginals, kCoin + "independent coins"},
           {"log P(T)", 5, check_free_log_p, kCoin + "a factor a task"},
           {"draws", 7, check_free_draws, kCoin + "a coin of its own for each task"},
           {"far out", 5, check_free_far_out, "try one task with a score of 800, and of -800"},
           {"100,000 tasks", 3, check_free_many, kCoin + "n factors, and not 2^n terms", "",
            "the sets are gone through one by one"}}};
}

}  // namespace tapestry::grader::choosing
