// Part "omega": the objective, and where it is smallest.
#include "tests/assignments/4_multitask_net/objective_checks.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/4_multitask_net/linear.hpp"

namespace tapestry::grader::multitask_net {
namespace {

LinearCase random_tasks(Rng& rng, const std::vector<std::size_t>& rows, std::size_t d) {
  return random_linear(rng, normal_numbers(rng, rows.size() * d), d, rows, 0.3);
}

std::vector<LinearCase> linear_cases(Rng& rng) {
  return {random_tasks(rng, {20, 30, 25}, 3), random_tasks(rng, {25, 18, 32, 22}, 2)};
}

std::string linear_text(const LinearCase& one, double s) {
  std::string rows;
  for (const Regression& task : one.tasks)
    rows += (rows.empty() ? "" : ", ") + std::to_string(task.rows);
  return base::text(one.tasks.size(), " tasks of ", rows, " rows and ", one.d,
                    " features, s = ", list_text({s}, 4));
}

Message objective_answer(const Ask& ask, const LinearCase& one, const Numbers& w, double s) {
  Message request = request_of(one);
  request.set_text("function", "objective");
  request.set("s", s);
  request.set("w", w);
  request.set("gradient", 1);
  return ask("value", request);
}

// The squared errors of each prediction with each answer.
double crossed_errors(const LinearCase& one, const Numbers& w) {
  double sum = 0;
  for (std::size_t t = 0; t < one.tasks.size(); ++t) {
    const Regression& task = one.tasks[t];
    for (std::size_t i = 0; i < task.rows; ++i) {
      double predicted = 0;
      for (std::size_t j = 0; j < one.d; ++j) predicted += task.x[i * one.d + j] * w[t * one.d + j];
      for (const double y : task.y) sum += (predicted - y) * (predicted - y);
    }
  }
  return sum;
}

// ---- Its minimum.

// `x`, or what it is nearly: an iteration ends at some distance.
Numbers snapped(const Numbers& x, const std::vector<Numbers>& to) {
  for (const Numbers& one : to) {
    if (one.size() != x.size()) continue;
    Numbers difference = x;
    for (std::size_t i = 0; i < x.size(); ++i) difference[i] -= one[i];
    if (length_of(difference) <= 1e-5 * length_of(one)) return one;
  }
  return x;
}

bool finite(const Numbers& w) {
  return std::ranges::all_of(w, [](double one) { return std::isfinite(one); });
}

Finding check_minimum(const Ask& ask, Rng& rng, double lowest, double highest) {
  std::vector<Mistake> mistakes = {
      {"each task is drawn to 0, and not to the mean of the tasks", "omega, not ridge"},
      {"each task's loss is a mean over its rows", "the sum of squares"},
      {"s counts only in part: it is divided by the number of tasks", "the gradient of omega"},
      {"it is the minimum for s = 0: each task alone", "s * the squared distances from the mean"},
      {"it is the pooled minimum: one w for all tasks", "that is the limit for an infinite s"}};
  if (highest == 0)
    mistakes = {{"it is the pooled minimum: one w for all tasks",
                 "s = 0: the tasks have nothing to do with each other"}};
  Comparison comparison(mistakes, 1e-8);
  bool diverged = false, near = true;
  for (const LinearCase& one : linear_cases(rng)) {
    const double s = lowest + (highest - lowest) * uniform_draw(rng);
    Message request = request_of(one);
    request.set("s", s);
    const Numbers w = ask("minimum", request).numbers("w");
    Numbers weights;
    for (const Regression& task : one.tasks) weights.push_back(1 / double(task.rows));
    const Numbers right = minimum_of(one, s), pooled = pooled_minimum(one);
    std::vector<Numbers> mistaken = {pooled};
    if (highest > 0)
      mistaken = {minimum_of(one, s, true), minimum_of(one, s, false, weights),
                  minimum_of(one, s / double(one.tasks.size())), minimum_of(one, 0), pooled};
    std::vector<Numbers> all = {right};
    all.insert(all.end(), mistaken.begin(), mistaken.end());
    comparison.add("the minimiser of " + linear_text(one, s), snapped(w, all), right, mistaken);
    if (!finite(w)) diverged = true;
    Numbers off = right;
    for (std::size_t i = 0; i < std::min(w.size(), off.size()); ++i) off[i] -= w[i];
    if (w.size() != right.size() || length_of(off) > 0.2 * length_of(right)) near = false;
  }
  Finding finding = comparison.finding();
  if (finding.right) return finding;
  if (diverged) {
    finding.cause = "the steps diverge: the rate is too large for this s, or they go uphill";
    finding.hint = "w - rate * gradient; the handout's hint has a rate which cannot diverge";
  } else if (near && finding.hint.empty()) {
    finding.cause = "it is near, and not there: the steps end too early";
    finding.hint = "more steps: until the gradient is 1e-9 of the first one";
  }
  return finding;
}

}  // namespace

Finding check_losses(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"each task's loss is a mean over its rows",
       "a sum of squares: tasks with more rows weigh more"},
      {"it is the mean over the tasks", "the sum over the tasks"},
      {"every task is predicted with task 0's weights", "row t of w"},
      {"each prediction is compared with each answer: [n x 1] against [n] broadcasts to [n x n]",
       "reshape the product to [n]"},
      {"it is halved", "there is no 1/2 in front of the squares"},
      {"only the first task counts", "the sum over the tasks"}});
  for (const LinearCase& one : linear_cases(rng)) {
    const Numbers w = normal_numbers(rng, one.tasks.size() * one.d);
    const Numbers errors = squared_errors(one, w);
    Numbers same;
    for (std::size_t i = 0; i < w.size(); ++i) same.push_back(w[i % one.d]);
    double right = 0, means = 0, of_first = 0;
    for (std::size_t t = 0; t < errors.size(); ++t) {
      right += errors[t];
      means += errors[t] / double(one.tasks[t].rows);
      of_first += squared_errors(one, same)[t];
    }
    comparison.add("objective(w, tasks, 0) of " + linear_text(one, 0),
                   objective_answer(ask, one, w, 0).numbers("value"), {right},
                   {{means},
                    {right / double(errors.size())},
                    {of_first},
                    {crossed_errors(one, w)},
                    {right / 2},
                    {errors[0]}});
  }
  return comparison.finding();
}

Finding check_objective(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"omega is added once for each task", "one omega for all tasks: outside of the loop"},
      {"omega is left out", "the sum of the losses, plus omega(w, s)"},
      {"no gradient comes back: something is computed in numbers",
       "ops on Vars from w to the result"},
      {"no gradient comes back from the losses: they are computed in numbers",
       "the rows of w by ops on w itself, such as narrow(w, 0, t, 1)"}});
  for (const LinearCase& one : linear_cases(rng)) {
    const double s = 1 + 9 * uniform_draw(rng), tasks = double(one.tasks.size());
    const Numbers w = normal_numbers(rng, one.tasks.size() * one.d);
    const Message answer = objective_answer(ask, one, w, s);
    const auto with = [&](double strength, bool has_gradient) {
      Numbers out = squared_error_gradient(one, w);
      const Numbers more = mean_penalty_gradient(w, one.d, strength);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = has_gradient ? out[i] + more[i] : 0;
      double value = mean_penalty(w, one.d, strength);
      for (const double error : squared_errors(one, w)) value += error;
      out.insert(out.begin(), value);
      return out;
    };
    Numbers of_omega_alone = mean_penalty_gradient(w, one.d, s);
    of_omega_alone.insert(of_omega_alone.begin(), with(s, true)[0]);
    Numbers came_out = answer.numbers("value");
    append(came_out, answer.numbers("gradient"));
    comparison.add("objective and its gradient at w: " + linear_text(one, s), came_out,
                   with(s, true),
                   {with(tasks * s, true), with(0, true), with(s, false), of_omega_alone});
  }
  return comparison.finding();
}

Finding check_alone(const Ask& ask, Rng& rng) { return check_minimum(ask, rng, 0, 0); }

Finding check_between(const Ask& ask, Rng& rng) { return check_minimum(ask, rng, 5, 30); }

Finding check_strong(const Ask& ask, Rng& rng) { return check_minimum(ask, rng, 900, 1000); }

}  // namespace tapestry::grader::multitask_net
