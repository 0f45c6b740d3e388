// check_planted_sizes: each size that a structure uses, with its rule.
#include <algorithm>
#include <cmath>
#include <string>

#include "datasets/generated/planted_weights.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

void require_count(const char* name, std::size_t count) {
  if (count == 0) base::fail("planted_tasks: ", name, " = 0, but it must be 1 or more: raise it.");
}

void require_at_most(const char* name, std::size_t count, const std::string& limit_name,
                     std::size_t limit) {
  require_count(name, count);
  if (count > limit)
    base::fail("planted_tasks: ", name, " = ", count, ", but it must be at most the ", limit_name,
               ", ", limit, ": lower it.");
}

void require_deviation(const char* name, double value) {
  if (!(value >= 0) || !std::isfinite(value))
    base::fail("planted_tasks: ", name, " = ", value,
               ", but a standard deviation must be 0 or more, and finite: change it.");
}

void require_share(double spread) {
  if (!(spread >= 0 && spread <= 1))
    base::fail("planted_tasks: spread = ", spread,
               ", but it is a share of the variance: give 0 to 1.");
}

void require_active(const PlantedSizes& sizes) {
  require_at_most("active", sizes.active, "number of features", sizes.features);
}

void require_own_beside_active(const PlantedSizes& sizes) {
  require_active(sizes);
  require_count("own", sizes.own);
  if (sizes.own > sizes.features - sizes.active)
    base::fail("planted_tasks: active + own = ", sizes.active, " + ", sizes.own,
               ", but together they must be at most the number of features, ", sizes.features,
               ": lower one of them.");
}

void require_outliers(const PlantedSizes& sizes) {
  require_count("outliers", sizes.outliers);
  if (sizes.outliers >= sizes.tasks)
    base::fail("planted_tasks: outliers = ", sizes.outliers,
               ", but it must be less than the number of tasks, ", sizes.tasks, ": lower it.");
}

void require_rank(const PlantedSizes& sizes) {
  require_at_most("rank", sizes.rank, "smaller of tasks and features",
                  std::min(sizes.tasks, sizes.features));
}

}  // namespace

void check_planted_sizes(Structure structure, const PlantedSizes& sizes) {
  require_count("tasks", sizes.tasks);
  require_count("features", sizes.features);
  require_count("train", sizes.train);
  require_count("validation", sizes.validation);
  require_count("test", sizes.test);
  require_deviation("signal", sizes.signal);
  if (!sizes.logistic) require_deviation("noise", sizes.noise);
  switch (structure) {
    case Structure::mean:
    case Structure::chain:
      return require_share(sizes.spread);
    case Structure::low_rank:
      return require_rank(sizes);
    case Structure::sparse:
    case Structure::own_sparse:
      return require_active(sizes);
    case Structure::clustered:
      require_at_most("clusters", sizes.clusters, "number of tasks", sizes.tasks);
      return require_share(sizes.spread);
    case Structure::dirty:
      return require_own_beside_active(sizes);
    case Structure::sparse_outliers:
      require_active(sizes);
      return require_outliers(sizes);
    case Structure::low_rank_outliers:
      require_outliers(sizes);
      return require_at_most("rank", sizes.rank, "smaller of features and tasks without outliers",
                             std::min(sizes.features, sizes.tasks - sizes.outliers));
    case Structure::low_rank_sparse:
      require_rank(sizes);
      return require_at_most("own", sizes.own, "number of features", sizes.features);
    case Structure::sparse_chain:
      require_active(sizes);
      return require_share(sizes.spread);
    case Structure::piecewise:
      require_active(sizes);
      return require_at_most("pieces", sizes.pieces, "number of tasks", sizes.tasks);
    case Structure::unrelated:
      return;
  }
}

}  // namespace tapestry::datasets
