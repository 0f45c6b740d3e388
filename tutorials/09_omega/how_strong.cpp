#include "tutorials/09_omega/how_strong.hpp"

#include <iostream>

#include "datasets/generated/planted_tasks.hpp"
#include "nn/convex/choose_strength.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/omega/l21.hpp"
#include "nn/tasks/batch_rows.hpp"
#include "nn/verdict/interval.hpp"
#include "tutorials/09_omega/pictures.hpp"
#include "tutorials/09_omega/two_tasks.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/table.hpp"

namespace tapestry {
namespace {

// Few tasks, and so few test rows that one can be lucky with them: 2 of each task.
datasets::PlantedSizes few_test_rows() {
  datasets::PlantedSizes sizes;
  sizes.tasks = 5;
  sizes.features = 20;
  sizes.train = 30;
  sizes.test = 2;
  return sizes;
}

}  // namespace

// Chosen on the rows that judge, or by folds of the training rows: what is reported, what is true.
void how_strong() {
  std::vector<double> reported[2], beyond[2];  // by folds, and on the test rows; in each world
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto world = planted_tasks(datasets::Structure::sparse, seed, few_test_rows());
    // [folds]
    const nn::OmegaOfStrength l21 = [](double s) { return std::make_shared<nn::L21>(s); };
    const std::vector<double> tries = nn::falling_strengths(300, 1, 12);
    const nn::FistaOptions how{.tolerance = 1e-3};  // far below what the rows can tell
    const Tensor by_folds = nn::choose_strength(world.train, nn::tasks_as<nn::LinearTasks>(), l21,
                                                tries, nn::k_fold(5), how)
                                .solution.weights;
    Tensor by_test = by_folds;
    for (const auto& point : nn::regularisation_path(nn::LinearTasks(world.train), l21, tries, how))
      if (loss_on(world.test, point.solution.weights) < loss_on(world.test, by_test))
        by_test = point.solution.weights;
    // [folds]
    reported[0].push_back(loss_on(world.test, by_folds));
    reported[1].push_back(loss_on(world.test, by_test));
    beyond[0].push_back(error_of(by_folds, world.weights));
    beyond[1].push_back(error_of(by_test, world.weights));
  }
  check(nn::paired_difference(reported[1], reported[0]).high < 0,
        "chosen on test rows it looks better");
  check(nn::paired_difference(beyond[1], beyond[0]).low > 0, "and is worse");
  const auto row = [&](const std::string& name, int how) -> std::vector<std::string> {
    return {name, shown(nn::mean_interval(reported[how]).mean),
            shown(1 + nn::mean_interval(beyond[how]).mean)};
  };
  std::cout << '\n'
            << table_text({"strength chosen", "reported", "on new rows"},
                          {row("by folds", 0), row("on the test rows", 1)});
}

// What a strength means depends on how many rows there are, and on the inputs' units; and an
// intercept is a weight, too.
void sums_of_rows() {
  // [rows]
  const std::vector<nn::Batch> tasks = draw_tasks(near_tasks(), 8, 0.5, /*seed=*/0);
  const std::vector<nn::Batch> twice = {nn::pooled({tasks[0], tasks[0]}),
                                        nn::pooled({tasks[1], tasks[1]})};
  const Tensor once = minimise(nn::LinearTasks(tasks), *mean_of(5)).weights;
  const Tensor same = minimise(nn::LinearTasks(twice), *mean_of(10)).weights;
  check_near(error_of(once, same), 0, "for twice the rows, twice the strength", 1e-12);
  // [rows]
  // [units]
  // Eight rows of the answer 50, without noise; the only input is `one`.
  const auto predicted = [](Scalar one) {
    const nn::Batch rows{full({8, 1}, one), {}, full({8, 1}, 50)};
    return one * nn::LinearTasks({rows}).ridge_solution(/*ridge=*/8)(0, 0);
  };
  check_near(predicted(1), 25, "a penalised intercept is halved");
  check_near(predicted(0.01), 0.005, "and in another unit it is gone", 1e-4);
  // [units]
}

}  // namespace tapestry
