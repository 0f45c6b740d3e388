// A run of two tasks and twelve rounds, which can be stopped.
#pragma once

#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {

inline BatchSource source(std::uint64_t seed) {
  return drawn_from(Rng(seed), [](Rng& rng) { return random_batch(8, {3}, 2, rng); });
}

// A run of its own each: net, optimiser and batches begin alike.
struct SmallRun {
  MultiTaskNet net{two_alike(), {5, {4}}, 1};
  Adam adam{0.01};
  std::vector<BatchSource> sources = {source(1), source(2)};
  FitOptions options;

  SmallRun() { options.epochs = 3, options.rounds_per_epoch = 4; }
  History fit() { return nn::fit(net, sources, adam, options); }
  // The same, but it is stopped after this many rounds.
  History stopped_after(std::size_t rounds) {
    options.stop = [left = rounds]() mutable { return --left == 0; };
    return fit();
  }
};

}  // namespace tapestry::nn
