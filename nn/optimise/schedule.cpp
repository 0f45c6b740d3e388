#include "nn/optimise/schedule.hpp"

#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace tapestry::nn {

Schedule constant() {
  return [](double) { return 1.0; };
}

Schedule step_decay(double when, double factor) {
  if (!(when > 0 && when < 1))
    base::fail("step_decay: the cut is at ", when, " of training, but must lie in (0, 1).");
  if (!(factor >= 0)) base::fail("step_decay: the factor is ", factor, ", but must be 0 or more.");
  return [=](double progress) { return progress < when ? 1.0 : factor; };
}

Schedule cosine(double last) {
  if (!(last >= 0)) base::fail("cosine: the last factor is ", last, ", but must be 0 or more.");
  return [=](double progress) {
    return last + (1 - last) * (1 + std::cos(std::numbers::pi * progress)) / 2;
  };
}

Schedule warm_up(double share, Schedule rest) {
  if (!(share > 0 && share < 1))
    base::fail("warm_up: the share is ", share, " of training, but must lie in (0, 1).");
  if (!rest)
    base::fail(
        "warm_up: the schedule to follow is an empty function: give one, such as constant().");
  return
      [=](double progress) { return (progress < share ? progress / share : 1.0) * rest(progress); };
}

}  // namespace tapestry::nn
