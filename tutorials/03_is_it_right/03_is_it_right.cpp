// Is it right? Gradients held against differences, and the mistakes that a check lets through.
//
// The page that goes with this program is README.md, beside it. Numbers are doubles here.
#include <cmath>
#include <iostream>
#include <vector>

#include "engine/engine.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/story.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

// [differences]
double f(double x) { return std::exp(x) * std::sin(x); }
double slope(double x) { return std::exp(x) * (std::sin(x) + std::cos(x)); }

double one_sided(double x, double h) { return (f(x + h) - f(x)) / h; }
double central(double x, double h) { return (f(x + h) - f(x - h)) / (2 * h); }
// [differences]

// Relative; the mean over places from 0 to 1.
using Difference = double (*)(double x, double h);
double error_of(Difference difference, double h) {
  double total = 0;
  for (int i = 0; i < 200; ++i) {
    const double x = i / 200.0;
    total += std::abs(difference(x, h) / slope(x) - 1) / 200;
  }
  return total;
}

// Which power of h the error is, between two steps.
double power_of(Difference difference, double from, double to) {
  return std::log(error_of(difference, to) / error_of(difference, from)) / std::log(to / from);
}

void two_errors() {
  Series one{"one-sided", {}, {}}, two{"central", {}, {}};
  for (int k = 2; k <= 26; ++k) {
    const double h = std::pow(10, -k / 2.0);
    one.xs.push_back(h), one.ys.push_back(error_of(one_sided, h));
    two.xs.push_back(h), two.ys.push_back(error_of(central, h));
  }
  LinePlot plot{"Slope of e^x sin x by differences", "step h", "relative error", {one, two}};
  plot.log_x = plot.log_y = true;
  write_plot(output_folder("03_is_it_right") / "error", {plot});

  check_near(power_of(one_sided, 1e-4, 1e-2), 1, "one-sided: the error is like h", 0.05);
  check_near(power_of(central, 1e-3, 1e-1), 2, "central: the error is like h^2", 0.05);
  check_near(power_of(one_sided, 1e-12, 1e-10), -1, "rounding is like 1 / h", 0.2);
  check_near(power_of(central, 1e-12, 1e-9), -1, "rounding is like 1 / h here, too", 0.2);
  check(error_of(one_sided, 1e-8) < 1e-7, "one-sided: at its best below 1e-7");
  check(error_of(central, 1e-5) < 1e-9, "central: at its best below 1e-9");
  std::cout << "One-sided differences: about h^1, at best below 1e-7, near h = 1e-8\n"
            << "Central differences:   about h^2, at best below 1e-9, near h = 1e-5\n";
}

// [check]
// How far the gradients of <u, f(x)> are from central differences, at most.
double worst_error(const FunctionOfVars& function, const std::vector<Tensor>& x, const Tensor& u) {
  const auto value = [&](std::vector<Tensor> at, std::size_t input, std::size_t element, double h) {
    at[input].data()[element] += h;
    return sum(function({Var(at[0]), Var(at[1])}) * Var(u)).item();
  };
  Tape tape;
  const std::vector<Var> leaves = {Var(x[0]), Var(x[1])};
  const std::vector<Tensor> gradients = tape.gradient(function(leaves), leaves, u);
  const NoRecording pause;
  double worst = 0;
  for (std::size_t k = 0; k < 2; ++k)
    for (std::size_t i = 0; i < x[k].size(); ++i) {
      const double numeric = (value(x, k, i, 1e-5) - value(x, k, i, -1e-5)) / 2e-5;
      worst = std::max(worst, std::abs(gradients[k].data()[i] - numeric));
    }
  return worst;
}
// [check]

// [broken]
// x [3 x 4] times w [4], in each row. The pullbacks are what the op is told.
Var weighted(const Var& x, const Var& w, Pullback to_x, Pullback to_w) {
  return record("weighted", x.value() * w.value(), {{x, to_x}, {w, to_w}});
}

Var right(const Var& x, const Var& w) {
  return weighted(
      x, w, [w](const Var& g, const Var&) { return g * w; },
      [x](const Var& g, const Var&) { return sum(g * x, {0}); });
}
Var without_upstream(const Var& x, const Var& w) {  // w where g * w must stand
  return weighted(
      x, w, [w](const Var& g, const Var&) { return broadcast_to(w, g.shape()); },
      [x](const Var& g, const Var&) { return sum(g * x, {0}); });
}
Var not_summed(const Var& x, const Var& w) {  // the first row's part
  return weighted(
      x, w, [w](const Var& g, const Var&) { return g * w; },
      [x](const Var& g, const Var&) { return reshape(narrow(g * x, 0, 0, 1), {4}); });
}
Var kept_elsewhere(const Var& x, const Var& w) {  // the next call overwrites `last`
  static Var last;
  last = x;
  return weighted(
      x, w, [w](const Var& g, const Var&) { return g * w; },
      [](const Var& g, const Var&) { return sum(g * last, {0}); });
}
Var detached(const Var& x, const Var& w) {  // right numbers, whose own gradient is lost
  return weighted(
      x, w, [w](const Var& g, const Var&) { return g * Var::constant(w.value()); },
      [x](const Var& g, const Var&) { return sum(g * x, {0}); });
}
// [broken]

using Op = Var (*)(const Var&, const Var&);
void four_rules() {
  Rng rng(1);
  const std::vector<Tensor> at = {random_normal({3, 4}, rng), random_normal({4}, rng)};
  // [rules]
  const Tensor ones = full({3, 4}, 1), random = random_normal({3, 4}, rng);
  const auto caught_by = [&](Op op) -> std::vector<bool> {
    const FunctionOfVars once = [op](const std::vector<Var>& x) { return op(x[0], x[1]); };
    const FunctionOfVars twice = [op](const std::vector<Var>& x) {
      return op(x[0], x[1]) + op(2 * x[0], x[1]);
    };
    return {worst_error(once, at, ones) > 1e-7, worst_error(once, at, random) > 1e-7,
            worst_error(twice, at, random) > 1e-7, !check_gradient("weighted", once, at).passed};
  };
  // [rules]
  const std::vector<std::pair<std::string, Op>> ops = {{"right", right},
                                                       {"without the upstream", without_upstream},
                                                       {"not summed", not_summed},
                                                       {"kept elsewhere", kept_elsewhere},
                                                       {"detached", detached}};
  const std::vector<std::size_t> expected = {0, 3, 4, 2, 1};  // rules that catch it
  std::vector<std::vector<std::string>> rows;
  for (std::size_t k = 0; k < ops.size(); ++k) {
    rows.push_back({ops[k].first});
    std::size_t caught = 0;
    for (const bool by : caught_by(ops[k].second)) {
      caught += by;
      rows.back().push_back(by ? "caught" : "passes");
    }
    check_equal(caught, expected[k], ops[k].first + " is caught by so many rules");
  }
  // [cause]
  const GradientReport report = check_gradient(
      "weighted", [](const std::vector<Var>& x) { return without_upstream(x[0], x[1]); }, at);
  // [cause]
  std::cout << '\n'
            << table_text({"pullback", "ones", "random", "twice", "check_gradient"}, rows) << '\n'
            << report.text << '\n';
}

int main(int argc, char** argv) {
  return tell(argc, argv, [](bool) { two_errors(), four_rules(); });
}
