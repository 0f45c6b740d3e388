// What the tests of fit share: a small classifier and a small regression, and a record of the
// batches that they were trained on.
#pragma once

#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {

// So small that no step changes a number that is not 0: what fit measures can then be computed from
// the untrained net.
inline constexpr double kTiny = 1e-30;

struct Training {
  MultiTaskNet net{{{"a", {3}, 2}, {"r", {4}, 2, squared_error()}}, {5, {4}}, 1};
  Sgd sgd{kTiny};
  FitOptions options;
  std::vector<Batch> served[2];  // every batch that fit was given
  std::vector<BatchSource> sources = {
      [this, rng = Rng(1)]() mutable {
        const std::size_t rows = 3 + served[0].size() % 3;  // batches need not be equally large
        served[0].push_back(random_batch(rows, {3}, 2, rng));
        return served[0].back();
      },
      [this, rng = Rng(2)]() mutable {
        served[1].push_back(random_regression_batch(4, {4}, 2, rng));
        return served[1].back();
      }};

  Training();
  Training(const Training&) = delete;
  Training& operator=(const Training&) = delete;

  History run();
  std::string error();
};

}  // namespace tapestry::nn
