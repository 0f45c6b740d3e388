// Part "omega": the penalty in two forms, and the list of all checks.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/4_multitask_net/grading.hpp"
#include "tests/assignments/4_multitask_net/linear.hpp"
#include "tests/assignments/4_multitask_net/objective_checks.hpp"

namespace tapestry::grader::multitask_net {
namespace {

struct PenaltyCase {
  std::size_t tasks, d;
  double s;
  Numbers w;
};

// As many tasks as features in none of them, so that the axes show.
std::vector<PenaltyCase> penalty_cases(Rng& rng) {
  std::vector<PenaltyCase> cases;
  for (const auto& [tasks, d] : {std::pair<std::size_t, std::size_t>{3, 2}, {2, 4}, {4, 3}, {5, 2}})
    cases.push_back({tasks, d, 0.3 + 3 * uniform_draw(rng), normal_numbers(rng, tasks * d)});
  return cases;
}

Message penalty_answer(const Ask& ask, const PenaltyCase& one, const std::string& function,
                       bool with_gradient) {
  Message request;
  request.set_text("function", function);
  request.set("tasks", double(one.tasks));
  request.set("d", double(one.d));
  request.set("s", one.s);
  request.set("w", one.w);
  if (with_gradient) request.set("gradient", 1);
  return ask("value", request);
}

std::string penalty_text(const PenaltyCase& one, const std::string& function) {
  return base::text(function, "(w, ", list_text({one.s}, 4), ") for ", one.tasks, " tasks of ",
                    one.d, " features, w = ", list_text(one.w, 4));
}

double sum_of_squares_of(const Numbers& x, double centre = 0) {
  double sum = 0;
  for (const double one : x) sum += (one - centre) * (one - centre);
  return sum;
}

double mean_of(const Numbers& x) {
  double sum = 0;
  for (const double one : x) sum += one / double(x.size());
  return sum;
}

Numbers row_of(const PenaltyCase& one, std::size_t t) {
  return {one.w.begin() + std::ptrdiff_t(t * one.d),
          one.w.begin() + std::ptrdiff_t((t + 1) * one.d)};
}

Finding check_omega(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"the mean is that of each task's features, and not that over the tasks",
       "mean(w, {0}, Axis::keep) is one row"},
      {"the mean is one number, that of all elements", "the mean task is a row of d numbers"},
      {"it is divided by the number of tasks", "s times a sum: that is no variance"},
      {"it is divided by the number of tasks less 1", "s times a sum: that is no variance"},
      {"s is missing", "s times the sum"},
      {"the distances are not squared", "the squared length of w_t - mean"},
      {"it draws the weights to 0, and not to their mean: that is ridge", "w_t - mean"},
      {"the mean of the squares is taken, and not their sum", "sum, not mean"},
      {"the mean is the sum of the tasks", "divide by the number of tasks"}});
  for (const PenaltyCase& one : penalty_cases(rng)) {
    const double right = mean_penalty(one.w, one.d, one.s), tasks = double(one.tasks);
    double of_features = 0, lengths = 0;
    const Numbers from_mean = mean_penalty_gradient(one.w, one.d, 0.5);
    for (std::size_t t = 0; t < one.tasks; ++t) {
      const Numbers row = row_of(one, t);
      of_features += one.s * sum_of_squares_of(row, mean_of(row));
      lengths += one.s * length_of({from_mean.begin() + std::ptrdiff_t(t * one.d),
                                    from_mean.begin() + std::ptrdiff_t((t + 1) * one.d)});
    }
    double of_sum = 0;
    for (std::size_t i = 0; i < one.w.size(); ++i) {
      const double mean = one.w[i] - from_mean[i];
      of_sum += one.s * (one.w[i] - tasks * mean) * (one.w[i] - tasks * mean);
    }
    comparison.add(penalty_text(one, "omega"),
                   penalty_answer(ask, one, "omega", false).numbers("value"), {right},
                   {{of_features},
                    {one.s * sum_of_squares_of(one.w, mean_of(one.w))},
                    {right / tasks},
                    {right / (tasks - 1)},
                    {right / one.s},
                    {lengths},
                    {one.s * sum_of_squares_of(one.w)},
                    {right / double(one.w.size())},
                    {of_sum}});
  }
  return comparison.finding();
}

Finding check_pairs(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"each pair is counted once where it should be twice, or the other factor is missing: half",
       "the sum has T times T terms, and in front is s / (2 T)"},
      {"it is twice as much: s / T in front of all T times T pairs", "s / (2 T)"},
      {"it is not divided by the number of tasks", "s / (2 T)"},
      {"the distances are not squared", "the squared length of w_t - w_u"},
      {"only neighbours are compared, task t with task t - 1", "all pairs"},
      {"it is 0, whatever w is: in whole numbers 1 / (2 * T) is 0", "s / (2.0 * T)"}});
  for (const PenaltyCase& one : penalty_cases(rng)) {
    const double right = mean_penalty(one.w, one.d, one.s), tasks = double(one.tasks);
    double lengths = 0, neighbours = 0;
    for (std::size_t t = 0; t < one.tasks; ++t)
      for (std::size_t u = 0; u < one.tasks; ++u) {
        Numbers distance = row_of(one, t);
        for (std::size_t j = 0; j < one.d; ++j) distance[j] -= one.w[u * one.d + j];
        lengths += one.s / (2 * tasks) * length_of(distance);
        if (t == u + 1) neighbours += one.s / (2 * tasks) * sum_of_squares_of(distance);
      }
    comparison.add(penalty_text(one, "pairwise"),
                   penalty_answer(ask, one, "pairwise", false).numbers("value"), {right},
                   {{right / 2}, {2 * right}, {tasks * right}, {lengths}, {neighbours}, {0}});
  }
  return comparison.finding();
}

Finding check_penalty_gradient(const Ask& ask, Rng& rng, const std::string& function) {
  Comparison comparison(std::vector<Mistake>{
      {"no gradient comes back: it was computed in numbers, and the tape has not seen it",
       "ops on Vars from w to the result, without value() on the way"}});
  bool no_slope = true, value_is_right = true;  // NaN wherever it is wrong
  for (const PenaltyCase& one : penalty_cases(rng)) {
    const Numbers right = mean_penalty_gradient(one.w, one.d, one.s);
    const Message answer = penalty_answer(ask, one, function, true);
    const Numbers& came_out = answer.numbers("gradient");
    value_is_right =
        value_is_right && agree(answer.numbers("value"), {mean_penalty(one.w, one.d, one.s)}, 1e-9);
    no_slope = no_slope && std::ranges::any_of(came_out, [](double g) { return std::isnan(g); });
    comparison.add("the gradient of " + penalty_text(one, function), came_out, right,
                   {Numbers(right.size(), 0)});
  }
  Finding finding = comparison.finding();
  if (finding.right) return finding;
  if (!value_is_right) {
    finding.cause = "its value is wrong, and so the gradient is that of something else";
    finding.hint = "first mend the value";
  } else if (no_slope) {
    finding.cause = "a NaN where the value is right: a square root has no slope at 0";
    finding.hint = "the squared length needs no root; the distance of a row from itself is 0";
  }
  return finding;
}

Finding check_omega_gradient(const Ask& ask, Rng& rng) {
  return check_penalty_gradient(ask, rng, "omega");
}

Finding check_pairs_gradient(const Ask& ask, Rng& rng) {
  return check_penalty_gradient(ask, rng, "pairwise");
}

}  // namespace

Part omega_part() {
  const std::string value_hint = "first mend the value";
  const std::string minimum_hint =
      "if the objective is right: the handout's hint has a rate, and says when to stop";
  const std::string slow = "too many steps, or steps that are too short";
  return {"omega",
          {"omega.hpp"},
          "workers/omega.cpp",
          {{"omega", 4, check_omega, "chapter 9, \"The idea\""},
           {"its gradient", 2, check_omega_gradient, value_hint},
           {"pairwise", 3, check_pairs, "the handout, \"The maths\""},
           {"the gradient of pairwise", 2, check_pairs_gradient, value_hint},
           {"the losses", 4, check_losses, "the handout, \"Part `omega`\", task 3"},
           {"the objective", 2, check_objective,
            "the losses plus omega, and a gradient of both: ops on Vars all the way from w"},
           {"each task alone", 2, check_alone, minimum_hint, "", slow, 4},
           {"in between", 4, check_between, minimum_hint, "", slow, 4},
           {"nearly one task", 2, check_strong, minimum_hint, "", slow, 4}}};
}

}  // namespace tapestry::grader::multitask_net
