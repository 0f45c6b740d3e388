#include "nn/omega/families.hpp"

#include <charconv>
#include <utility>

#include "engine/base/error.hpp"
#include "nn/omega/alternating_structure.hpp"
#include "nn/omega/capped_l1.hpp"
#include "nn/omega/clustered.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/elastic_net.hpp"
#include "nn/omega/fused_sparse_group_lasso.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/omega/l1_inf.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/robust.hpp"
#include "nn/omega/robust_features.hpp"
#include "nn/omega/sparse_low_rank.hpp"
#include "nn/omega/task_relationship.hpp"
#include "nn/omega/temporal_group_lasso.hpp"
#include "nn/omega/trace_norm.hpp"

namespace tapestry::nn {
namespace {

using Further = std::vector<double>;

// An Omega made of its strength alone.
template <class OneStrength>
std::shared_ptr<const Omega> plain(double strength, const Further&, std::size_t) {
  return std::make_shared<OneStrength>(strength);
}

// One made of the strength and of shape[0] times it.
template <class TwoStrengths>
std::shared_ptr<const Omega> scaled(double strength, const Further& shape, std::size_t) {
  return std::make_shared<TwoStrengths>(strength, strength * shape[0]);
}

// One on a chain: shape[0] and shape[1] times the strength, and the strength itself, of the
// features.
template <class OfFeatures>
std::shared_ptr<const Omega> features_last(double strength, const Further& shape, std::size_t) {
  return std::make_shared<OfFeatures>(strength * shape[0], strength * shape[1], strength);
}

// One of a number of clusters or dimensions, of a strength, and of shape[0] times it.
template <class Grouping>
std::shared_ptr<const Omega> grouped(double strength, const Further& shape, std::size_t tasks) {
  if (!(shape[1] >= 1 && shape[1] <= 1e6) || shape[1] != double(std::size_t(shape[1])))
    base::fail("Omega: ", shape[1],
               " clusters or dimensions were asked for, but it must be a whole "
               "number from 1.");
  if (shape[1] >= double(tasks))
    base::fail(
        "Omega: ", shape[1], " clusters or dimensions were asked for, of ", tasks,
        " tasks, and would leave all of them alone, as ridge does: write a smaller number, as "
        "in FAMILY:STRENGTH:0.1:1.");
  return std::make_shared<Grouping>(std::size_t(shape[1]), strength, strength * shape[0]);
}

std::shared_ptr<const Omega> chained(double strength, const Further&, std::size_t tasks) {
  return std::make_shared<GraphLaplacian>(chain(tasks, strength));
}

std::shared_ptr<const Omega> capped(double strength, const Further& shape, std::size_t tasks) {
  return std::make_shared<CappedL1>(strength, shape[0] * double(tasks));
}

}  // namespace

const std::vector<OmegaFamily>& omega_families() {
  // name, what it assumes, its maker; further numbers, shapes to try; whether in order
  static const std::vector<OmegaFamily> table = {
      {"ridge", "nothing: each task alone", plain<Ridge>},
      {"lasso", "each task uses few features, its own", plain<Lasso>},
      {"elastic",
       "the same, with features that go together",
       scaled<ElasticNet>,
       {"ridge/strength"},
       {{0.5}, {0.1}, {2}}},
      {"mean", "the tasks lie around their mean", plain<MeanRegularised>},
      {"chain", "each task is like the one before it", chained, {}, {{}}, true},
      {"l21", "the tasks use the same features", plain<L21>},
      {"l1inf", "the same, each as much as the others", plain<L1Inf>},
      {"capped", "the same, without shrinking them", capped, {"cap/tasks"}, {{0.1}, {0.03}, {0.3}}},
      {"trace", "the tasks lie in a common subspace", plain<TraceNorm>},
      {"relationship", "the same: their covariance is learnt", plain<TaskRelationship>},
      {"alternating",
       "a common subspace, and small weights beside",
       grouped<AlternatingStructure>,
       {"ridge/strength", "dimensions"},
       {{0.1, 2}, {0.02, 2}}},
      {"clustered",
       "the tasks fall into groups",
       grouped<Clustered>,
       {"ridge/strength", "clusters"},
       {{0.1, 3}, {0.02, 3}}},
      {"dirty",
       "common features, and some of single tasks",
       scaled<Dirty>,
       {"own/shared"},
       {{0.2}, {0.1}, {0.5}}},
      {"sparse+trace",
       "a common subspace, and single weights beside",
       scaled<SparseLowRank>,
       {"sparse/low rank"},
       {{0.2}, {0.1}, {0.5}}},
      {"robust",
       "a common subspace, but for outlier tasks",
       scaled<Robust>,
       {"outliers/low rank"},
       {{0.7}, {0.4}, {1.2}}},
      {"robust-features",
       "common features, but for outlier tasks",
       scaled<RobustFeatures>,
       {"outliers/features"},
       {{1}, {0.5}, {2}}},
      {"temporal",
       "common features, whose weights drift along a chain",
       features_last<TemporalGroupLasso>,
       {"ridge/features", "chain/features"},
       {{0.01, 1}, {0.01, 5}, {0.001, 0.3}},
       true},
      {"fused",
       "common features, whose weights jump along a chain",
       features_last<FusedSparseGroupLasso>,
       {"lasso/features", "jumps/features"},
       {{0.1, 1}, {0.1, 0.3}},
       true},
  };
  return table;
}

const OmegaFamily& omega_family(const std::string& name) {
  std::string names;
  for (const OmegaFamily& family : omega_families()) {
    if (family.name == name) return family;
    names += (names.empty() ? "" : ", ") + family.name;
  }
  base::fail("Omega: '", name, "' is no family: choose one of ", names, ".");
}

std::shared_ptr<const Omega> read_omega(const std::string& text, std::size_t tasks) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ':')
      words.emplace_back();
    else
      words.back() += c;
  }
  const OmegaFamily& family = omega_family(words[0]);
  std::string form = family.name + ":STRENGTH";
  for (const std::string& number : family.further) form += ":" + number;
  if (words.size() != 2 && words.size() != 2 + family.further.size())
    base::fail("Omega: '", text, "' has ", words.size() - 1, " numbers, but it must be ", form,
               family.further.empty() ? "." : ", or the strength alone.");
  std::vector<double> numbers;
  for (std::size_t i = 1; i < words.size(); ++i) {
    double number = 0;
    const char* const end = words[i].data() + words[i].size();
    const auto read = std::from_chars(words[i].data(), end, number);
    if (read.ec != std::errc() || read.ptr != end)
      base::fail("Omega: '", words[i], "' in '", text, "' is no number: write ", form, ".");
    numbers.push_back(number);
  }
  const Further given(numbers.begin() + 1, numbers.end());
  return family.make(numbers[0], given.empty() ? family.shapes[0] : given, tasks);
}

}  // namespace tapestry::nn
