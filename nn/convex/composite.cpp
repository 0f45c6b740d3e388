#include "nn/convex/composite.hpp"

#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {
namespace {

constexpr const char* kWho = "minimise";

double finite(double value, const std::string& omega) {
  if (!std::isfinite(value))
    base::fail(kWho, ": with the Omega '", omega, "' the objective became ", value,
               ": the inputs or strengths are too large for this number type; scale the features.");
  return value;
}

}  // namespace

Composite::Composite(const TaskLosses& loss, const Omega& omega, bool prox_if_smooth)
    : loss_(loss),
      omega_(omega),
      by_prox_(omega.has_prox() && (prox_if_smooth || !omega.smooth())) {
  if (!omega.smooth() && !omega.has_prox())
    base::fail(
        kWho, ": the Omega '", omega.name(),
        "' has kinks and no prox, so no gradient method ends at its minimiser: write its prox.");
}

Shape Composite::shape() const { return {omega_.parts() * loss_.tasks(), loss_.features()}; }

Tensor Composite::weights(const Tensor& w) const {
  if (omega_.parts() == 1) return w;
  auto [first, second] = two_parts(kWho, w);
  kernels::add_in_place(first, second);
  return first;
}

Var Composite::smooth_var(const Var& w) const {
  Var weights = w;
  if (omega_.parts() == 2) {
    const auto [first, second] = two_parts(kWho, w);
    weights = first + second;
  }
  const Var value = loss_.of(weights);
  return by_prox_ ? value : value + omega_.of(w);
}

double Composite::smooth(const Tensor& w) const {
  return finite(double{smooth_var(Var(w)).item()}, omega_.name());
}

Composite::Smooth Composite::smooth_with_gradient(const Tensor& w) const {
  Tape tape;
  const Var at("w", w);
  const Var value = smooth_var(at);
  Smooth result{finite(double{value.item()}, omega_.name()), tape.gradient(value, {at})[0]};
  for (const Scalar g : result.gradient.storage()) finite(double{g}, omega_.name());
  return result;
}

Tensor Composite::prox(const Tensor& w, double step) const {
  return by_prox_ ? omega_.prox(w, step) : w;
}

double Composite::objective(const Tensor& w) const {
  return finite(double{loss_.of(Var(weights(w))).item()} + double{omega_.of(Var(w)).item()},
                omega_.name());
}

}  // namespace tapestry::nn
