#include "methods.hpp"

using namespace tapestry;
using datasets::PlantedSizes;
using datasets::Structure;

namespace {

// Of all structures, but for what is said below.
PlantedSizes usual() {
  PlantedSizes sizes;
  sizes.train = 30;
  sizes.validation = 20;
  sizes.noise = 0.5;
  sizes.spread = 0.3;
  return sizes;
}

// Fewer rows than features, and more tasks: which features are needed can only be seen in all tasks
// together.
PlantedSizes few_rows() {
  PlantedSizes sizes = usual();
  sizes.train = 12;
  sizes.tasks = 30;
  return sizes;
}

// Groups that are nearer, and fewer rows.
PlantedSizes near_groups() {
  PlantedSizes sizes = usual();
  sizes.spread = 0.25;
  sizes.train = 20;
  return sizes;
}

// Outliers that are enough, and strong enough, to hide what the other tasks share.
PlantedSizes strong_outliers() {
  PlantedSizes sizes = usual();
  sizes.outliers = 7;
  sizes.signal = 2;
  return sizes;
}

// And of few features, so that their own directions are a large share of all.
PlantedSizes line_and_outliers() {
  PlantedSizes sizes = strong_outliers();
  sizes.outliers = 5;
  sizes.features = 15;
  sizes.rank = 1;
  return sizes;
}

// Slow drift, few rows and much noise: a task's own rows say less than its neighbours'.
PlantedSizes slow_drift() {
  PlantedSizes sizes = usual();
  sizes.spread = 0.05;
  sizes.train = 20;
  sizes.noise = 1;
  return sizes;
}

}  // namespace

const std::vector<Plan>& plans() {
  // structure, sizes, matches, those that contain it, what is not claimed
  static const std::vector<Plan> list = {
      // Weaker assumptions hold as well (one group, a line through the mean, neighbours that are
      // alike); the mean has to beat them all the same.
      {Structure::mean, usual(), {"mean"}},
      {Structure::low_rank,
       usual(),
       {"trace",         // few singular values that are not 0
        "relationship",  // the squared sum of them: the same path of solutions as trace
        "alternating"},  // spares as many singular values as there are dimensions
       {"clustered",     // the same function as alternating, which spares 3 of them for 2
        "sparse+trace",  // with no single weights
        "robust"}},      // with no outliers
      {Structure::sparse,
       few_rows(),
       {"l21",                 // all weights of a feature, or none
        "l1inf",               // the same
        "capped"},             // the same; its cap is above no feature that is not used
       {"dirty",               // with no features of single tasks
        "robust-features"},    // with no outliers
       {{"l1inf", "fused"}}},  // normal weights are not of one size; fused has L2,1 in it
      {Structure::clustered,
       near_groups(),
       {"clustered"},
       {"alternating"}},  // the same function, which spares 2 singular values for 3
      {Structure::chain, usual(), {"chain"}, {"temporal"}},  // with all features common
      {Structure::own_sparse,
       usual(),
       {"lasso", "elastic"},  // the lasso, and a little ridge
       {"capped",             // with a cap above all features it is the lasso
        "dirty",              // with no common features
        "sparse+trace"}},     // with no common subspace
      {Structure::dirty,
       usual(),
       {"dirty", "capped"}},  // common features above the cap are free, others the lasso's
      // The outliers are single weights as well, 7 of 20 in each feature, as the lasso in dirty and
      // capped has them; dirty has to be beaten all the same.
      {Structure::sparse_outliers,
       strong_outliers(),
       {"robust-features"},
       {},
       {{"robust-features",
         "capped"}}},  // so it is for capped, which does not shrink the common ones
      {Structure::low_rank_outliers, line_and_outliers(), {"robust"}},
      {Structure::low_rank_sparse, usual(), {"sparse+trace"}},
      {Structure::sparse_chain,
       slow_drift(),
       {"temporal"},
       {"fused"}},  // it assumes a small sum of steps, of which drift is one kind
      {Structure::piecewise, usual(), {"fused"}},
      {Structure::unrelated, usual(), {"ridge"}},
  };
  return list;
}
