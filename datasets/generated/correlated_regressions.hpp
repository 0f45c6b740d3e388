// Two regressions of one input that are as related as is asked for: the synthetic data of Ma, Zhao,
// Yi, Chen, Hong & Chi (2018), "Modeling task relationships in multi-task learning with multi-gate
// mixture-of-experts", section 3.2.
//
//   u1, u2 orthonormal,  w1 = c u1,  w2 = c (p u1 + sqrt(1 - p^2) u2)
//   y_t = w_t x + sum_j sin(alpha_j w_t x + beta_j) + noise * e,   x ~ N(0, I), e ~ N(0, 1)
//
// p is the cosine between the tasks' weights. At p = 1 the tasks differ in their noise alone; at
// p = 0 they depend on independent numbers, w1 x and w2 x, though in the same way. The labels'
// correlation grows with p, and is p itself where there are neither sines nor noise.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/tasks/batch.hpp"

namespace tapestry::datasets {

class CorrelatedRegressions {
 public:
  struct Sizes {
    std::size_t features = 100;
    double scale = 1;                           // c
    std::vector<double> alpha = {0.5, 1, 1.5};  // of the sines; the paper does not say which
    std::vector<double> beta = {0, 1, 2};       // as many as alpha
    double noise = 0.1;                         // a standard deviation: the paper's N(0, 0.01)
  };

  // Draws u1 and u2. Same p, sizes and generator state: same tasks. Throws for p outside of
  // [-1, 1], fewer than 2 features, unequally many alphas and betas, a negative noise, and numbers
  // that are not finite.
  CorrelatedRegressions(double p, const Sizes& sizes, Rng& rng);

  const Tensor& weights() const { return weights_; }  // [2 x features]

  // New examples: inputs [rows x features]; each task has an answer to every row, targets
  // [rows x 1]. Throws for no rows.
  nn::SharedBatch draw(std::size_t rows, Rng& rng) const;

 private:
  Sizes sizes_;
  Tensor weights_;
};

}  // namespace tapestry::datasets
