// What tasks have in common, as a penalty Omega: its strength, its kinks, and a zoo of them.
//
// The page that goes with this program is README.md, beside it.
#include <algorithm>
#include <iostream>

#include "nn/nn.hpp"
#include "tutorials/09_omega/how_strong.hpp"
#include "tutorials/09_omega/pictures.hpp"
#include "tutorials/09_omega/two_tasks.hpp"
#include "tutorials/09_omega/zoo.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/story.hpp"

using namespace tapestry;

void two_ends(const std::vector<nn::Batch>& tasks) {
  // [ends]
  const nn::LinearTasks two(tasks),
      one({nn::pooled(tasks)});  // the same rows, as two tasks or as one
  const Tensor nothing = minimise(two, *mean_of(0)).weights;
  const Tensor infinite = minimise(two, *mean_of(1e9)).weights;
  const Tensor alone = two.ridge_solution(0);   // least squares, from the normal equations:
  const Tensor as_one = one.ridge_solution(0);  // no iterations
  check_near(error_of(nothing, alone), 0, "at strength 0 each task is alone", 1e-12);
  for (const std::size_t t : {0U, 1U})
    for (const std::size_t j : {0U, 1U})
      check_near(infinite(t, j), as_one(0, j), "at infinite strength both are one task", 1e-6);
  // [ends]
}

void how_much(int draws) {
  std::vector<std::vector<double>> errors;
  std::vector<std::vector<std::string>> rows;
  for (const bool near : {true, false}) {
    const Tensor truth = near ? near_tasks() : opposed_tasks();
    two_ends(draw_tasks(truth, 8, 0.5, /*seed=*/0));
    const std::vector<double> of = mean_errors(truth, draws);
    errors.push_back(of);
    // [u-shape]
    const auto best = std::min_element(of.begin(), of.end());
    const double alone = of.back(), as_one = of.front();  // the weakest strength, the strongest
    if (near) {
      check(best != of.begin() && best != of.end() - 1, "the best strength lies in between");
      check(*best < 0.7 * alone && *best < 0.9 * as_one, "near tasks gain by the right strength");
    } else {
      check(*best > 0.85 * alone, "opposed tasks gain next to nothing");
      check(as_one > 10 * alone, "and as one task they are lost");
    }
    // [u-shape]
    rows.push_back({near ? "near" : "opposed", shown(alone), shown(*best), shown(as_one),
                    shown(strengths()[std::size_t(best - of.begin())])});
  }
  std::cout << table_text({"two tasks", "alone", "best", "as one", "best strength"}, rows);
  const auto folder = output_folder("09_omega");
  draw_errors(folder / "strength", strengths(), errors);
  draw(folder / "path", {plane("Near tasks", near_tasks(), path_of(near_tasks(), 0)),
                         plane("Opposed tasks", opposed_tasks(), path_of(opposed_tasks(), 0))});
}

// [heads]
// How far apart the heads' weights are, trained with this strength.
double heads_apart(double strength) {
  const std::vector<nn::Batch> tasks = draw_tasks(near_tasks(), 64, 0.5, /*seed=*/0);
  const nn::Loss square = nn::squared_error();
  nn::MultiTaskNet net({{"a", {2}, 1, square}, {"b", {2}, 1, square}}, {.encoder = 8, .trunk = {8}},
                       /*seed=*/1);
  nn::FitOptions how;
  how.rounds_per_epoch = 200;
  how.penalties = {nn::on_heads(mean_of(strength))};
  nn::Adam adam(1e-2);
  nn::fit(net, {[&] { return tasks[0]; }, [&] { return tasks[1]; }}, adam, how);
  return std::sqrt(error_of(net.head(0)[0].value(), net.head(1)[0].value()));
}
// [heads]

// [descent]
Tensor by_descent(const nn::TaskLosses& loss, const nn::Omega& omega) {
  const Var w = Var::parameter("w", zeros({loss.tasks(), loss.features()}));
  nn::Sgd sgd(2e-3);
  for (int step = 0; step < 1000; ++step) {
    Tape tape;
    sgd.step({w}, tape.gradient(loss.of(w) + omega.of(w), {w}));
  }
  return w.value();
}
// [descent]

void kinks() {
  // [kink]
  const nn::Lasso lasso(1);
  const Var w = Var::parameter("w", full({1, 1}, 0.3));
  Tape tape;
  const Tensor by_gradient = w.value() - tape.gradient(lasso.of(w), {w})[0];
  const Tensor by_prox = lasso.prox(w.value(), /*step=*/1);
  check_near(by_gradient(0, 0), -0.7, "the gradient steps over 0");
  check_equal(by_prox(0, 0), 0.0, "the proximal step stops there");
  // [kink]
  draw_step(output_folder("09_omega") / "step", lasso);
  // [zeros]
  const auto world = planted_tasks(datasets::Structure::sparse, /*seed=*/1, zoo_sizes());
  const nn::LinearTasks loss(world.train);
  const nn::L21 l21(40);
  const Zeros groups = zeros_in(minimise(loss, l21).weights);
  const Zeros singles = zeros_in(minimise(loss, nn::Lasso(12)).weights);
  const Zeros descent = zeros_in(by_descent(loss, l21));
  check_equal(groups.weights, 20 * groups.features, "L2,1 zeroes a feature for all 20 tasks");
  check(groups.features > 15, "and many of them");
  check(singles.weights > 20 * singles.features + 100, "the lasso zeroes single weights");
  check_equal(descent.weights, 0U, "descent makes no zeros");
  // [zeros]
  std::cout << '\n'
            << zeros_table({{"truth", zeros_in(world.weights)},
                            {"L2,1", groups},
                            {"lasso", singles},
                            {"L2,1 by descent", descent}});
}

void zoo(std::size_t tries) {
  // [zoo]
  const nn::OmegaFamily& ridge = nn::omega_family("ridge");
  std::vector<Exhibit> exhibits;
  for (const Match& match : matches()) {
    const auto world = planted_tasks(match.structure, /*seed=*/1, zoo_sizes());
    exhibits.push_back({match, world, find(ridge, world, tries),
                        find(nn::omega_family(match.family), world, tries)});
    check(exhibits.back().matched.error < 0.8 * exhibits.back().alone.error,
          match.family + " finds more than ridge does");
  }
  const auto unrelated = planted_tasks(datasets::Structure::unrelated, /*seed=*/1, zoo_sizes());
  const double alone = find(ridge, unrelated, tries).error;
  for (const nn::OmegaFamily& family : nn::omega_families())
    check(find(family, unrelated, tries).error > 0.99 * alone,
          family.name + " does not help unrelated tasks");
  // [zoo]
  exhibits.push_back({{datasets::Structure::unrelated, "trace"},
                      unrelated,
                      find(ridge, unrelated, tries),
                      find(nn::omega_family("trace"), unrelated, tries)});
  std::cout << '\n' << zoo_table(exhibits);
  draw_zoo(exhibits, output_folder("09_omega") / "zoo.png");
}

void story(bool quick) {
  how_much(quick ? 30 : 100);
  const double free = heads_apart(0), tied = heads_apart(1);
  check(tied < 0.2 * free, "the penalty draws the heads together");
  std::cout << "\nheads apart: " << shown(free) << ", with the penalty " << shown(tied) << '\n';
  kinks();
  zoo(quick ? 12 : 24);
  how_strong();
  sums_of_rows();
}

int main(int argc, char** argv) {
  set_threads(1);  // the same figures on machines with more
  return tell(argc, argv, story);
}
