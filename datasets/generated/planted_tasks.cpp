#include "datasets/generated/planted_tasks.hpp"

#include <cmath>

#include "datasets/generated/planted_weights.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

nn::Batch draw_rows(const Tensor& weights, std::size_t task, std::size_t rows,
                    const PlantedSizes& sizes, Rng& rng) {
  nn::Batch batch;
  batch.inputs = random_normal({rows, sizes.features}, rng);
  const Tensor noise =
      sizes.logistic ? random_uniform({rows}, rng) : random_normal({rows}, rng, 0, 1);
  if (!sizes.logistic) batch.targets = uninitialised({rows, 1});
  for (std::size_t i = 0; i < rows; ++i) {
    Scalar y = 0;
    for (std::size_t j = 0; j < sizes.features; ++j) y += batch.inputs(i, j) * weights(task, j);
    if (sizes.logistic)
      batch.labels.push_back(noise(i) < 1 / (1 + std::exp(-y)) ? 1 : 0);
    else
      batch.targets(i, 0) = y + static_cast<Scalar>(sizes.noise) * noise(i);
  }
  return batch;
}

}  // namespace

const std::vector<Structure>& all_structures() {
  static const std::vector<Structure> all{Structure::mean,
                                          Structure::low_rank,
                                          Structure::sparse,
                                          Structure::clustered,
                                          Structure::chain,
                                          Structure::own_sparse,
                                          Structure::dirty,
                                          Structure::sparse_outliers,
                                          Structure::low_rank_outliers,
                                          Structure::low_rank_sparse,
                                          Structure::sparse_chain,
                                          Structure::piecewise,
                                          Structure::unrelated};
  return all;
}

std::string name_of(Structure structure) {
  switch (structure) {
    case Structure::mean:
      return "mean";
    case Structure::low_rank:
      return "low rank";
    case Structure::sparse:
      return "sparse";
    case Structure::clustered:
      return "clustered";
    case Structure::chain:
      return "chain";
    case Structure::own_sparse:
      return "own features";
    case Structure::dirty:
      return "dirty";
    case Structure::sparse_outliers:
      return "sparse + outliers";
    case Structure::low_rank_outliers:
      return "low rank + outliers";
    case Structure::low_rank_sparse:
      return "low rank + sparse";
    case Structure::sparse_chain:
      return "sparse chain";
    case Structure::piecewise:
      return "piecewise";
    case Structure::unrelated:
      return "unrelated";
  }
  base::fail("name_of: ", static_cast<int>(structure),
             " is no Structure: use one of all_structures().");
}

PlantedTasks planted_tasks(Structure structure, std::uint64_t seed, const PlantedSizes& sizes) {
  check_planted_sizes(structure, sizes);
  Rng rng(seed);
  PlantedTasks planted = plant_weights(structure, sizes, rng);
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    planted.train.push_back(draw_rows(planted.weights, t, sizes.train, sizes, rng));
    planted.validation.push_back(draw_rows(planted.weights, t, sizes.validation, sizes, rng));
    planted.test.push_back(draw_rows(planted.weights, t, sizes.test, sizes, rng));
  }
  return planted;
}

}  // namespace tapestry::datasets
