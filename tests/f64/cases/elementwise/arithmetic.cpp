// Rows of add, sub, mul and div.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {
// Every way in which two shapes broadcast together.
void add_broadcasts(Rows& rows, const std::string& op, Var (*f)(const Var&, const Var&),
                    Sampler (*left)(const Shape&), Sampler (*right)(const Shape&)) {
  const auto row = [&](const std::string& what, const Shape& a, const Shape& b) {
    rows.push_back({op, what, [f](const Vars& x) { return f(x[0], x[1]); }, {left(a), right(b)}});
  };
  row("[3 4] and [3 4]", {3, 4}, {3, 4});
  row("[3 4] and [4]", {3, 4}, {4});
  row("[4] and [3 4]", {4}, {3, 4});
  row("[3 1] and [1 4]", {3, 1}, {1, 4});
  row("[1 4] and [3 1]", {1, 4}, {3, 1});
  row("[2 3 4] and [4]", {2, 3, 4}, {4});
  row("[2 1 4] and [3 1]", {2, 1, 4}, {3, 1});
  row("[scalar] and [3 4]", {}, {3, 4});
  row("[3 4] and [scalar]", {3, 4}, {});
}

void add_arithmetic(Rows& rows) {
  add_broadcasts(rows, "add", add, anywhere, anywhere);
  add_broadcasts(rows, "sub", sub, anywhere, anywhere);
  add_broadcasts(rows, "mul", mul, anywhere, anywhere);
  add_broadcasts(rows, "div", div, anywhere, away_from_zero);
}

}  // namespace tapestry
