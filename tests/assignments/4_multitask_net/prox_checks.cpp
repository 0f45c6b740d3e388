// Part "prox": the proximal step for columns, some steps of the descent, and its end.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/base/error.hpp"
#include "tests/assignments/4_multitask_net/grading.hpp"
#include "tests/assignments/4_multitask_net/linear.hpp"

namespace tapestry::grader::multitask_net {
namespace {

// What is done with a group of weights, given its length and the threshold: the factor for each.
using Factor = double (*)(double length, double threshold);

double soft(double length, double threshold) {
  return length > threshold ? 1 - threshold / length : 0;
}
double without_max(double length, double threshold) { return 1 - threshold / length; }
double hard(double length, double threshold) { return length > threshold; }
double of_square(double, double threshold) { return 1 / (1 + 2 * threshold); }
double by_square(double length, double threshold) {
  return length * length > threshold ? 1 - threshold / (length * length) : 0;
}

enum class Group { column, row, element };

Numbers shrunk(const Numbers& w, std::size_t d, double threshold, Factor factor = soft,
               Group group = Group::column) {
  Numbers out = w;
  for (std::size_t i = 0; i < w.size(); ++i) {
    double squares = 0;
    for (std::size_t k = 0; k < w.size(); ++k)
      if (group == Group::column ? k % d == i % d : group == Group::row ? k / d == i / d : k == i)
        squares += w[k] * w[k];
    out[i] *= factor(std::sqrt(squares), threshold);
  }
  return out;
}

// The columns' lengths are these.
Numbers with_lengths(Rng& rng, std::size_t tasks, const Numbers& lengths) {
  const std::size_t d = lengths.size();
  Numbers w = normal_numbers(rng, tasks * d);
  for (std::size_t j = 0; j < d; ++j) {
    double squares = 0;
    for (std::size_t t = 0; t < tasks; ++t) squares += w[t * d + j] * w[t * d + j];
    for (std::size_t t = 0; t < tasks; ++t) w[t * d + j] *= lengths[j] / std::sqrt(squares);
  }
  return w;
}

Numbers prox_answer(const Ask& ask, const Numbers& w, std::size_t d, double rate, double s) {
  Message request;
  request.set("w", w);
  request.set("d", double(d));
  request.set("tasks", double(w.size() / d));
  request.set("rate", rate);
  request.set("s", s);
  return ask("prox", request).numbers("w");
}

std::string prox_text(const Numbers& w, std::size_t d, double rate, double s) {
  return base::text("prox(w, ", list_text({rate}, 4), ", ", list_text({s}, 4), ") for ",
                    w.size() / d, " tasks of ", d, " features, w = ", list_text(w, 4));
}

Finding check_prox(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"each weight is shrunk by itself: that is the lasso", "the length of a whole column"},
      {"rows are shrunk, and not columns", "a column is a feature: w[0][j], w[1][j], ..."},
      {"it shrinks, but never to 0: the step of a squared length", "the length is not squared"},
      {"the rate is forgotten: it shrinks by s", "the threshold is rate * s"},
      {"s is forgotten: it shrinks by the rate", "the threshold is rate * s"},
      {"short columns change their sign: it goes past 0", "the factor is at least 0"},
      {"the threshold is multiplied by the number of tasks", "the threshold is rate * s"},
      {"the threshold is multiplied by the root of the number of tasks",
       "some books weigh groups by their size; here the threshold is rate * s"},
      {"columns that are kept are not shrunk", "the factor is 1 - rate * s / length"},
      {"the threshold is divided by the squared length", "divide by the length: its root"}});
  for (const std::size_t tasks : {3, 4, 6}) {
    const double rate = 0.1 + 0.3 * uniform_draw(rng), s = 2 + 2 * uniform_draw(rng),
                 cut = rate * s;
    Numbers lengths = {0.4 * cut, 1.4 * cut, 1.9 * cut, 8 * cut, 12 * cut};
    std::ranges::rotate(lengths, lengths.begin() + std::ptrdiff_t(rng() % 5));
    const Numbers w = with_lengths(rng, tasks, lengths);
    comparison.add(prox_text(w, 5, rate, s), prox_answer(ask, w, 5, rate, s), shrunk(w, 5, cut),
                   {shrunk(w, 5, cut, soft, Group::element), shrunk(w, 5, cut, soft, Group::row),
                    shrunk(w, 5, cut, of_square), shrunk(w, 5, s), shrunk(w, 5, rate),
                    shrunk(w, 5, cut, without_max), shrunk(w, 5, double(tasks) * cut),
                    shrunk(w, 5, std::sqrt(double(tasks)) * cut), shrunk(w, 5, cut, hard),
                    shrunk(w, 5, cut, by_square)});
  }
  return comparison.finding();
}

// The columns that must be 0, and nothing of the others.
Finding check_zeros(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"short columns change their sign: it goes past 0", "the factor is at least 0"}});
  Numbers zero_first = with_lengths(rng, 3, {1, 0.3, 2, 0.01});
  for (std::size_t i = 0; i < zero_first.size(); i += 4) zero_first[i] = 0;
  // The last has a column as long as the threshold: 3, 4 and 5.
  const Numbers as_long = {3, 30, 4, 40};
  struct Case {
    Numbers w;
    std::size_t d;
    double rate, s;
  };
  for (const Case& one :
       {Case{zero_first, 4, 0.25, 2}, Case{zero_first, 4, 0.25, 0}, Case{as_long, 2, 0.5, 10}}) {
    const Numbers came_out = prox_answer(ask, one.w, one.d, one.rate, one.s);
    if (came_out.size() != one.w.size()) throw std::out_of_range("w");
    const Numbers right = shrunk(one.w, one.d, one.rate * one.s);
    const Numbers past = shrunk(one.w, one.d, one.rate * one.s, without_max);
    Numbers at_zeros, past_zeros;
    for (std::size_t i = 0; i < right.size(); ++i)
      if (right[i] == 0) {
        at_zeros.push_back(came_out[i]);
        past_zeros.push_back(one.w[i] == 0 ? 0 : past[i]);
      }
    comparison.add("the columns that must be 0 in " + prox_text(one.w, one.d, one.rate, one.s),
                   at_zeros, Numbers(at_zeros.size(), 0), {past_zeros});
  }
  return comparison.finding();
}

// ---- The descent.

// Tasks that use two of five features, and a rate that is short enough for any of them.
struct SparseCase {
  LinearCase tasks;
  double s, rate;
};

SparseCase sparse_case(Rng& rng) {
  Numbers weights(3 * 5, 0);
  const std::size_t first = rng() % 5, second = (first + 1 + rng() % 4) % 5;
  for (std::size_t t = 0; t < 3; ++t)
    for (const std::size_t j : {first, second})
      weights[t * 5 + j] = (1 + uniform_draw(rng)) * (rng() % 2 == 0 ? 1 : -1);
  SparseCase one{random_linear(rng, weights, 5, {28, 36, 32}, 0.3), 35, 0};
  double largest = 0;
  for (const Regression& task : one.tasks.tasks)
    largest = std::max(largest, length_of(task.x) * length_of(task.x));
  one.rate = 1 / (2 * largest);
  return one;
}

Message descent_request(const SparseCase& one, std::size_t steps) {
  Message request = request_of(one.tasks);
  request.set("s", one.s);
  request.set("rate", one.rate);
  request.set("steps", double(steps));
  return request;
}

enum class Turn { none, no_rate, prox_first, no_prox, half, ascent, means, with_slope, prox_last };

Numbers descended(const SparseCase& one, std::size_t steps, Turn turn) {
  Numbers w(3 * 5, 0);
  for (std::size_t step = 0; step < steps; ++step) {
    if (turn == Turn::prox_first) w = shrunk(w, 5, one.rate * one.s);
    Numbers gradient = squared_error_gradient(one.tasks, w);
    for (std::size_t i = 0; i < w.size(); ++i) {
      if (turn == Turn::half) gradient[i] /= 2;
      if (turn == Turn::ascent) gradient[i] *= -1;
      if (turn == Turn::means) gradient[i] /= double(one.tasks.tasks[i / 5].rows);
      if (turn == Turn::with_slope) {
        double squares = 0;
        for (std::size_t t = 0; t < 3; ++t) squares += w[t * 5 + i % 5] * w[t * 5 + i % 5];
        if (squares > 0) gradient[i] += one.s * w[i] / std::sqrt(squares);
      }
    }
    for (std::size_t i = 0; i < w.size(); ++i) w[i] -= one.rate * gradient[i];
    if (turn == Turn::prox_last && step + 1 < steps) continue;
    if (turn != Turn::prox_first && turn != Turn::no_prox && turn != Turn::with_slope)
      w = shrunk(w, 5, turn == Turn::no_rate ? one.s : one.rate * one.s);
  }
  return w;
}

Finding check_steps(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"the proximal step comes before the gradient step", "prox of what the gradient step gives"},
      {"the proximal step forgets the rate", "prox(..., rate, s) shrinks by rate * s"},
      {"there is no proximal step", "w = prox(w - rate * gradient, rate, s)"},
      {"the gradient is half of what it is", "the slope of a square has a 2"},
      {"the step goes up the loss", "w - rate * gradient"},
      {"each task's loss is a mean over its rows", "the sum of squares"},
      {"it is plain descent, with the penalty's slope", "prox in place of the slope: \"Kinks\""},
      {"the proximal step comes once, after the last step", "after each step"}});
  SparseCase one = sparse_case(rng);
  one.s = 2 + uniform_draw(rng);  // so weak that nothing is 0
  for (const std::size_t steps : {1, 2, 3, 6}) {
    std::vector<Numbers> mistaken;
    for (const Turn turn : {Turn::prox_first, Turn::no_rate, Turn::no_prox, Turn::half,
                            Turn::ascent, Turn::means, Turn::with_slope, Turn::prox_last})
      mistaken.push_back(descended(one, steps, turn));
    comparison.add(base::text("w after ", steps, " steps from 0, 3 tasks of 5 features"),
                   ask("descent", descent_request(one, steps)).numbers("w"),
                   descended(one, steps, Turn::none), mistaken);
  }
  return comparison.finding();
}

// Whether 0 is among the subgradients of the objective, column by column.
Finding check_optimum(const Ask& ask, Rng& rng) {
  for (int i = 0; i < 3; ++i) {
    const SparseCase one = sparse_case(rng);
    const Numbers w = ask("descent", descent_request(one, 3000)).numbers("w");
    const std::string tried = "w after 3000 steps, 3 tasks of 5 features of which they use 2";
    if (w.size() != 15) return {false, tried, list_text(w), "15 numbers", "w is [T x d]", ""};
    const Numbers gradient = squared_error_gradient(one.tasks, w);
    for (std::size_t j = 0; j < 5; ++j) {
      Numbers column, slope;
      for (std::size_t t = 0; t < 3; ++t) {
        column.push_back(w[t * 5 + j]);
        slope.push_back(gradient[t * 5 + j]);
      }
      const double length = length_of(column);
      Numbers at_zero = slope;
      for (std::size_t t = 0; t < 3 && length > 0; ++t) at_zero[t] += one.s * column[t] / length;
      // Not even a NaN passes.
      const bool holds =
          length > 0 ? length_of(at_zero) <= 1e-6 * one.s : length_of(slope) <= one.s * (1 + 1e-6);
      if (holds) continue;
      const bool is_short = length > 0 && length_of(slope) < one.s;
      return {false,
              base::text(tried, ": column ", j, ", with the losses' gradient ", list_text(slope)),
              list_text(column),
              is_short     ? "exactly 0"
              : length > 0 ? base::text("a column with gradient + s w / |w| = 0, s = ", one.s)
                           : "a column that is not 0",
              is_short ? "a column that no task needs is not exactly 0"
                       : "this is not where the objective is smallest",
              "first mend prox, and the steps, where they fail; then: exactly as many steps as "
              "asked for"};
    }
  }
  return {};
}

}  // namespace

Part prox_part() {
  return {
      "prox",
      {"prox.hpp"},
      "workers/prox.cpp",
      {{"columns", 4, check_prox, "chapter 9, \"Kinks\""},
       {"zeros", 3, check_zeros, "a column that is at most as long as the threshold becomes 0"},
       {"some steps", 4, check_steps,
        "first mend prox, where it fails; then: one gradient of all weights, and prox of what it "
        "gives"},
       {"the end", 4, check_optimum, "first mend prox, and the steps, where they fail"}}};
}

}  // namespace tapestry::grader::multitask_net
