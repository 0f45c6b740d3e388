// Choosing a strength: what is held out, that it is held out, and the choice by hand.
#include "nn/convex/choose_strength.hpp"

#include <gmock/gmock.h>

#include <map>

#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/logistic_tasks.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "tests/convex/random_tasks.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

const OmegaOfStrength kRidge = [](double s) { return std::make_shared<Ridge>(s); };

// Rows are told apart by their first input.
std::map<Scalar, int> first_inputs(const Batch& batch) {
  std::map<Scalar, int> seen;
  for (std::size_t i = 0; i < batch.inputs.shape()[0]; ++i) ++seen[batch.inputs(i, 0)];
  return seen;
}

TEST(Folds, EachRowIsHeldOutOnceAndNeverTrainedThen) {
  const std::vector<Batch> tasks = some_tasks(1, {3, 13, 4});
  const std::vector<Fold> folds = folds_of(tasks, k_fold(5, 7));
  ASSERT_EQ(folds.size(), 5U);
  for (std::size_t t = 0; t < 3; ++t) {
    std::map<Scalar, int> held;
    for (const Fold& fold : folds) {
      std::map<Scalar, int> both = first_inputs(fold.train[t]);
      for (const auto& [row, times] : first_inputs(fold.held_out[t])) {
        EXPECT_EQ(both.count(row), 0U);
        held[row] += times;
        both[row] += times;
      }
      EXPECT_EQ(both, first_inputs(tasks[t]));
      const std::size_t rows = tasks[t].inputs.shape()[0];
      EXPECT_GE(fold.held_out[t].inputs.shape()[0], rows / 5);
      EXPECT_LE(fold.held_out[t].inputs.shape()[0], rows / 5 + 1);
    }
    EXPECT_EQ(held, first_inputs(tasks[t]));
  }
}

TEST(Folds, TargetsAndLabelsGoWithTheirRows) {
  const std::vector<Batch> tasks = some_tasks(2, {2, 10, 3});
  const Fold fold = folds_of(tasks, hold_out(0.3, 4))[0];
  for (std::size_t t = 0; t < 2; ++t)
    for (const Batch* part : {&fold.train[t], &fold.held_out[t]})
      for (std::size_t i = 0; i < part->inputs.shape()[0]; ++i) {
        std::size_t row = 0;
        while (tasks[t].inputs(row, 0) != part->inputs(i, 0)) ++row;
        EXPECT_EQ(part->inputs(i, 2), tasks[t].inputs(row, 2));
        EXPECT_EQ(part->targets.data()[i], tasks[t].targets.data()[row]);
        EXPECT_EQ(part->labels.at(i), tasks[t].labels.at(row));
      }
  EXPECT_EQ(fold.held_out[0].inputs.shape()[0], 3U);
}

// As data come: classes without numbers, or numbers without classes.
TEST(Folds, OfLabelsAloneAndOfTargetsAlone) {
  std::vector<Batch> labels = some_tasks(2, {2, 10, 3}), targets = labels;
  for (std::size_t t = 0; t < 2; ++t) {
    labels[t].targets = Tensor();
    targets[t].labels.clear();
  }
  const Fold of_labels = folds_of(labels, k_fold(5))[2],
             of_targets = folds_of(targets, k_fold(5))[2];
  EXPECT_EQ(of_labels.train[1].targets.dimension(), 0U);
  EXPECT_EQ(of_labels.train[1].labels.size(), of_labels.train[1].inputs.shape()[0]);
  EXPECT_TRUE(of_targets.train[1].labels.empty());
  EXPECT_EQ(of_targets.train[1].targets.shape()[0], of_labels.train[1].inputs.shape()[0]);
  const StrengthChoice choice =
      choose_strength(labels, tasks_as<LogisticTasks>(), kRidge, {10, 1}, k_fold(5));
  EXPECT_GT(choice.loss, 0);
  EXPECT_THAT(error_of([&] {
                choose_strength(labels, tasks_as<LinearTasks>(), kRidge, {10, 1});
              }),
              testing::HasSubstr("there must be one target a row"));
}

// Of 7 rows a fold of 5 trains on 6 or 5: the strength goes by that, not by 4 / 5.
TEST(ChooseStrength, AFoldsStrengthGoesByTheRowsThatItHas) {
  const std::vector<Batch> tasks = some_tasks(9, {1, 7, 3});
  std::vector<double> asked;
  const OmegaOfStrength spied = [&](double s) {
    asked.push_back(s);
    return std::make_shared<Ridge>(s);
  };
  choose_strength(tasks, tasks_as<LinearTasks>(), spied, {70}, k_fold(5));
  const std::vector<Fold> folds = folds_of(tasks, k_fold(5));
  ASSERT_EQ(asked.size(), 6U);
  for (std::size_t f = 0; f < 5; ++f)
    EXPECT_NEAR(asked[f], 10.0 * double(folds[f].train[0].inputs.shape()[0]), 1e-12);
  EXPECT_EQ(asked[5], 70);
}

// The held-out loss is of residuals: a large mean of the targets costs it no digits.
TEST(ChooseStrength, LargeTargetsAreJudgedExactly) {
  Batch rows{zeros({12, 1}), {}, zeros({12, 1})};
  for (std::size_t i = 0; i < 12; ++i) {
    rows.inputs(i, 0) = 1;
    rows.targets(i, 0) = 1e8 + (i % 2 == 0 ? 1 : -1);
  }
  EXPECT_NEAR(LinearTasks::loss_of_rows({rows}, full({1, 1}, 1e8)), 12, 1e-6);
}

TEST(Folds, TheSeedDecides) {
  const std::vector<Batch> tasks = some_tasks(3);
  const auto first = [&](std::uint64_t seed) {
    return folds_of(tasks, k_fold(4, seed))[0].held_out[0].inputs;
  };
  EXPECT_EQ(first(1), first(1));
  EXPECT_NE(first(1), first(2));
}

// Ridge has a closed form, so that the whole choice can be made again without the solver.
TEST(ChooseStrength, IsTheChoiceByHand) {
  const std::vector<Batch> tasks = some_tasks(4, {3, 12, 6});
  const std::vector<double> strengths = falling_strengths(300, 0.1, 12);
  FistaOptions how;
  how.tolerance = 1e-11;
  const StrengthChoice choice =
      choose_strength(tasks, tasks_as<LinearTasks>(), kRidge, strengths, k_fold(4, 3), how);
  std::size_t best = 0;
  std::vector<double> means;
  const std::vector<Fold> folds = folds_of(tasks, k_fold(4, 3));
  for (std::size_t k = 0; k < strengths.size(); ++k) {
    double sum = 0;
    for (std::size_t f = 0; f < 4; ++f) {
      double rows = 0;
      for (const Batch& task : folds[f].held_out) rows += double(task.inputs.shape()[0]);
      const Tensor w = LinearTasks(folds[f].train).ridge_solution(strengths[k] * (39 - rows) / 39);
      const double loss = plain_loss(folds[f].held_out, w, Kind::linear) / rows;
      EXPECT_NEAR(choice.losses[k][f], loss, 1e-7 * loss);
      sum += loss;
    }
    means.push_back(sum / 4);
    if (means[k] < means[best]) best = k;
  }
  EXPECT_EQ(choice.strength, strengths[best]);
  EXPECT_NEAR(choice.loss, means[best], 1e-7);
  EXPECT_GT(best, 0U);  // or the choice was made by the ends of the list
  EXPECT_LT(best, strengths.size() - 1);
  EXPECT_FALSE(choice.at_an_end);
  EXPECT_TRUE(choose_strength(tasks, tasks_as<LinearTasks>(), kRidge, {strengths[best]}).at_an_end);
  EXPECT_LE(largest_difference(choice.solution.weights,
                               LinearTasks(tasks).ridge_solution(choice.strength)),
            1e-6);
}

// Targets that have nothing to do with the inputs ask for a strength that leaves next to nothing of
// the weights (by chance not always for the strongest); targets without noise, for the weakest.
TEST(ChooseStrength, NoiseAsksForAllOfItAndExactTargetsForNone) {
  std::vector<Batch> noise = some_tasks(5, {4, 20, 8}), exact = noise;
  Rng rng(6);
  for (std::size_t t = 0; t < noise.size(); ++t)
    for (std::size_t i = 0; i < noise[t].targets.size(); ++i) {
      noise[t].targets.data()[i] = 2 * static_cast<Scalar>(uniform_draw(rng)) - 1;
      exact[t].targets.data()[i] = exact[t].inputs(i, 0) - 2 * exact[t].inputs(i, 3);
    }
  const std::vector<double> strengths = falling_strengths(1e5, 1e-2, 10);
  const auto chosen = [&](const std::vector<Batch>& tasks) {
    return choose_strength(tasks, tasks_as<LinearTasks>(), kRidge, strengths).strength;
  };
  EXPECT_GE(chosen(noise), 400);
  EXPECT_EQ(chosen(exact), strengths.back());
}

TEST(ChooseStrength, LogisticTasksAreJudgedByTheirLoss) {
  const std::vector<Batch> tasks = some_tasks(8, {3, 30, 4});
  const OmegaOfStrength mean = [](double s) { return std::make_shared<MeanRegularised>(s); };
  const StrengthChoice choice =
      choose_strength(tasks, tasks_as<LogisticTasks>(), mean, {30, 3, 0.3}, hold_out(0.25, 2));
  const Fold fold = folds_of(tasks, hold_out(0.25, 2))[0];
  double rows = 0;
  for (const Batch& task : fold.held_out) rows += double(task.inputs.shape()[0]);
  const double share = (93 - rows) / 93;  // of the tasks' 30, 31 and 32 rows
  const Tensor w = minimise(LogisticTasks(fold.train), MeanRegularised(share * 3)).weights;
  EXPECT_NEAR(choice.losses[1][0], plain_loss(fold.held_out, w, Kind::logistic) / rows, 1e-5);
}

TEST(ChooseStrength, ErrorsSayWhatToMend) {
  const std::vector<Batch> tasks = some_tasks(1, {2, 4, 3});
  EXPECT_EQ(
      error_of([&] { folds_of(tasks, k_fold(5)); }),
      "choose_strength: task 0, counted from 0, has 4 rows, and 5 folds are to hold out 0.2 of "
      "them each, but each fold needs a row to hold out and one to train on: use fewer folds "
      "or more rows.");
  EXPECT_THAT(error_of([&] { folds_of(tasks, hold_out(0.05)); }),
              testing::HasSubstr("each fold needs a row to hold out"));
  EXPECT_EQ(error_of([&] { folds_of(tasks, hold_out(1)); }),
            "choose_strength: 1 folds that hold out 1 of the rows were asked for, but there must "
            "be at least 1 fold (k_fold: 2), and a share above 0 and below 1.");
  EXPECT_THAT(error_of([&] { folds_of(tasks, k_fold(1)); }), testing::HasSubstr("hold out 1 of"));
  EXPECT_THAT(error_of([&] { folds_of(tasks, k_fold(0)); }), testing::HasSubstr("0 folds"));
  EXPECT_EQ(error_of([&] { choose_strength(tasks, tasks_as<LinearTasks>(), kRidge, {}); }),
            "choose_strength: no strengths were given, but at least one is needed.");
  EXPECT_EQ(error_of([&] { choose_strength(tasks, {}, kRidge, {1}); }),
            "choose_strength: the kind of the tasks is empty: give tasks_as<LinearTasks>() or "
            "tasks_as<LogisticTasks>().");
  std::vector<Batch> flat = tasks;
  flat[1].inputs = zeros({4});
  EXPECT_EQ(error_of([&] { folds_of(flat, k_fold(2)); }),
            "choose_strength: the inputs of task 1 are [4], but must be [rows x features].");
  std::vector<Batch> fewer = tasks;
  fewer[0].targets = zeros({2, 1});
  EXPECT_EQ(error_of([&] { folds_of(fewer, k_fold(2)); }),
            "Batch: there are 4 rows of inputs, but targets [2 x 1]: give one a row.");
  EXPECT_THAT(error_of([&] { folds_of(tasks, k_fold(std::size_t(-1))); }),
              testing::HasSubstr("folds that hold out"));
}

}  // namespace
}  // namespace tapestry::nn
