#include "measure.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <thread>

#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/path.hpp"
#include "nn/omega/families.hpp"

using namespace tapestry;

namespace {

constexpr std::size_t kTries = 24;  // of each family, all its shapes together
constexpr double kStrongest = 2000, kWeakest = 0.2;

double validation_error(const std::vector<nn::Batch>& tasks, const Tensor& w) {
  double sum = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].inputs.shape()[0]; ++i) {
      double prediction = 0;
      for (std::size_t j = 0; j < w.shape()[1]; ++j) prediction += tasks[t].inputs(i, j) * w(t, j);
      sum += std::pow(tasks[t].targets(i, 0) - prediction, 2);
    }
  return sum;
}

double error_of(const Tensor& w, const Tensor& truth) {
  double sum = 0;
  for (std::size_t i = 0; i < w.size(); ++i) sum += std::pow(w.data()[i] - truth.data()[i], 2);
  return sum / static_cast<double>(w.shape()[0]);
}

Found find(const nn::OmegaFamily& family, const datasets::PlantedTasks& world, bool quick) {
  const nn::LinearTasks loss(world.train);
  nn::FistaOptions how;
  how.tolerance = 1e-3;  // the solution's error is far below that of the rows
  double best = INFINITY;
  Found found;
  const auto try_path = [&](const std::vector<double>& shape,
                            const std::vector<double>& strengths) {
    const auto omega = [&](double strength) {
      return family.make(strength, shape, world.train.size());
    };
    for (const nn::PathPoint& point : nn::regularisation_path(loss, omega, strengths, how)) {
      const double chosen_by = validation_error(world.validation, point.solution.weights);
      if (chosen_by >= best) continue;
      best = chosen_by;
      found = {shape, point.strength, error_of(point.solution.weights, world.weights)};
    }
  };
  // Three in four of the tries go over all strengths, for each shape; the others between the
  // neighbours of the best. A quick run takes the first shape alone.
  const std::size_t tries = quick ? kTries / 3 : kTries, fine = tries / 4;
  const std::size_t shapes = quick ? 1 : family.shapes.size(), each = (tries - fine) / shapes;
  for (std::size_t s = 0; s < shapes; ++s)
    try_path(family.shapes[s], nn::falling_strengths(kStrongest, kWeakest, each));
  const double step = std::pow(kStrongest / kWeakest, 1 / static_cast<double>(each - 1));
  std::vector<double> between =
      nn::falling_strengths(found.strength * step, found.strength / step, fine + 2);
  try_path(found.shape, {between.begin() + 1, between.end() - 1});
  return found;
}

}  // namespace

Results measure(const Options& options) {
  const std::vector<nn::OmegaFamily>& families = nn::omega_families();
  Results results(plans().size(), std::vector<std::vector<Found>>(
                                      families.size(), std::vector<Found>(options.seeds)));
  const std::size_t worlds = plans().size() * options.seeds;
  const std::size_t threads = std::max(1U, std::min(std::thread::hardware_concurrency(), 8U));
  const auto measure_from = [&](std::size_t first) {
    for (std::size_t k = first; k < worlds; k += threads) {
      const std::size_t plan = k / options.seeds, seed = k % options.seeds;
      const datasets::PlantedTasks world = datasets::planted_tasks(
          plans()[plan].structure, options.first + seed, plans()[plan].sizes);
      for (std::size_t f = 0; f < families.size(); ++f)
        results[plan][f][seed] = find(families[f], world, options.quick);
    }
  };
  std::vector<std::future<void>> running;
  for (std::size_t k = 0; k < threads; ++k)
    running.push_back(std::async(std::launch::async, measure_from, k));
  for (std::future<void>& thread : running) thread.get();
  return results;
}
