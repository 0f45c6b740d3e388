// Rows of softmax and its relatives.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_softmax_family(Rows& rows) {
  const auto all = [&](const std::string& op, const std::function<Var(const Var&, int)>& f) {
    const auto row = [&](const Shape& shape, int axis) {
      rows.push_back({op,
                      "axis " + std::to_string(axis) + " of " + to_string(shape),
                      [=](const Vars& x) { return f(x[0], axis); },
                      {anywhere(shape)}});
    };
    row({3, 4}, 0);
    row({3, 4}, 1);
    row({2, 3, 4}, 0);
    row({2, 3, 4}, 1);
    row({2, 3, 4}, -1);
  };
  all("softmax", softmax);
  all("log_softmax", log_softmax);
  all("log_sum_exp", [](const Var& x, int axis) { return log_sum_exp(x, axis); });
  rows.push_back({"log_sum_exp",
                  "axis kept",
                  [](const Vars& x) { return log_sum_exp(x[0], 0, Axis::keep); },
                  {anywhere({3, 4})}});
}

}  // namespace tapestry
