// Many paths: how the tape adds up a gradient over more paths than any computer can follow.
//
// The page that goes with this program is README.md, beside it.
#include <cmath>
#include <iostream>
#include <numeric>
#include <vector>

#include "engine/engine.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/child_process.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/story.hpp"

using namespace tapestry;
using Indices = std::vector<std::size_t>;

// [follow]
// Each path by itself: what comes in is passed on at once. Returns how often it was called.
std::size_t follow(const Tape& tape, const Var& at, Scalar gradient, double& at_leaf) {
  if (!tape.holds(at)) {
    at_leaf += gradient;
    return 1;
  }
  const Tape::Entry entry = tape[tape.index_of(at)];
  std::size_t calls = 1;
  for (std::size_t k = 0; k < entry.inputs.size(); ++k)
    calls +=
        follow(tape, entry.inputs[k], entry.pullbacks[k](gradient, entry.output).item(), at_leaf);
  return calls;
}
// [follow]

// [walk]
// The walk of chapter 1, over the records in this order. There is a gradient for each record, and
// the last one is that of the leaf.
void walk(const Tape& tape, const Indices& order, std::vector<Scalar>& gradients) {
  for (const std::size_t i : order) {
    const Tape::Entry entry = tape[i];
    for (std::size_t k = 0; k < entry.inputs.size(); ++k) {
      const Var& input = entry.inputs[k];
      gradients[tape.holds(input) ? tape.index_of(input) : tape.size()] +=
          entry.pullbacks[k](gradients[i], entry.output).item();
    }
  }
}
// [walk]

Indices backwards(const Tape& tape) {
  Indices order(tape.size());
  std::iota(order.rbegin(), order.rend(), 0);
  return order;
}

// [sort]
// What libraries do that store a graph: depth first, each value after all that it was made from.
void sort_from(const Tape& tape, std::size_t i, std::vector<bool>& seen, Indices& sorted) {
  if (seen[i]) return;
  seen[i] = true;
  for (const Var& input : tape[i].inputs)
    if (tape.holds(input)) sort_from(tape, tape.index_of(input), seen, sorted);
  sorted.push_back(i);
}
// [sort]

void doublings(int most) {
  Series followed{"path by path", {}, {}}, taped{"the tape's pullbacks", {}, {}};
  for (int n = 2; n <= most; n += 2) {
    // [doublings]
    const Var w = Var::parameter("w", full({}, 1));
    Tape tape;
    Var d = w;
    for (int i = 0; i < n; ++i) d = d + d;
    const NoRecording pause;
    double gradient = 0;
    const std::size_t calls = follow(tape, d, 1, gradient);
    // [doublings]
    check_equal(gradient, std::pow(2, n), "every path brings 1 to the leaf");
    check_equal(calls, (std::size_t{2} << n) - 1, "each doubling doubles the calls");
    std::cout << n << " doublings: " << calls << " calls, or " << 2 * n << " pullbacks\n";
    followed.xs.push_back(n), followed.ys.push_back(double(calls));
    taped.xs.push_back(n), taped.ys.push_back(2.0 * n);
  }
  write_plot(output_folder("02_many_paths") / "calls",
             {{"d = d + d, n times", "doublings n", "calls", {followed, taped}, {}, true}});
}

void thirty() {
  // [thirty]
  const Var w = Var::parameter("w", full({}, 1));
  Tape tape;
  Var d = w;
  for (int i = 0; i < 30; ++i) d = d + d;
  const NoRecording pause;
  std::vector<Scalar> gradients(31, 0);
  gradients[29] = 1;  // at the last record
  walk(tape, backwards(tape), gradients);
  const double once = gradients[30];
  // [thirty]
  check_equal(once, std::pow(2, 30), "thirty doublings have 2^30 paths, each worth 1");
  for (const char* time : {"tape.gradient finds it", "and finds it again"})
    check_equal(double{tape.gradient(d, {w})[0]()}, once, time);
  // [twice]
  gradients[29] = 1;
  gradients[30] = 0;  // the gradients of the records are as the first walk left them
  walk(tape, backwards(tape), gradients);
  const double twice = gradients[30];
  // [twice]
  check_equal(twice, 30 * once, "what was left is passed on again, from every record");
  std::cout << "\nThirty doublings: " << std::size_t(once) << " paths, " << 2 * tape.size()
            << " pullbacks\nA second walk over what the first one left: " << twice / once
            << " times as much\n";
}

void orders() {
  // [early]
  const Var w = Var::parameter("w", full({}, 1));
  Tape tape;
  const Var y = w + w;
  const Var t = y + y;
  const Var z = y + t;
  const NoRecording pause;
  std::vector<Scalar> in_order = {0, 0, 1, 0}, too_early = in_order;
  walk(tape, {2, 1, 0}, in_order);
  walk(tape, {2, 0, 1}, too_early);  // y before t, which uses it
  // [early]
  check_equal(in_order[3], Scalar(6), "the tape's order counts all six paths");
  check_equal(too_early[3], Scalar(2), "y passed on what came from z alone");
  Indices sorted;
  std::vector<bool> seen(tape.size());
  sort_from(tape, 2, seen, sorted);
  check(sorted == Indices{0, 1, 2}, "a sort finds the order that was there");
  std::cout << "\nz = y + (y + y), y = w + w: the gradient is " << in_order[3]
            << "; with y before its last use, " << too_early[3] << '\n';
  save_player(tape, output_folder("02_many_paths") / "tape.html", z);
}

void a_million(int steps) {
  // [million]
  const Var start = Var::parameter("start", full({}, 1));
  Tape tape;
  Var z = start;
  for (int k = 0; k < steps; ++k) z = z - z / Scalar(steps);  // a step of z' = -z; z is used twice
  Indices order;
  std::vector<bool> seen(tape.size());
  const auto sorts = [&](std::size_t from) {
    return ends_well_in_a_child([&] { sort_from(tape, from, seen, order); });
  };
  const bool short_one = sorts(1000), long_one = sorts(tape.size() - 1);
  const Scalar gradient = tape.gradient(z, {start})[0]();
  // [million]
  check_near(gradient, std::exp(-1.0), "z(1) is z(0) / e, and its slope is 1 / e", 2e-3);
  check(short_one, "a recursion sorts a thousand records");
  check(!long_one, "for so many it needs more stack than there is");
  std::cout << "\nA chain of " << tape.size() << " records\n  sorted by a recursion: the stack is "
            << "full, and the process ends\n  by the tape: the gradient is 1 / e, to 0.2 %\n";
}

int main(int argc, char** argv) {
  return tell(argc, argv, [](bool quick) {
    doublings(quick ? 12 : 18);
    thirty();
    orders();
    a_million(quick ? 1 << 17 : 1 << 19);
  });
}
