#include "nn/scoring/scorer_checks.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {

void check_temperature(const std::string& who, double temperature) {
  if (!(temperature > 0 && std::isfinite(temperature)))
    base::fail(who, ": the temperature is ", temperature,
               ", but must be positive and finite: a large one makes the scores alike.");
}

void check_decay(const std::string& who, double decay) {
  if (!(decay >= 0 && decay < 1))
    base::fail(who, ": the decay is ", decay,
               ", but must be at least 0 and below 1: 0 forgets all but the last, 0.9 keeps about "
               "ten.");
}

void check_rate(const std::string& who, double rate) {
  if (!(rate > 0 && std::isfinite(rate)))
    base::fail(who, ": the rate is ", rate, ", but must be positive and finite.");
}

void check_every(const std::string& who, std::size_t every) {
  if (every == 0)
    base::fail(who, ": it is to look every 0 rounds, but must look every round (1) or every few.");
}

void check_task(const std::string& who, const std::string& what, std::size_t task,
                std::size_t tasks) {
  if (task >= tasks)
    base::fail(who, ": ", what, " is task ", task, ", but the tasks are numbered 0 to ", tasks - 1,
               ".");
}

}  // namespace tapestry::nn
