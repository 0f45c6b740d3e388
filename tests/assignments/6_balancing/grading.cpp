#include "tests/assignments/6_balancing/grading.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/6_balancing/three_bowls.hpp"

namespace tapestry::grader {
namespace balancing {
namespace {

// A method may iterate to an answer, so its properties need to hold only so far.
constexpr double kNearly = 1e-3;

double length_of(const std::vector<double>& g) { return std::sqrt(dot(g, g)); }

Rows directions_of(const Ask& ask, const std::vector<Rows>& problems) {
  Message request;
  std::vector<double> all;
  for (const Rows& gradients : problems)
    for (const std::vector<double>& g : gradients) all.insert(all.end(), g.begin(), g.end());
  request.set("gradients", all);
  request.set("problems", double(problems.size()));
  request.set("tasks", double(problems[0].size()));
  const Message answer = ask("combine", request);
  const std::vector<double>& flat = answer.numbers("directions");
  const std::size_t n = problems[0][0].size();
  Rows out;
  for (std::size_t p = 0; p < problems.size() && (p + 1) * n <= flat.size(); ++p)
    out.emplace_back(flat.begin() + std::ptrdiff_t(p * n),
                     flat.begin() + std::ptrdiff_t((p + 1) * n));
  if (out.size() != problems.size()) throw std::out_of_range("directions");
  return out;
}

std::vector<double> direction_of(const Ask& ask, const Rows& gradients) {
  return directions_of(ask, {gradients})[0];
}

std::string text_of_rows(const Rows& gradients) {
  std::string out;
  for (const std::vector<double>& g : gradients)
    out += (out.empty() ? "(" : ", (") + list_text(g, 4) + ")";
  return "the gradients " + out;
}

Rows random_rows(Rng& rng, std::size_t tasks, std::size_t n, double spread = 1) {
  NormalDraw normal;
  Rows rows;
  for (std::size_t t = 0; t < tasks; ++t) {
    std::vector<double> g;
    const double size = std::pow(10, spread * (2 * uniform_draw(rng) - 1));
    for (std::size_t i = 0; i < n; ++i) g.push_back(size * normal(rng));
    rows.push_back(g);
  }
  return rows;
}

// What is often written in place of a method.
std::vector<Mistake> usual() {
  return {{"it is the mean of the gradients", "the mean helps whoever is largest: see the handout"},
          {"it is the sum of the gradients", "the sum helps whoever is largest: see the handout"},
          {"it is the first task's gradient", "each task has a say"},
          {"it is the last task's gradient", "each task has a say"},
          {"it is 0", "where all can gain, the direction must not be 0"}};
}

std::vector<std::vector<double>> usual_of(const Rows& gradients) {
  const std::vector<double> mean = mean_gradient(gradients);
  std::vector<double> sum = mean;
  for (double& x : sum) x *= double(gradients.size());
  return {mean, sum, gradients.front(), gradients.back(), std::vector<double>(mean.size(), 0)};
}

Finding check_one_task(const Ask& ask, Rng& rng) {
  Comparison comparison(
      {{"the length is lost: the direction is made a unit vector",
        "of one task, the direction is its gradient, which has a length"},
       {"the sign is the wrong way round: the program walks against what you return",
        "return a gradient, and not a step"}},
      kNearly);
  for (int i = 0; i < 5; ++i) {
    const Rows rows = random_rows(rng, 1, 3);
    std::vector<double> unit = rows[0], against = rows[0];
    for (double& x : unit) x /= length_of(rows[0]);
    for (double& x : against) x = -x;
    comparison.add(text_of_rows(rows), direction_of(ask, rows), rows[0], {unit, against});
  }
  return comparison.finding();
}

Finding check_equal(const Ask& ask, Rng& rng) {
  Comparison comparison({{"it is the sum: with equal gradients it grows with the number of tasks",
                          "of equal gradients the direction is that gradient"},
                         {"it is 0: perhaps a system of equations that has no single solution here",
                          "equal gradients make the matrix of their products singular"}},
                        kNearly);
  for (std::size_t tasks = 2; tasks < 5; ++tasks) {
    const std::vector<double> g = random_rows(rng, 1, 3)[0];
    std::vector<double> sum = g;
    for (double& x : sum) x *= double(tasks);
    const Rows rows(tasks, g);
    comparison.add(text_of_rows(rows), direction_of(ask, rows), g, {sum, {0, 0, 0}});
  }
  return comparison.finding();
}

Finding check_no_conflict(const Ask& ask, Rng& rng) {
  Finding finding;
  Comparison known(usual(), 1e-6);  // to name what it is, where it is wrong
  std::vector<Rows> cases = {{{1, 0}, {-0.9, 0.1}}, {{1, 0}, {-50, 1}}, {{1, 0}, {-2, 0}}};
  for (std::size_t tasks = 2; tasks < 6; ++tasks)
    for (int i = 0; i < 5; ++i) cases.push_back(random_rows(rng, tasks, 6));
  for (const Rows& rows : cases) {
    const std::vector<double> g = direction_of(ask, rows);
    std::vector<double> products;
    double longest = 0;
    for (const std::vector<double>& row : rows) longest = std::max(longest, length_of(row));
    const bool is_zero = length_of(g) <= 1e-9 * longest;  // but for rounding
    bool conflicts = !std::isfinite(length_of(g));        // beside it every product is small
    for (const std::vector<double>& row : rows) {
      products.push_back(dot(g, row));
      // Not even a NaN passes.
      conflicts =
          conflicts || (!is_zero && !(products.back() >= -kNearly * length_of(g) * length_of(row)));
    }
    // Where they are independent, some direction helps all: 0 is none.
    const bool idle = rows[0].size() >= 6 && is_zero;
    known.add("", g, conflicts || idle ? std::vector<double>{} : g, usual_of(rows));
    if (!finding.right || !(conflicts || idle)) continue;
    finding.right = false;
    finding.tried = text_of_rows(rows) + ", and the product of each with the direction";
    finding.came_out = list_text(products);
    finding.was_right = idle ? "a direction that is not 0" : "no product below 0";
    finding.cause = "a step against the direction makes the loss of a task larger";
  }
  if (!finding.right && known.finding().hint != "") {
    finding.cause = known.finding().cause;
    finding.hint = known.finding().hint;
  } else if (!finding.right) {
    finding.hint = "the handout, \"Four ways\": which of them promise this?";
  }
  return finding;
}

Finding check_order(const Ask& ask, Rng& rng) {
  Comparison comparison({}, kNearly);
  for (std::size_t tasks = 2; tasks < 6; ++tasks)
    for (int i = 0; i < 3; ++i) {
      Rows rows = random_rows(rng, tasks, 6);
      const std::vector<double> g = direction_of(ask, rows);
      std::ranges::rotate(rows, rows.begin() + 1);
      comparison.add(
          "a direction, and the one of the same gradients in another order: " + text_of_rows(rows),
          direction_of(ask, rows), g);
    }
  Finding finding = comparison.finding();
  if (!finding.right) {
    finding.cause = "the answer depends on the order of the tasks";
    finding.hint =
        "a projection that changes what later ones see? a random order? the first task treated "
        "unlike the others?";
  }
  return finding;
}

Finding check_scale(const Ask& ask, Rng& rng) {
  Comparison comparison(
      {{"the direction does not scale with the gradients: it is made a unit vector somewhere",
        "after dividing by lengths, multiply by a length again"}},
      kNearly);
  for (const double factor : {1e-6, 0.01, 100.0, 1e6}) {
    Rows rows = random_rows(rng, 3, 6, 0.3);
    const std::vector<double> once = direction_of(ask, rows);
    std::vector<double> right = once;
    for (double& x : right) x *= factor;
    for (std::vector<double>& row : rows)
      for (double& x : row) x *= factor;
    comparison.add(base::text("three gradients, all multiplied by ", factor),
                   direction_of(ask, rows), right, {once});
  }
  Finding finding = comparison.finding();
  if (!finding.right && finding.hint.empty()) {
    finding.cause =
        "the direction does not scale with the gradients: a threshold or a small number "
        "that is added is absolute";
    finding.hint = "compare with the gradients' own lengths, and not with 1e-8";
  }
  return finding;
}

// The walk on the three bowls, with the student's directions; the process sees gradients alone.
// Of each problem counts the task that has most left: their mean, and what 19 of 20 stay below.
struct Walk {
  double mean = 0, most = 0;
};

Walk walk(const std::vector<ThreeBowls>& problems, const Combine& combine) {
  std::vector<double> worst;
  for (const std::vector<double>& left : what_is_left(problems, combine))
    worst.push_back(*std::ranges::max_element(left));
  std::ranges::sort(worst);
  Walk out;
  for (const double left : worst) out.mean += left / double(worst.size());
  out.most = worst[worst.size() * 19 / 20 - 1];
  return out;
}

Combine asking(const Ask& ask) {
  return [&ask](const std::vector<Rows>& gradients) { return directions_of(ask, gradients); };
}

std::vector<ThreeBowls> problems_of(Rng& rng) {
  std::vector<ThreeBowls> problems;
  for (int i = 0; i < 200; ++i) problems.emplace_back(rng);
  return problems;
}

Finding at_most(double came_out, double most, const std::string& tried, const std::string& cause) {
  Finding finding;
  // Not even a NaN passes.
  if (came_out <= most) return finding;
  return {
      false,
      tried,
      list_text({came_out}, 3),
      base::text("at most ", list_text({most}, 3)),
      cause,
      "print the three losses while you walk on a problem of your own: which one stands still?"};
}

const std::string kTried =
    "200 problems of three tasks, and of each the task that has most of its loss left";

Finding check_better_than_mean(const Ask& ask, Rng& rng) {
  const std::vector<ThreeBowls> problems = problems_of(rng);
  const double came_out = walk(problems, asking(ask)).mean;
  const double mean = walk(problems, [](const std::vector<Rows>& all) {
                        Rows out;
                        for (const Rows& gradients : all) out.push_back(mean_gradient(gradients));
                        return out;
                      }).mean;
  return at_most(came_out, 0.78 * mean,
                 kTried + ": the mean of that part, beside 78 % of the mean gradient's",
                 "the largest task decides, as with the mean");
}

Finding check_nobody_behind(const Ask& ask, Rng& rng) {
  return at_most(walk(problems_of(rng), asking(ask)).most, 0.16,
                 kTried + ": what 19 of 20 problems stay below", "one task is left behind");
}

Finding check_mark(const Ask& ask, Rng& rng) {
  const double came_out = walk(problems_of(rng), asking(ask)).mean;
  Finding finding = at_most(came_out, 0.0725, kTried + ": the mean of that part",
                            "right, but not as good as the mark");
  finding.leader = "percent of the loss that the worst task has lost";
  finding.leader_value = 100 * (1 - came_out);
  return finding;
}

}  // namespace
}  // namespace balancing

Assignment balancing_assignment() {
  using namespace balancing;
  const std::string walk_hint = "the handout, \"Part `walk`\"";
  return {
      6,
      "6_balancing",
      false,
      {},
      {{"combine",
        {"combine.hpp"},
        "workers/combine.cpp",
        {{"one task", 5, check_one_task, "of one task, the direction is its gradient"},
         {"equal gradients", 10, check_equal, "of equal gradients, the direction is that gradient"},
         {"no task is harmed", 25, check_no_conflict, ""},
         {"the order of the tasks", 10, check_order, ""},
         {"scaling", 10, check_scale, ""}}},
       {"walk",
        {"combine.hpp"},
        "workers/combine.cpp",
        {{"better than the mean", 15, check_better_than_mean, walk_hint},
         {"nobody is left behind", 15, check_nobody_behind, walk_hint},
         {"the mark", 10, check_mark, walk_hint}}}}};
}

}  // namespace tapestry::grader
