// What the tests of the architectures share: tasks on one input, models whose every number is
// random, plain loops to compute them by, and what holds for each of them.
#pragma once

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/sharing/sharing_model.hpp"
#include "nn/training/fit.hpp"
#include "tests/error_of.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {

// Three tasks that read [2 x 2]: a classification and two regressions.
inline std::vector<Task> three_on_one_input() {
  return {{"a", {2, 2}, 3}, {"b", {2, 2}, 1, squared_error()}, {"c", {2, 2}, 2, squared_error()}};
}

Parameter named(const MultiTaskModel& model, const std::string& name);

// Biases, gates and adapters start at zero, which would hide that they are used.
void randomise(const Parameters& parameters, std::uint64_t seed = 1);

using Numbers = std::vector<double>;  // one example's

// x W + b of one example, with a ReLU if asked for.
Numbers dense(const MultiTaskModel& model, const std::string& layer, bool relu, const Numbers& x);

// softmax(x W) of one example.
Numbers shares(const MultiTaskModel& model, const std::string& gate, const Numbers& x);

Numbers mixed(const Numbers& shares, const std::vector<Numbers>& experts);

inline Numbers row(const Tensor& x, std::size_t i) {
  const std::size_t width = x.size() / x.shape()[0];
  return {x.data() + i * width, x.data() + (i + 1) * width};
}

// That task t predicts expected(t, x) for random examples x, alone and with all others, whichever
// task is asked, and of inputs that are given flat.
template <class Expected>
void expect_predictions(const MultiTaskModel& model, const Expected& expected) {
  Rng rng(7);
  const Tensor x = random_normal({5, 2, 2}, rng);
  Tensor flat = x;
  flat.reshape({std::size_t{5}, std::size_t{4}});
  for (std::size_t t = 0; t < model.tasks().size(); ++t) {
    const Tensor y = model.predict(t, Var(x)).value();
    ASSERT_EQ(y.shape(), (Shape{5, model.tasks()[t].outputs}));
    EXPECT_EQ(model.predict(t, Var(flat)).value(), y);
    for (std::size_t of = 0; of < model.tasks().size(); ++of)
      EXPECT_EQ(model.predict_all(of, Var(x))[t].value(), y);
    for (std::size_t i = 0; i < 5; ++i) {
      const Numbers expected_row = expected(t, row(x, i)), actual = row(y, i);
      ASSERT_EQ(expected_row.size(), actual.size());
      for (std::size_t j = 0; j < actual.size(); ++j)
        EXPECT_NEAR(actual[j], expected_row[j], 1e-5 * (1 + std::abs(expected_row[j])));
    }
  }
  EXPECT_TRUE(model.one_input());
}

// That a task's loss has a gradient in the parameters({t}), all of them, and in no other: by the
// backward pass, and by a step, which leaves the others as they are, bit for bit. The net must be
// random.
void expect_gradients_reach_only_their_own(MultiTaskModel& model);

// How many records of one forward pass for all tasks read each parameter: 1 where it is computed
// with once, whatever the number of tasks.
std::map<std::string, int> uses(const MultiTaskModel& model);

void expect_one_forward(const MultiTaskModel& model);

// That saved parameters bring another model of the same kind to the same predictions.
void expect_saved_and_loaded(const MultiTaskModel& model, const MultiTaskModel& other);

// The errors that all have in common. make(tasks) makes a model of such tasks.
template <class Make>
void expect_common_errors(const std::string& who, const Make& make) {
  const auto error = [&](const std::vector<Task>& tasks) { return error_of([&] { make(tasks); }); };
  EXPECT_EQ(error({}), who + ": no tasks were given, but at least one is needed.");
  std::vector<Task> tasks = three_on_one_input();
  tasks[2].name = "a";
  EXPECT_EQ(error(tasks), who + ": two tasks are named 'a': give each a name of its own.");
  tasks = three_on_one_input();
  tasks[1].outputs = 0;
  EXPECT_EQ(error(tasks), who + ": task 'b' has no outputs, but needs at least one.");
  tasks = three_on_one_input();
  tasks[1].input_shape = {4};
  EXPECT_EQ(error(tasks), who +
                              ": the examples of task 'a' are [2 x 2] and those of task 'b' [4], "
                              "but all tasks must read one input: give them one shape, or use "
                              "MultiTaskNet.");
  const auto model = make(three_on_one_input());
  const std::string no_task = who + ": there is no task 3: the 3 tasks are numbered from 0.";
  const Var x(zeros({1, 4}));
  EXPECT_EQ(error_of([&] { model.predict(3, x); }), no_task);
  EXPECT_EQ(error_of([&] { model.predict_all(3, x); }), no_task);
  EXPECT_EQ(error_of([&] { model.parameters({0, 3}); }), no_task);
  EXPECT_EQ(error_of([&] { model.head(3); }), no_task);
  const std::string unfit =
      " does not fit the tasks, whose examples are [2 x 2]: give one example a row, in that shape "
      "or flat, as [batch x 4].";
  EXPECT_EQ(error_of([&] {
              model.predict(0, Var("x", zeros({2, 5})));
            }),
            who + ": 'x' [2 x 5]" + unfit);
  EXPECT_EQ(error_of([&] { model.predict_all(1, Var("x", zeros({}))); }),
            who + ": 'x' [scalar]" + unfit);
}

// Two regressions whose weights have the cosine 0.5. Before training, predicting 0 has the loss
// "mean of the squared targets"; afterwards each task's must be below this share of it, on examples
// that were not trained on.
void expect_learns(MultiTaskModel& model, double share, const FitOptions& given = {});

inline std::vector<Task> two_regressions() {
  return {{"first", {4}, 1, squared_error()}, {"second", {4}, 1, squared_error()}};
}

}  // namespace tapestry::nn
