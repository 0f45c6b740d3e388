#include "engine/derivatives/stop_gradient.hpp"

#include "engine/core/tape.hpp"

namespace tapestry {

Var stop_gradient(const Var& x) { return record("stop_gradient", x.value(), {}); }

Var identity(const Var& x) {
  return record("identity", x.value(), {{x, [](const Var& g, const Var&) { return g; }}});
}

}  // namespace tapestry
