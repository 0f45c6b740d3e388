// Rows of the losses.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_losses(Rows& rows) {
  rows.push_back({"softmax_cross_entropy",
                  "three rows of four classes",
                  [](const Vars& x) {
                    return softmax_cross_entropy(x[0], {2, 0, 2});
                  },
                  {anywhere({3, 4})}});
  rows.push_back({"softmax_cross_entropy",
                  "one row",
                  [](const Vars& x) { return softmax_cross_entropy(x[0], {1}); },
                  {anywhere({1, 3})}});
  rows.push_back({"mean_squared_error",
                  "a matrix",
                  [](const Vars& x) { return mean_squared_error(x[0], x[1]); },
                  {anywhere({3, 4}), anywhere({3, 4})}});
}

}  // namespace tapestry
