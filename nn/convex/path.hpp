// A regularisation path: the solutions for one Omega at many strengths.
#pragma once

#include <functional>
#include <memory>

#include "nn/convex/fista.hpp"

namespace tapestry::nn {

// The Omega at a strength: [](double s) { return std::make_shared<L21>(s); }
using OmegaOfStrength = std::function<std::shared_ptr<const Omega>(double strength)>;

struct PathPoint {
  double strength;
  Solution solution;
};

// Solves for each strength, in the order given, each from where the one before it ended (a "warm
// start"): from the strongest on, as a rule, where few weights are not 0. An Omega that is not
// convex is minimised in stages, for each strength anew, and its solutions have no gap. Throws for
// no strengths, and as minimise and minimise_in_stages do.
std::vector<PathPoint> regularisation_path(const TaskLosses& loss, const OmegaOfStrength& omega,
                                           const std::vector<double>& strengths,
                                           const FistaOptions& options = {});

// `count` strengths from the largest to the smallest, each the same multiple of the one before it.
// Throws unless largest > smallest > 0 and count >= 2.
std::vector<double> falling_strengths(double largest, double smallest, std::size_t count);

// From which strength on all weights are 0, to 1e-6 of it: where a path may begin. For an Omega
// with kinks that grows like a norm; throws where no strength up to 1e9 times the length of the
// loss's gradient at 0 does it.
double strength_of_zero(const TaskLosses& loss, const OmegaOfStrength& omega);

}  // namespace tapestry::nn
