// Tasks of known truth: T linear or logistic tasks on independent normal inputs, whose true weights
// share what one Omega assumes, or nothing.
//
//   linear:    y = x w_t + noise * e          e ~ N(0, 1)
//   logistic:  P(label = 1 | x) = 1 / (1 + exp(-x w_t))
//
// with x ~ N(0, I), so that the test error of any weights can be told from how far they are from
// the true ones. There is no intercept. Every structure is scaled to E || w_t ||^2 = signal^2, the
// variance of x w_t, for every task: what differs between structures is what the tasks share, and
// not how hard each is alone. (Where a task has more weights than another, as outliers do, each of
// its weights is the smaller.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nn/tasks/batch.hpp"

namespace tapestry::datasets {

// Below, m, m_c, e_t, A, B are normal and `spread` is the share of the weights' variance that is a
// task's own. All that is chosen, features and tasks, is chosen at random.
enum class Structure {
  mean,       // w_t = sqrt(1 - spread) m + sqrt(spread) e_t
  low_rank,   // W = A B, with A [tasks x rank], B [rank x features]: exactly of that rank
  sparse,     // normal on the same `active` features; exactly 0 on the others
  clustered,  // w_t = sqrt(1 - spread) m_c(t) + sqrt(spread) e_t, in clusters of nearly one size
  chain,      // w_t = (1 - spread) w_(t-1) + sqrt(1 - (1 - spread)^2) e_t: neighbours are close
  // Each task has `active` features of its own; exactly 0 on the others.
  own_sparse,
  // Normal on the same `active` features, and on `own` further ones, chosen for each task among the
  // others; exactly 0 elsewhere (Jalali et al. 2010, "A dirty model for multi-task learning").
  dirty,
  // As sparse, but for `outliers` tasks, which are normal on all features (Gong, Ye & Zhang 2012,
  // "Robust multi-task feature learning").
  sparse_outliers,
  // As low_rank, but for `outliers` tasks, which are normal on all features (Chen, Zhou & Ye 2011,
  // "Integrating low-rank and group-sparse structures for robust multi-task learning").
  low_rank_outliers,
  // As low_rank, plus `own` normal weights of each task at places of its own, so large that half of
  // the variance of x w_t is theirs (Chen, Liu & Ye 2010, "Learning incoherent sparse and low-rank
  // patterns from multiple tasks").
  low_rank_sparse,
  // As sparse, with the weights of the active features walking along the tasks as in chain (Zhou et
  // al. 2011, "A multi-task learning formulation for predicting disease progression").
  sparse_chain,
  // As sparse, with equal weights for all tasks of a stretch: the tasks, in order, are cut into
  // `pieces` stretches of nearly one length, whose weights have nothing in common but the features
  // (Zhou et al. 2012, "Modeling disease progression via fused sparse group lasso").
  piecewise,
  unrelated  // w_t = e_t: sharing must not help
};

// All of them, in this order, and their names: "mean", "low rank", "sparse", "clustered", "chain",
// "own features", "dirty", "sparse + outliers", "low rank + outliers", "low rank + sparse",
// "sparse chain", "piecewise", "unrelated".
const std::vector<Structure>& all_structures();
std::string name_of(Structure structure);

struct PlantedSizes {
  std::size_t tasks = 20;
  std::size_t features = 30;
  std::size_t train = 20, validation = 20, test = 200;  // rows of each task
  bool logistic = false;
  double signal = 1;         // the standard deviation of x w_t
  double noise = 1;          // linear: of the targets' noise; logistic: not used
  double spread = 0.1;       // mean, clustered, chain, sparse_chain: 0 .. 1
  std::size_t rank = 2;      // low_rank, low_rank_outliers, low_rank_sparse
  std::size_t active = 5;    // sparse, own_sparse, dirty, sparse_outliers, sparse_chain, piecewise
  std::size_t clusters = 3;  // clustered
  std::size_t own = 2;       // dirty, low_rank_sparse: of each task
  std::size_t outliers = 3;  // sparse_outliers, low_rank_outliers
  std::size_t pieces = 3;    // piecewise
};

struct PlantedTasks {
  Tensor weights;             // [tasks x features], the truth
  std::vector<int> clusters;  // clustered: the cluster of each task, 0 .. clusters - 1; else empty
  // sparse_outliers, low_rank_outliers: which tasks are the outliers, ascending; else empty.
  std::vector<std::size_t> outliers;
  // One a task: inputs [rows x features], and targets [rows x 1] (linear) or labels 0 and 1.
  std::vector<nn::Batch> train, validation, test;
};

// The same seed gives the same tasks; the weights do not depend on how many rows there are. Throws
// for a size of 0, for a rank, active, clusters, own, outliers or pieces that the tasks and
// features cannot have, for a spread outside 0 .. 1, and for a signal or noise that is negative or
// not finite. What a structure does not use is not checked.
PlantedTasks planted_tasks(Structure structure, std::uint64_t seed, const PlantedSizes& sizes = {});

}  // namespace tapestry::datasets
