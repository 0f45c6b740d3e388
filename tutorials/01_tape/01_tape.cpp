// The tape: what it records, and how a backward pass over it gives the gradient.
//
// The page that goes with this program is README.md, beside it.
#include <cmath>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/story.hpp"

using namespace tapestry;

// [formula]
// The same formula in plain numbers, as something to compare with.
double formula(double w, double x, double b) {
  const double y = w * x + b;
  return y * std::tanh(y);
}
// [formula]

// The formula as w changes, and the line through w = 0.5 with the slope that was found.
void draw(double slope) {
  Series curve{"z", {}, {}}, line{"the slope at w = 0.5", {}, {}};
  for (int i = -4; i <= 24; ++i) {
    const double w = 0.05 * i;
    curve.xs.push_back(w), curve.ys.push_back(formula(w, 3, -1));
    if (i < 4 || i > 18) continue;
    line.xs.push_back(w), line.ys.push_back(formula(0.5, 3, -1) + slope * (w - 0.5));
  }
  write_plot(output_folder("01_tape") / "slope",
             {{"z = y tanh y, y = w x + b", "w", "z", {curve, line}}});
}

void story(bool /*quick*/) {
  // [record]
  const Var w = Var::parameter("w", full({}, 0.5F));
  const Var x("x", full({}, 3));
  const Var b = Var::parameter("b", full({}, -1));

  Tape tape;  // from here on, every op is recorded
  const Var y = (w * x + b).named("y");
  const Var z = (y * tanh(y)).named("z");  // y is used twice

  std::cout << "The tape\n";
  print(tape, std::cout);
  // [record]
  check_equal(tape.size(), 4U, "four ops make four records");
  check_near(z.item(), formula(0.5, 3, -1), "an op computes its value at once");

  // [order]
  for (std::size_t i = 0; i < tape.size(); ++i)
    for (const Var& input : tape[i].inputs)
      check(!tape.holds(input) || tape.index_of(input) < i, "inputs come before outputs");
  // [order]

  // [numbers]
  const double w_value = 0.5;
  const double x_value = 3;
  const double y_value = y.item();
  const double t_value = std::tanh(y_value);

  const double z_gradient = 1;                         // dz/dz
  const double t_gradient = z_gradient * y_value;      // record %3, z = y t: to t ...
  double y_gradient = z_gradient * t_value;            // ... and to y, from its first use
  y_gradient += t_gradient * (1 - t_value * t_value);  // record %2, t = tanh(y): from its second
  const double b_gradient = y_gradient;                // record %1, y = p + b
  const double p_gradient = y_gradient;
  const double w_gradient = p_gradient * x_value;  // record %0, p = w x
  const double x_gradient = p_gradient * w_value;
  // [numbers]
  std::cout << "\nBy hand: dz/dw = " << w_gradient << ", dz/dx = " << x_gradient
            << ", dz/db = " << b_gradient << '\n';

  // [differences]
  const double h = 1e-5;
  const double slope = (formula(0.5 + h, 3, -1) - formula(0.5 - h, 3, -1)) / (2 * h);
  check_near(w_gradient, slope, "dz/dw is the slope of the formula");
  // [differences]

  draw(w_gradient);
  save_player(tape, output_folder("01_tape") / "tape.html", z);

  // [walk]
  std::vector<Scalar> gradients(tape.size(), 0);  // one for each record
  std::map<std::string, Scalar> leaf_gradients;   // one for each leaf, by name
  gradients[tape.index_of(z)] = 1;
  {
    const NoRecording pause;  // pullbacks are written in ops, which the tape would record
    for (std::size_t i = tape.size(); i-- > 0;) {
      const Tape::Entry entry = tape[i];
      for (std::size_t k = 0; k < entry.inputs.size(); ++k) {
        const Var& input = entry.inputs[k];
        const Scalar part = entry.pullbacks[k](gradients[i], entry.output).item();
        (tape.holds(input) ? gradients[tape.index_of(input)] : leaf_gradients[input.name()]) +=
            part;
      }
    }
  }
  // [walk]
  std::cout << "By a loop over the pullbacks: dz/dw = " << leaf_gradients["w"]
            << ", dz/dx = " << leaf_gradients["x"] << ", dz/db = " << leaf_gradients["b"] << '\n';
  check_near(leaf_gradients["w"], w_gradient, "the loop finds what we found by hand, for w");
  check_near(leaf_gradients["x"], x_gradient, "the loop finds what we found by hand, for x");
  check_near(leaf_gradients["b"], b_gradient, "the loop finds what we found by hand, for b");

  // [gradient]
  const std::size_t before = tape.size();
  const std::vector<Tensor> first = tape.gradient(z, {w, x, b});
  const std::vector<Tensor> second = tape.gradient(z, {w, x, b});
  check(first == second, "a second gradient gives the same answer");
  check_equal(tape.size(), before, "taking a gradient records nothing");
  // [gradient]
  std::cout << "By tape.gradient: dz/dw = " << first[0]() << ", dz/dx = " << first[1]()
            << ", dz/db = " << first[2]() << '\n';
  check_near(first[0](), leaf_gradients["w"], "tape.gradient finds what the loop found, for w");
  check_near(first[1](), leaf_gradients["x"], "tape.gradient finds what the loop found, for x");
  check_near(first[2](), leaf_gradients["b"], "tape.gradient finds what the loop found, for b");

  std::cout << "\nThe tape, and the backward pass\n";
  print(tape, std::cout, z);

  // [wrong]
  // = where += must stand: the second part overwrites the first.
  const double overwritten = x_value * t_gradient * (1 - t_value * t_value);
  // The gradient at y passed on before its second part has come in.
  const double too_early = x_value * z_gradient * t_value;
  // [wrong]
  std::cout << "\nTwo wrong answers for dz/dw\n"
            << "  overwriting instead of adding: " << overwritten << '\n'
            << "  passing y's gradient on too early: " << too_early << '\n'
            << "  the slope of the formula: " << slope << '\n';
  check(!is_near(overwritten, slope, 0.1), "overwriting loses one use of y");
  check(!is_near(too_early, slope, 0.1), "passing on too early loses the other");
  check_near(overwritten + too_early, slope, "what the two lost adds up to the gradient");
}

int main(int argc, char** argv) { return tell(argc, argv, story); }
