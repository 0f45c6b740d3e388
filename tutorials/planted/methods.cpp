#include "methods.hpp"

#include "nn/omega/clustered.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/elastic_net.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/sparse_low_rank.hpp"
#include "nn/omega/task_relationship.hpp"
#include "nn/omega/trace_norm.hpp"

using namespace tapestry;
using datasets::Structure;

namespace {

constexpr std::size_t kTasks = datasets::PlantedSizes{}.tasks;
constexpr std::size_t kClusters = datasets::PlantedSizes{}.clusters;

// make<Omega>(): of a strength alone.
template <class Omega>
auto make() {
  return [](double strength, double) { return std::make_shared<Omega>(strength); };
}

// make2<Omega>(): of a strength, and ratio times it.
template <class Omega>
auto make2() {
  return [](double strength, double ratio) {
    return std::make_shared<Omega>(strength, ratio * strength);
  };
}

}  // namespace

const std::vector<Method>& methods() {
  static const std::vector<Method> list = {
      {"single", make<nn::Ridge>()},
      {"mean", make<nn::MeanRegularised>()},
      {"trace", make<nn::TraceNorm>()},
      {"L2,1", make<nn::L21>()},
      {"clustered",
       [](double strength, double ratio) {
         return std::make_shared<nn::Clustered>(kClusters, strength, ratio * strength);
       },
       {0.02, 0.1}},
      {"chain",
       [](double strength, double) {
         return std::make_shared<nn::GraphLaplacian>(nn::chain(kTasks, strength));
       }},
      {"lasso", make<nn::Lasso>()},
      {"elastic", make2<nn::ElasticNet>(), {0.1, 0.5, 2}},
      {"dirty", make2<nn::Dirty>(), {0.1, 0.2, 0.5}},
      {"sparse+lr", make2<nn::SparseLowRank>(), {0.1, 0.2, 0.5}},
      {"relation", make<nn::TaskRelationship>()},
  };
  return list;
}

const std::vector<Structure>& structures() {
  static const std::vector<Structure> list = {Structure::mean,   Structure::low_rank,
                                              Structure::sparse, Structure::clustered,
                                              Structure::chain,  Structure::unrelated};
  return list;
}

std::string match_of(Structure structure) {
  switch (structure) {
    case Structure::mean:
      return "mean";
    case Structure::low_rank:
      return "trace";
    case Structure::sparse:
      return "L2,1";
    case Structure::clustered:
      return "clustered";
    case Structure::chain:
      return "chain";
    case Structure::own_sparse:
    case Structure::dirty:
    case Structure::sparse_outliers:
    case Structure::low_rank_outliers:
    case Structure::low_rank_sparse:
    case Structure::sparse_chain:
    case Structure::piecewise:
    case Structure::unrelated:
      break;
  }
  return "";
}

std::vector<std::string> also_assume(Structure structure) {
  switch (structure) {
    case Structure::mean:
      return {"clustered", "relation"};  // one cluster; a covariance with one large direction
    case Structure::low_rank:
      // Low rank with a sparse rest of 0; a covariance of that rank; and the relaxed clusters'
      // Omega is a function of the singular values, that spares as many of them as there are
      // clusters.
      return {"sparse+lr", "relation", "clustered"};
    case Structure::sparse:
      return {"dirty"};  // common features, and own ones of 0
    case Structure::clustered:
      return {"relation"};  // a covariance with a block for each cluster
    case Structure::chain:
      return {"relation"};  // a covariance that falls off with the distance
    case Structure::own_sparse:
    case Structure::dirty:
    case Structure::sparse_outliers:
    case Structure::low_rank_outliers:
    case Structure::low_rank_sparse:
    case Structure::sparse_chain:
    case Structure::piecewise:
    case Structure::unrelated:
      break;
  }
  return {};
}
