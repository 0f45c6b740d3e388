#include "tutorials/09_omega/zoo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "nn/convex/linear_tasks.hpp"
#include "tutorials/09_omega/pictures.hpp"
#include "tutorials/09_omega/two_tasks.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/picture.hpp"
#include "tutorials/support/table.hpp"

namespace tapestry {

using datasets::Structure;

const std::vector<Match>& matches() {
  static const std::vector<Match> list = {
      {Structure::mean, "mean"},
      {Structure::clustered, "clustered"},
      {Structure::chain, "chain"},
      {Structure::low_rank, "trace"},
      {Structure::low_rank_outliers, "robust"},
      {Structure::low_rank_sparse, "sparse+trace"},
      {Structure::own_sparse, "lasso"},
      {Structure::sparse, "l21"},
      {Structure::sparse, "capped"},
      {Structure::dirty, "dirty"},
      {Structure::sparse_outliers, "robust-features"},
      {Structure::sparse_chain, "temporal"},
      {Structure::piecewise, "fused"},
  };
  return list;
}

datasets::PlantedSizes zoo_sizes() {
  datasets::PlantedSizes sizes;
  sizes.train = 30;
  sizes.noise = 0.5;
  return sizes;
}

// [find]
Found find(const nn::OmegaFamily& family, const datasets::PlantedTasks& world, std::size_t tries) {
  nn::FistaOptions how;
  how.tolerance = 1e-3;  // the solver's error is far below that of the rows
  const nn::LinearTasks loss(world.train);
  double lowest = std::numeric_limits<double>::infinity();
  Found best;
  for (const std::vector<double>& shape : family.shapes) {
    const auto omega = [&](double s) { return family.make(s, shape, loss.tasks()); };
    const auto strengths = nn::falling_strengths(300, 1, tries / family.shapes.size());
    for (const nn::PathPoint& point : nn::regularisation_path(loss, omega, strengths, how)) {
      const Tensor& w = point.solution.weights;
      const double validated = loss_on(world.validation, w);
      if (validated >= lowest) continue;
      lowest = validated;
      best = {w, error_of(w, world.weights)};
    }
  }
  return best;
}
// [find]

namespace {

constexpr std::size_t kCell = 8, kGap = 16, kLine = 24, kMargin = 16;

// The tasks as they are drawn, from the top down.
std::vector<std::size_t> order_of(const datasets::PlantedTasks& world) {
  std::vector<std::size_t> order(world.train.size());
  std::iota(order.begin(), order.end(), 0U);
  if (!world.clusters.empty())
    std::stable_sort(order.begin(), order.end(), [&](std::size_t s, std::size_t t) {
      return world.clusters[s] < world.clusters[t];
    });
  return order;
}

// A cell a weight: a row a task, a column a feature.
void draw_weights(Picture& picture, std::size_t left, std::size_t top, const Tensor& w,
                  const std::vector<std::size_t>& order, double limit) {
  for (std::size_t row = 0; row < order.size(); ++row)
    for (std::size_t j = 0; j < w.shape()[1]; ++j)
      picture.fill(left + j * kCell, top + row * kCell, kCell, kCell,
                   heat_color(w(order[row], j), limit));
  picture.frame(left, top, w.shape()[1] * kCell, w.shape()[0] * kCell, 1, kBlack);
}

// "l21: 0.108"
std::string with_error(const std::string& name, double error) { return name + ": " + shown(error); }

}  // namespace

std::string zoo_table(const std::vector<Exhibit>& exhibits) {
  std::vector<std::vector<std::string>> rows;
  for (const Exhibit& one : exhibits)
    rows.push_back({name_of(one.match.structure), shown(one.alone.error), shown(one.matched.error),
                    one.match.family});
  return table_text({"truth", "ridge", "match", "its name"}, rows);
}

void draw_zoo(const std::vector<Exhibit>& exhibits, const std::filesystem::path& file) {
  const Shape size = exhibits[0].world.weights.shape();
  const std::size_t wide = size[1] * kCell + kGap;
  const std::size_t high = size[0] * kCell + kLine + kGap;
  Picture picture(3 * wide + 2 * kMargin, exhibits.size() * high + 2 * kMargin);
  for (std::size_t e = 0; e < exhibits.size(); ++e) {
    const Exhibit& one = exhibits[e];
    const Tensor& truth = one.world.weights;
    const std::size_t top = kMargin + e * high;
    const std::vector<std::string> titles = {name_of(one.match.structure),
                                             with_error("ridge", one.alone.error),
                                             with_error(one.match.family, one.matched.error)};
    const std::vector<Tensor> maps = {truth, one.alone.weights, one.matched.weights};
    double limit = 0;  // the truth's root mean square, doubled
    for (std::size_t i = 0; i < truth.size(); ++i) limit += std::pow(truth.data()[i], 2);
    limit = 2 * std::sqrt(limit / double(truth.size()));
    for (std::size_t m = 0; m < 3; ++m) {
      picture.draw_text(kMargin + m * wide, top, titles[m], kBlack);
      draw_weights(picture, kMargin + m * wide, top + kLine, maps[m], order_of(one.world), limit);
    }
  }
  picture.write_png(file);
}

}  // namespace tapestry
