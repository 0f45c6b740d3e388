// The problem of the leader board: tasks that pull to different places, and whose losses are of
// different sizes.
#pragma once

#include <functional>
#include <vector>

#include "engine/array/random.hpp"

namespace tapestry::grader::balancing {

using Rows = std::vector<std::vector<double>>;

double dot(const std::vector<double>& a, const std::vector<double>& b);

// Three losses s |D (x - a)|^2 / 2 of six numbers, with s = 1, 30 and 1,000 in some order, D
// diagonal with entries in [0.5, 2], and minima a that are about 1 apart; and a start that is 3
// away.
struct ThreeBowls {
  std::vector<double> sizes, start;
  Rows minima, widths;

  explicit ThreeBowls(Rng& rng);
  double loss(std::size_t task, const std::vector<double>& x) const;
  Rows gradients(const std::vector<double>& x) const;
};

inline constexpr int kSteps = 60;

// Gives a direction for each of the problems, from each one's gradients.
using Combine = std::function<Rows(const std::vector<Rows>& gradients)>;

// Walks 60 steps of length 0.12 (1 - k / 60) against what `combine` gives, in all problems at a
// time, and returns what part of its first loss each task has left, for each problem.
std::vector<std::vector<double>> what_is_left(const std::vector<ThreeBowls>& problems,
                                              const Combine& combine);

std::vector<double> mean_gradient(const Rows& gradients);

}  // namespace tapestry::grader::balancing
