// The ways to choose the tasks that this page compares.
#pragma once

#include <memory>
#include <vector>

#include "tutorials/11_learning_what_to_train/means.hpp"
#include "tutorials/11_learning_what_to_train/study.hpp"

namespace tapestry {

inline const std::vector<double> kZeros(kTasks, 0);  // a rule's scores, which a scorer replaces

// [ways]
template <class Scorer, class... Options>
Steps by_looks(const Options&... options) {
  return [=](const Sight& see) {
    return nn::drawn(std::make_shared<Scorer>(see.probe, /*target=*/0, options...),
                     nn::SubsetSelection(kZeros));
  };
}

inline nn::Steps by_rewards(const Sight& see) {
  const nn::ScoreFunctionOptions options{/*rate=*/10, /*entropy=*/0, /*baseline_decay=*/0.9,
                                         /*start=*/{}, /*target=*/0};
  return nn::drawn(std::make_shared<nn::ScoreFunction>(see.gain, options),
                   nn::SubsetSelection(kZeros));
}

inline std::vector<Way> ways() {
  const nn::LookOptions looks{/*decay=*/0.9, /*every=*/10};
  const nn::MarginalGradientOptions marginal{
      /*rate=*/1, /*entropy=*/0.02, {/*decay=*/0.8, /*every=*/10}};
  return {{"alone", 1500, [](const Sight&) { return always({0}); }},
          {"all", 1500,
           [](const Sight&) {
             return always({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
           }},
          {"true helpers", 1500,
           [](const Sight&) {
             return always({0, 1, 2, 3});
           }},
          {"gradient cosine", 1500, by_looks<nn::CosineScores>(/*temperature=*/0.02, looks)},
          {"lookahead", 1500,
           by_looks<nn::LookaheadScores>(/*rate=*/0.01, /*temperature=*/0.001, looks)},
          {"marginal gradient", 1500, by_looks<nn::MarginalGradient>(marginal)},
          {"score function", 3000, by_rewards}};
}
// [ways]

// [budget]
inline const std::vector<double> kCosts = {1, 3, 2, 4, 2, 1, 3, 4, 1, 2, 3};  // of a batch
constexpr double kBudget = 6;                                                 // of a step

// A look is at 60 rows of the target and 100 of each other task, and a batch has 32.
inline double cost_of_a_look() {
  double cost = kCosts[0] * double(kFewRows) / double(kBatch);
  for (std::size_t t = 1; t < kTasks; ++t) cost += kCosts[t] * double(kLook) / double(kBatch);
  return cost;
}

// 900 rounds with a look in every 20th cost as much as 1500 rounds without one.
inline std::vector<Way> ways_within_budget() {
  const auto fixed = [](const std::vector<double>& scores) {
    return [=](const Sight&) { return nn::drawn(nn::within_budget(scores, kCosts, kBudget)); };
  };
  std::vector<double> even(kTasks, 0), useful(kTasks, -nn::kAlways);
  even[0] = useful[0] = nn::kAlways;
  useful[1] = useful[2] = useful[3] = 5;  // as many of them as there is room for
  const auto learned = [](auto scorer) {
    return nn::drawn(scorer, nn::within_budget(kZeros, kCosts, kBudget));
  };
  const nn::LookOptions looks{/*decay=*/0.9, /*every=*/20};
  const nn::MarginalGradientOptions marginal{/*rate=*/1, /*entropy=*/0.1, {0.8, 20}};
  return {{"alone", 1500, [](const Sight&) { return always({0}); }},
          {"even draws", 1500, fixed(even)},
          {"true helpers", 1500, fixed(useful)},
          {"gradient cosine", 900,
           [=](const Sight& see) {
             return learned(
                 std::make_shared<nn::CosineScores>(see.probe, 0, /*temperature=*/0.02, looks));
           }},
          {"marginal gradient", 900, [=](const Sight& see) {
             return learned(std::make_shared<nn::MarginalGradient>(see.probe, 0, marginal));
           }}};
}
// [budget]

inline Way one_even_draw() {
  std::vector<double> scores = kZeros;
  scores[0] = nn::kAlways;
  return {"even draws", 3000, [=](const Sight&) { return nn::drawn(nn::exactly_k(scores, 2)); }};
}

}  // namespace tapestry
