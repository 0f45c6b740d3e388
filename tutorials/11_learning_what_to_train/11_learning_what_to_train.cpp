// Which other tasks help a task of few rows: training finds out by itself, and learns the scores.
//
// The page that goes with this program is README.md, beside it.
#include <cmath>
#include <iostream>
#include <memory>

#include "nn/nn.hpp"
#include "tutorials/11_learning_what_to_train/exact.hpp"
#include "tutorials/11_learning_what_to_train/means.hpp"
#include "tutorials/11_learning_what_to_train/pictures.hpp"
#include "tutorials/11_learning_what_to_train/study.hpp"
#include "tutorials/11_learning_what_to_train/tables.hpp"
#include "tutorials/11_learning_what_to_train/ways.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/story.hpp"

using namespace tapestry;

void first_order(const Data& data) {
  // [look]
  Rng rng(data.seed);
  const OneNet net(eleven_tasks(), rng);
  const nn::GradientProbe probe(net, looks_of(data));
  const auto target = probe.look(0);  // a batch, its loss, its gradients; the net stays as it is
  check(target.loss > std::log(2) + 0.1, "the net begins with answers worse than a guess");
  for (std::size_t t = 1; t < kTasks; ++t) {
    const auto task = probe.look(t);
    const double rate = 0.01, after = probe.loss_after(0, target.batch, task.gradients, rate);
    const double slope = nn::inner_product(task.gradients, target.gradients);
    check(std::abs(target.loss - after - rate * slope) < 0.05 * rate * std::abs(slope) + 2e-5,
          "a small step on task t lowers the target's loss by rate <g_t, g_target>");
  }
  // [look]
}

void exact_gradient() {
  // [exact]
  const std::vector<double> v = {1, 0.5, 0, -1};
  const double entropy = 0.5;
  const nn::ChainSubsets p = nn::exactly_k({0.3, -0.2, 0.1, 0.4}, 2);
  std::vector<double> pull = v, best = v;
  for (std::size_t t = 0; t < 4; ++t) pull[t] -= entropy * p.scores()[t], best[t] /= entropy;
  const std::vector<double> gradient = nn::covariance_times(p, pull);
  const auto at = [&](const std::vector<double>& scores) {
    return objective(*p.with_scores(scores), v, entropy);
  };
  for (std::size_t t = 0; t < 4; ++t) {
    std::vector<double> up = p.scores(), down = up, off = best;
    up[t] += 1e-5, down[t] -= 1e-5, off[t] += 0.1;
    check_near(gradient[t], (at(up) - at(down)) / 2e-5, "dJ/ds is C (v - entropy s)", 1e-8);
    check(at(best) > at(off) + 1e-5, "v / entropy are the best scores");
  }
  // [exact]
}

void from_draws() {
  // [baseline]
  const std::vector<double> v = {1, 0.5, 0, -1};
  const nn::SubsetSelection p({0, 0, 0, 0});
  const double level = 10, mean_reward = level + 0.25;  // r(T) = level + worth of T
  const std::vector<double> exact = nn::covariance_times(p, v);
  const Scatter plain = of_estimate(p, v, level, 0);
  const Scatter calm = of_estimate(p, v, level, mean_reward);
  for (std::size_t t = 0; t < 4; ++t) {
    check_near(plain.mean[t], exact[t], "the estimate's mean is the gradient", 1e-12);
    check_near(calm.mean[t], exact[t], "the baseline changes nothing of it", 1e-12);
  }
  check(calm.deviation < plain.deviation / 8, "and takes away most of the noise");
  // [baseline]
  std::cout << scatter_table({{"none", plain}, {"mean reward", calm}});
}

void the_study(const std::vector<Data>& seeds, bool quick) {
  const std::vector<Means> all = over(seeds, ways());
  // [claims]
  const double alone = all[0].accuracy, on_all = all[1].accuracy, on_true = all[2].accuracy;
  check(on_all < alone - 5 && alone < on_true - 5, "help and harm are real");
  for (std::size_t m = 3; m < all.size(); ++m) {
    check(all[m].useful_first > 0.89, all[m].name + ": the useful come first");
    check(all[m].accuracy >= on_all + 15, all[m].name + " beats training on all");
    check(all[m].accuracy > on_true - (quick ? 2 : 1), all[m].name + " equals the true ones");
  }
  // [claims]
  std::cout << '\n' << means_table(all);
  draw_accuracies(all, output_folder("11_learning_what_to_train") / "accuracies.png");
  draw_chosen(seeds[0], {all[5], all[6]},
              output_folder("11_learning_what_to_train") / "chosen.png");
}

void budgeted(const std::vector<Data>& seeds, bool quick) {
  const std::vector<Means> all = over(seeds, ways_within_budget());
  // [worth]
  std::vector<double> spent;  // of the budget's units, in thousands
  for (std::size_t m = 0; m < all.size(); ++m) {
    double a_round = m < 3 ? 0 : cost_of_a_look() / 20;
    for (std::size_t t = 0; t < kTasks; ++t) a_round += all[m].chosen[t] * kCosts[t];
    spent.push_back(a_round * double(all[m].rounds) / 1000);
    check(spent[m] < 1.02 * 1500 * kBudget / 1000, "nothing costs more than 1500 full steps");
  }
  for (const std::size_t m : {3U, 4U}) {
    check(all[m].accuracy > all[1].accuracy + 20, all[m].name + ": the looks pay for themselves");
    check(all[m].accuracy > all[2].accuracy - (quick ? 3 : 1), all[m].name + " equals the true");
  }
  // [worth]
  std::cout << '\n' << budget_table(all, spent);
}

void casino(const std::vector<Data>& seeds, bool quick) {
  // [casino]
  std::shared_ptr<nn::Exp3> exp3;  // of the last run
  std::shared_ptr<nn::Thompson> thompson;
  const auto target_and_one = [](std::shared_ptr<nn::TaskScorer> scorer) {
    return nn::drawn(std::move(scorer), nn::exactly_k(kZeros, 2));
  };
  const auto by_exp3 = [&](const Sight& see) {
    const nn::Exp3Options options{/*gamma=*/0.2, /*scale=*/0.003, /*target=*/0};
    return target_and_one(exp3 = std::make_shared<nn::Exp3>(see.gain, options));
  };
  const auto by_thompson = [&](const Sight& see) {
    const nn::ThompsonOptions options{/*noise=*/0.02, /*prior=*/0.01, /*memory=*/1, /*target=*/0};
    return target_and_one(thompson = std::make_shared<nn::Thompson>(see.gain, options));
  };
  const std::vector<Means> all = {
      over(seeds, one_even_draw()),
      over(seeds, Way{"EXP3", 3000, by_exp3}, [&] { return exp3->regret(); }),
      over(seeds, Way{"Thompson", 3000, by_thompson}, [&] { return thompson->regret(); })};
  const double bound = (std::exp(1) - 1) * 0.2 * 3000 + 10 * std::log(10) / 0.2;  // gamma 0.2
  for (const std::size_t m : {1U, 2U}) {
    check(all[m].accuracy > all[0].accuracy + 20, all[m].name + " finds what helps");
    check(all[m].useful_first > (quick ? 0.3 : 0.5), all[m].name + " ranks it first, mostly");
  }
  check(all[1].measured < bound, "EXP3's own estimate is below the bound");
  // [casino]
  std::cout << '\n' << casino_table(all) << "bound of EXP3's regret: " << shown(bound, 0) << '\n';
}

void heads_of_their_own(const std::vector<Data>& seeds) {
  // [heads]
  const Steps look = by_looks<nn::CosineScores>(/*temperature=*/1.0, nn::LookOptions{0.98, 5});
  std::vector<double> one(kTasks), own(kTasks);  // mean cosines with the target
  for (const Data& data : seeds) {
    nn::MultiTaskNet net = net_with_heads(data.seed);
    add_scores(one, train(data, 300, look), seeds.size());
    add_scores(own, train(net, data, 300, look), seeds.size());
  }
  using enum datasets::HelperKind;
  check(of_kind(one, useful) > of_kind(one, harmful) + 0.3, "with one head, the cosines tell");
  check(std::abs(of_kind(own, useful) - of_kind(own, harmful)) < 0.1, "with own heads they do not");
  // [heads]
}

void story(bool quick) {
  const std::vector<Data> seeds = data_of_seeds(21, quick ? 2 : 10);
  first_order(seeds[0]);
  exact_gradient();
  from_draws();
  the_study(seeds, quick);
  budgeted(seeds, quick);
  casino(seeds, quick);
  heads_of_their_own(seeds);
}

int main(int argc, char** argv) { return tell(argc, argv, story); }
