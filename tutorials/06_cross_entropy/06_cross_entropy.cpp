// Softmax cross-entropy: what overflows, why its gradient is p - y, and what one op for it is for.
//
// The page that goes with this program is README.md, beside it.
#include <cmath>
#include <functional>
#include <iostream>

#include "engine/engine.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/story.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

// [softmax]
// The formula as it stands; and with the row's largest logit subtracted first.
Var naive_softmax(const Var& z) {
  const Var e = exp(z);
  return e / sum(e, {1}, Axis::keep);
}
Var shifted_softmax(const Var& z) { return naive_softmax(z - max(z, {1}, Axis::keep)); }
// [softmax]

// [composed]
// The mean over the rows of -log p_label. The labels come as y, rows of zeros with a 1 in each.
Var cross_entropy(const Var& p, const Var& y) { return -mean(sum(y * log(p), {1})); }
// [composed]

// [formula]
// The loss in plain numbers: the mean of log(sum of e^z) - z_label. (A double has room to e^709.)
double formula(const Tensor& z, const std::vector<int>& labels) {
  double total = 0;
  for (std::size_t n = 0; n < z.shape()[0]; ++n) {
    double sum = 0;
    for (std::size_t k = 0; k < z.shape()[1]; ++k) sum += std::exp(double{z(n, k)});
    total += std::log(sum) - z(n, labels[n]);
  }
  return total / static_cast<double>(z.shape()[0]);
}
// [formula]

// Without a sign at NaN and at 0; and with three digits.
std::string shown(double x) { return std::isnan(x) ? "nan" : base::text(x + 0.0); }
std::string rounded(double x) { return shown(std::round(x * 1000) / 1000); }

HeatMap map_of(const std::string& title, const Tensor& x, double limit = 1) {
  HeatMap map{title, {}, {"class 0", "class 1", "class 2"}, {}, {}, limit};
  map.rows = {"right", "wrong", "torn", "blank"};
  for (std::size_t n = 0; n < 4; ++n) {
    map.values.push_back({x(n, 0), x(n, 1), x(n, 2)});
    map.texts.push_back({rounded(x(n, 0)), rounded(x(n, 1)), rounded(x(n, 2))});
  }
  return map;
}

// [margin]
// Two classes, of which class 0 is the label and leads by the margin m. The loss: exact, fused,
// shifted and naive; and its gradient at the label's logit: fused and shifted.
std::vector<double> at_margin(double m) {
  const Var z("z", tensor({1, 2}, {static_cast<Scalar>(m), 0})), y(tensor({1, 2}, {1, 0}));
  const Tape tape;
  const Var fused = softmax_cross_entropy(z, {0}), shifted = cross_entropy(shifted_softmax(z), y);
  return {std::log1p(std::exp(-m)),
          fused.item(),
          shifted.item(),
          cross_entropy(naive_softmax(z), y).item(),
          tape.gradient(fused, {z})[0](0, 0),
          tape.gradient(shifted, {z})[0](0, 0)};
}
// [margin]

void story(bool /*quick*/) {
  // [overflow]
  const Var large("z", tensor({1, 3}, {1000, 999, 998}));
  const Tensor naive = naive_softmax(large).value(), shifted = shifted_softmax(large).value();
  std::cout << "softmax of 1000, 999, 998, where e^1000 is " << exp(large).value()(0, 0) << '\n';
  for (std::size_t k = 0; k < 3; ++k) {
    std::cout << "  naive " << shown(naive(0, k)) << ", shifted " << shown(shifted(0, k)) << '\n';
    check(std::isnan(naive(0, k)), "infinity divided by infinity is not a number");
    check_near(shifted(0, k), softmax(large).value()(0, k),
               "the engine's softmax is the shifted one");
  }
  // [overflow]

  // [gradient]
  Tensor z = tensor({4, 3}, {6, 1, 0, 6, 1, 0, 1, 1, -3, 0, 0, 0});
  const std::vector<int> labels{0, 2, 0, 1};
  const Tensor y = tensor({4, 3}, {1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0});
  const Var logits("z", z);
  const Tape tape;
  const Var losses = softmax_cross_entropy(logits, labels, Reduction::none), loss = mean(losses);
  const Tensor p = softmax(logits).value(), errors = p - y;
  const Tensor gradient = tape.gradient(loss, {logits})[0];
  check_near(loss.item(), formula(z, labels), "the op's loss is the formula's");
  for (std::size_t k = 0; k < z.size(); ++k) {
    const Scalar middle = z.data()[k], h = 1.0F / 128;
    z.data()[k] = middle + h;
    const double above = formula(z, labels);
    z.data()[k] = middle - h;
    const double slope = (above - formula(z, labels)) / (2 * h);
    z.data()[k] = middle;
    check_near(errors.data()[k] / 4, slope, "p - y, divided by the rows, is the slope");
    check_near(gradient.data()[k], slope, "the op's gradient is the slope");
  }
  // [gradient]
  std::vector<std::vector<std::string>> rows;
  for (std::size_t n = 0; n < 4; ++n)
    rows.push_back({std::to_string(labels[n]), rounded(losses.value()(n)), rounded(errors(n, 0)),
                    rounded(errors(n, 1)), rounded(errors(n, 2))});
  std::cout << '\n' << table_text({"label", "loss", "p - y: 0", "1", "2"}, rows);
  const std::vector<HeatMap> maps{map_of("logits z", z, 6), map_of("p = softmax(z)", p),
                                  map_of("labels y", y), map_of("gradient p - y", errors)};
  heat_maps("Softmax cross-entropy: each row is an example", maps, 2)
      .write_png(output_folder("06_cross_entropy") / "gradient.png");
  // [records]
  const Tape composed;
  cross_entropy(shifted_softmax(logits), Var(y));
  const Tape single;
  softmax_cross_entropy(logits, labels);
  std::cout << "\nRecords: shifted " << composed.size() << ", fused " << single.size() << "\n\n";
  // [records]
  // [table]
  rows.clear();
  for (const double m : {-120, -50, -2, 2, 20, 120}) {
    const std::vector<double> at = at_margin(m);
    rows.push_back({shown(m)});
    for (const double x : at) rows.back().push_back(shown(x));
    const double slope = -1 / (1 + std::exp(m));  // p - 1
    check(std::abs(at[1] - at[0]) <= 1e-6 * at[0] + 1e-38, "the fused loss is exact");
    check(std::abs(at[4] - slope) <= 1e-6 * -slope + 1e-38, "the fused gradient is exact");
    check(std::abs(m) > 10 || is_near(at[2], at[0]), "near 0, the shifted loss is right");
    check(std::isnan(at[5]) == (std::abs(m) > 100), "composed, a sure net's gradient is NaN");
  }
  // [table]
  std::cout << table_text({"m", "loss", "fused", "shifted", "naive", "d fused", "d shifted"}, rows);

  std::vector<Series> curves{{"fused", {}, {}}, {"shifted", {}, {}}, {"naive", {}, {}}};
  for (double m = -150; m <= 100; m += 5)
    for (std::size_t c = 0; c < 3; ++c)
      if (const double value = at_margin(m)[1 + c]; std::isfinite(value)) {
        curves[c].xs.push_back(m);
        curves[c].ys.push_back(value);
      }
  const LinePlot plot{"Where the loss is finite", "margin m of the label", "loss (nats)", curves};
  write_plot(output_folder("06_cross_entropy") / "margin", {plot});
}

int main(int argc, char** argv) { return tell(argc, argv, story); }
