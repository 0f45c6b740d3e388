// Rows of custom_gradient and checkpointed, whose gradients come from outside of the engine.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_derivative_ops(Rows& rows) {
  // The cube, whose gradient is written out: the tape cannot know it.
  rows.push_back({"custom_gradient",
                  "a cube",
                  [](const Vars& x) {
                    const Var in = x[0];
                    return custom_gradient(
                        in, in.value() * in.value() * in.value(),
                        [in](const Var& g, const Var&) { return 3 * g * square(in); });
                  },
                  {anywhere({3, 4})}});
  rows.push_back(
      {"checkpointed",
       "two inputs, one broadcast",
       [](const Vars& x) { return checkpointed([a = x[0], b = x[1]] { return tanh(a * b) + a; }); },
       {anywhere({3, 4}), anywhere({4})}});
  rows.push_back({"checkpointed",
                  "a section in a section",
                  [](const Vars& x) {
                    return checkpointed([a = x[0], b = x[1]] {
                      const Var c = checkpointed([a, b] { return matmul(a, b); });
                      return exp(0.5 * c) * c;
                    });
                  },
                  {anywhere({2, 3}), anywhere({3, 2})}});
}

}  // namespace tapestry
