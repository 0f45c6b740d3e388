// Metrics against what their definitions say, counted out by hand or pair by pair.
#include <algorithm>
#include <cmath>

#include "engine/ops/shape/concatenate.hpp"
#include "nn/metrics/classification.hpp"
#include "nn/metrics/regression.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/evaluate.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

Batch labelled(const std::vector<int>& labels) { return {{}, labels, {}}; }
Batch with_targets(const Tensor& targets) { return {{}, {}, targets}; }

double value_of(const Metric& metric, const Tensor& predictions, const Batch& answers) {
  return metric.of(predictions, answers);
}

// Logits of few different values, so that many are equal.
Tensor coarse_logits(std::size_t rows, std::size_t classes, Rng& rng) {
  Tensor out = random_normal({rows, classes}, rng);
  for (Scalar& z : out.storage()) z = std::round(2 * z) / 2;
  return out;
}

std::vector<int> draw_labels(std::size_t rows, std::size_t classes, Rng& rng) {
  std::vector<int> labels;
  for (std::size_t i = 0; i < rows; ++i) labels.push_back(static_cast<int>(rng() % classes));
  return labels;
}

TEST(TopK, CountsByHand) {
  const Tensor logits = tensor({3, 3}, {3, 2, 1, 0, 0, 0, 1, 5, 4});
  const Batch answers = labelled({1, 2, 0});
  EXPECT_DOUBLE_EQ(value_of(metrics::top_k(1), logits, answers), 0);
  EXPECT_DOUBLE_EQ(value_of(metrics::top_k(2), logits, answers), 1.0 / 3);
  EXPECT_DOUBLE_EQ(value_of(metrics::top_k(3), logits, answers), 1);
}

TEST(TopK, OfOneIsTheAccuracy) {
  Rng rng(1);
  const Tensor logits = coarse_logits(200, 4, rng);
  const std::vector<int> labels = draw_labels(200, 4, rng), best = argmax_rows(logits);
  int hits = 0;
  for (std::size_t i = 0; i < 200; ++i) hits += best[i] == labels[i];
  EXPECT_DOUBLE_EQ(value_of(metrics::top_k(1), logits, labelled(labels)), hits / 200.0);
}

TEST(MacroF1, CountsByHand) {
  // Class 0: TP 1, FP 1, FN 1; class 1: TP 1, FP 1, FN 0; class 2: TP 0, FP 0, FN 1; 3 never.
  const Tensor logits = tensor({4, 4}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0});
  EXPECT_DOUBLE_EQ(value_of(metrics::macro_f1(), logits, labelled({0, 0, 1, 2})),
                   (2.0 / 4 + 2.0 / 3 + 0) / 3);
}

// The probability itself, over all pairs of an example of the class and another one.
double area_by_pairs(const Tensor& logits, const std::vector<int>& labels, int of) {
  const std::size_t classes = logits.shape()[1];
  const auto probability = [&](std::size_t i) {
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c) sum += std::exp(double{logits(i, c)});
    return std::exp(double{logits(i, static_cast<std::size_t>(of))}) / sum;
  };
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < labels.size(); ++i)
    for (std::size_t j = 0; j < labels.size(); ++j) {
      if (labels[i] != of || labels[j] == of) continue;
      const double difference = probability(i) - probability(j);
      won += std::abs(difference) < 1e-12 ? 0.5 : difference > 0 ? 1.0 : 0.0;
      ++pairs;
    }
  return won / pairs;
}

TEST(Auc, IsTheProbabilityOverAllPairs) {
  Rng rng(2);
  for (const std::size_t classes : {2u, 3u, 5u}) {
    const Tensor logits = coarse_logits(60, classes, rng);
    const std::vector<int> labels = draw_labels(60, classes, rng);
    double mean = 0;
    for (std::size_t c = 0; c < classes; ++c)
      mean += area_by_pairs(logits, labels, static_cast<int>(c)) / static_cast<double>(classes);
    EXPECT_NEAR(value_of(metrics::auc(), logits, labelled(labels)), mean, 1e-9) << classes;
  }
}

TEST(Auc, OrdersExamplesWhoseProbabilityRoundsToOne) {
  const Tensor logits = tensor({4, 2}, {0, 90, 0, 80, 0, 70, 0, 60});
  EXPECT_DOUBLE_EQ(value_of(metrics::auc(), logits, labelled({1, 1, 0, 0})), 1);
  EXPECT_DOUBLE_EQ(value_of(metrics::auc(), logits, labelled({0, 0, 1, 1})), 0);
  EXPECT_DOUBLE_EQ(value_of(metrics::auc(), zeros({4, 2}), labelled({0, 0, 1, 1})), 0.5);
}

// A class that nobody has is left out.
TEST(Auc, OfTheClassesThatOccur) {
  const Tensor logits = tensor({3, 3}, {2, 1, 0, 1, 2, 0, 0, 3, 9});
  EXPECT_DOUBLE_EQ(value_of(metrics::auc(), logits, labelled({0, 1, 1})),
                   (area_by_pairs(logits, {0, 1, 1}, 0) + area_by_pairs(logits, {0, 1, 1}, 1)) / 2);
}

TEST(RegressionMetrics, CountByHand) {
  const Tensor predictions = tensor({3, 2}, {1, 10, 2, 20, 4, 30});
  const Batch answers = with_targets(tensor({3, 2}, {1, 10, 3, 10, 5, 40}));
  EXPECT_DOUBLE_EQ(value_of(metrics::mean_absolute_error(), predictions, answers), 22.0 / 6);
  EXPECT_DOUBLE_EQ(value_of(metrics::mean_squared_error(), predictions, answers), 202.0 / 6);
  EXPECT_DOUBLE_EQ(value_of(metrics::r_squared(), predictions, answers),
                   ((1 - 2.0 / 8) + (1 - 200.0 / 600)) / 2);
}

TEST(RegressionMetrics, OfTheMeanExplainNothing) {
  const Tensor targets = tensor({4, 1}, {1, 2, 3, 6});
  EXPECT_DOUBLE_EQ(value_of(metrics::r_squared(), targets, with_targets(targets)), 1);
  EXPECT_DOUBLE_EQ(value_of(metrics::r_squared(), full({4, 1}, 3), with_targets(targets)), 0);
  EXPECT_LT(value_of(metrics::r_squared(), full({4, 1}, 9), with_targets(targets)), 0);
}

TEST(MetricErrors, NameTheRuleAndTheMend) {
  const auto error = [](const Metric& metric, const Tensor& predictions, const Batch& answers) {
    return error_of([&] { metric.of(predictions, answers); });
  };
  EXPECT_EQ(error_of([] { metrics::top_k(0); }),
            "top_k: k is 0, but must be at least 1: 1 is the accuracy.");
  EXPECT_EQ(error(metrics::top_k(4), zeros({2, 3}), labelled({0, 1})),
            "top-4: the logits [2 x 3] have only 3 classes: take a smaller k.");
  EXPECT_EQ(error(metrics::macro_f1(), zeros({2, 3}), labelled({0})),
            "macro F1: 1 label for logits [2 x 3]: give one label a row.");
  EXPECT_EQ(error(metrics::macro_f1(), zeros({2, 3}), labelled({0, 3})),
            "macro F1: label 3 of row 1 is none of the 3 classes, which are numbered from 0.");
  EXPECT_EQ(error(metrics::auc(), tensor({1, 2}, {0, std::numeric_limits<Scalar>::infinity()}),
                  labelled({0})),
            "AUC: row 0 of the logits has inf in column 1: the model has diverged; lower the "
            "learning rate.");
  EXPECT_EQ(error(metrics::auc(), zeros({2, 2}), labelled({1, 1})),
            "AUC: all 2 examples have one class, and a curve needs two: score on data with more "
            "than one.");
  EXPECT_EQ(error(metrics::auc(), zeros({0, 2}), labelled({})),
            "AUC: the logits are [0 x 2], but must be [examples x classes], with at least one of "
            "each.");
  EXPECT_EQ(error(metrics::r_squared(), zeros({2, 1}), with_targets(full({2, 1}, 3))),
            "R^2: all targets of output 0 are 3, so that there is nothing to explain: take another "
            "metric, or more examples.");
  EXPECT_EQ(error(metrics::mean_absolute_error(), zeros({2, 1}), with_targets(zeros({1, 2}))),
            "MAE: predictions [2 x 1] with targets [1 x 2]: both must have the same shape.");
}

TEST(MetricErrors, OfARegressionsMetricOnAClassifier) {
  EXPECT_EQ(error_of([] {
              metrics::r_squared().of(zeros({2, 3}), labelled({0, 1}));
            }),
            "R^2: predictions [2 x 3] came without targets: it is for tasks that predict numbers, "
            "and not for classes.");
}

TEST(MetricErrors, OfAMetricThatIsNotFinite) {
  std::vector<Task> tasks = {{"digits", {3}, 2}};
  tasks[0].metrics = {{"mine", [](const Tensor&, const Batch&) { return std::nan(""); }}};
  const auto one = [](const std::function<void(const Batch&)>& visit) {
    visit({zeros({1, 3}), {0}, {}});
  };
  EXPECT_EQ(error_of([&] {
              evaluate(MultiTaskNet(tasks, {4, {4}}, 1), 0, one);
            }),
            "evaluate: the metric 'mine' of task 'digits' is nan: a metric that is not defined for "
            "these examples must throw, and say why.");
}

// Of all examples of the pass together, however they are cut into batches.
TEST(Metrics, AreEvaluatedOverTheWholePass) {
  std::vector<Task> tasks = {{"digits", {3}, 2}, {"ages", {3}, 1, squared_error()}};
  tasks[0].metrics = {metrics::auc(), metrics::top_k(1)};
  tasks[1].metrics = {metrics::r_squared(), metrics::mean_squared_error()};
  const MultiTaskNet net(tasks, {4, {4}}, 1);
  Rng rng(3);
  const Tensor inputs = random_normal({12, 3}, rng);
  const Batch all{inputs, draw_labels(12, 2, rng), random_normal({12, 1}, rng)};
  const auto pass_in = [&](std::size_t rows) {
    return [&all, rows](const std::function<void(const Batch&)>& visit) {
      for (std::size_t begin = 0; begin < 12; begin += rows) {
        const auto cut = [&](const Tensor& x) {
          return narrow(Var(x), 0, begin, std::min(rows, 12 - begin)).value();
        };
        const auto from = all.labels.begin() + static_cast<std::ptrdiff_t>(begin);
        visit(Batch{cut(all.inputs),
                    {from, from + static_cast<std::ptrdiff_t>(std::min(rows, 12 - begin))},
                    cut(all.targets)});
      }
    };
  };
  for (const std::size_t t : {0u, 1u}) {
    const Tensor predictions = net.predict(t, Var(inputs)).value();
    for (const std::size_t rows : {12u, 5u, 1u}) {
      const Score score = evaluate(net, t, pass_in(rows));
      ASSERT_EQ(score.metrics.size(), 2u);
      for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_EQ(score.metrics[k].name, tasks[t].metrics[k].name);
        EXPECT_NEAR(score.metrics[k].value, tasks[t].metrics[k].of(predictions, all), 1e-5);
      }
    }
  }
  EXPECT_NEAR(evaluate(net, 0, pass_in(5)).metrics[1].value, evaluate(net, 0, pass_in(5)).accuracy,
              1e-12);
  EXPECT_NEAR(evaluate(net, 1, pass_in(5)).metrics[1].value, evaluate(net, 1, pass_in(5)).loss,
              1e-5);
}

TEST(Metrics, NeedNamesOfTheirOwn) {
  std::vector<Task> tasks = {{"digits", {3}, 2}};
  tasks[0].metrics = {metrics::auc(), metrics::auc()};
  const auto nothing = [](const std::function<void(const Batch&)>&) {};
  EXPECT_EQ(error_of([&] {
              evaluate(MultiTaskNet(tasks, {4, {4}}, 1), 0, nothing);
            }),
            "evaluate: task 'digits' has two metrics named 'AUC': give each a name of its own.");
  tasks[0].metrics = {{"mine", {}}};
  EXPECT_EQ(error_of([&] {
              evaluate(MultiTaskNet(tasks, {4, {4}}, 1), 0, nothing);
            }),
            "evaluate: the metric 'mine' of task 'digits' is an empty function: give one that "
            "computes it.");
}

}  // namespace
}  // namespace tapestry::nn
