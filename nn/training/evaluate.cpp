#include "nn/training/evaluate.hpp"

#include <cmath>
#include <set>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"

namespace tapestry::nn {
namespace {

void check_finite(const Tensor& predictions, const std::string& task) {
  for (const Scalar p : predictions.storage())
    if (!std::isfinite(p))
      base::fail(
          "evaluate: a prediction of task '", task, "' is ", p,
          ": the model has diverged, or its inputs hold a NaN; lower the learning rate, or look "
          "at the data.");
}

// The predictions and answers of a whole pass, for the task's metrics; nothing is kept for none.
class Collected {
 public:
  explicit Collected(const Task& task) : task_(task) {
    std::set<std::string> names;
    for (const Metric& metric : task.metrics) {
      if (!metric.of)
        base::fail("evaluate: the metric '", metric.name, "' of task '", task.name,
                   "' is an empty function: give one that computes it.");
      if (!names.insert(metric.name).second)
        base::fail("evaluate: task '", task.name, "' has two metrics named '", metric.name,
                   "': give each a name of its own.");
    }
  }

  // rows: those that have an answer.
  void add(const Tensor& predictions, const Batch& batch, const std::vector<std::size_t>& rows) {
    if (task_.metrics.empty()) return;
    if (task_.loss.answer != Answer::labels) check_whole(batch, rows);
    const std::size_t all = predictions.shape()[0];
    append(predictions_, predictions, rows);
    // A metric may also look at those answers that the loss is not of, where there are any.
    if (batch.targets.dimension() > 0 && batch.targets.shape()[0] == all)
      append(targets_, batch.targets, rows);
    if (batch.labels.size() == all)
      for (const std::size_t i : rows) labels_.push_back(batch.labels[i]);
  }

  std::vector<MetricValue> values() const {
    std::vector<MetricValue> all;
    if (task_.metrics.empty()) return all;
    const std::size_t rows = predictions_.size() / task_.outputs;
    const Tensor predictions = tensor({rows, task_.outputs}, predictions_);
    Batch answers{{}, labels_, {}};
    if (!targets_.empty()) answers.targets = tensor({rows, targets_.size() / rows}, targets_);
    for (const Metric& metric : task_.metrics) {
      const double value = metric.of(predictions, answers);
      if (!std::isfinite(value))
        base::fail("evaluate: the metric '", metric.name, "' of task '", task_.name, "' is ", value,
                   ": a metric that is not defined for these examples must throw, and say why.");
      all.push_back({metric.name, value});
    }
    return all;
  }

 private:
  // A metric has no way to be told that a part of a row is missing.
  void check_whole(const Batch& batch, const std::vector<std::size_t>& rows) const {
    for (const std::size_t i : rows)
      for (std::size_t k = 0; k < task_.outputs; ++k)
        if (std::isnan(batch.targets.data()[i * task_.outputs + k]))
          base::fail("evaluate: row ", i, " of a batch of task '", task_.name,
                     "' has answers to some of its ", task_.outputs,
                     " outputs, but none to output ", k,
                     ", and metrics take whole rows alone: score the task without metrics, or ",
                     "make a task of each output.");
  }

  static void append(std::vector<Scalar>& to, const Tensor& x,
                     const std::vector<std::size_t>& rows) {
    const std::size_t width = x.shape()[0] == 0 ? 0 : x.size() / x.shape()[0];
    for (const std::size_t i : rows) {
      const Scalar* row = x.data() + i * width;
      to.insert(to.end(), row, row + width);
    }
  }

  const Task& task_;
  std::vector<Scalar> predictions_, targets_;
  std::vector<int> labels_;
};

}  // namespace

void MetricValue::serialise(Archive& archive) {
  archive("name", name);
  archive("value", value);
}

void Score::serialise(Archive& archive) {
  archive("task", task);
  archive("examples", examples);
  archive("loss", loss);
  archive("accuracy", accuracy);
  archive("confusion", confusion);
  archive("metrics", metrics);
}

std::vector<int> argmax_rows(const Tensor& logits) {
  if (logits.dimension() != 2 || logits.shape()[1] == 0)
    base::fail("argmax_rows: the logits are ", to_string(logits.shape()),
               ", but must be [batch x classes] with at least one class.");
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  std::vector<int> best(batch, 0);
  for (std::size_t i = 0; i < batch; ++i) {
    const Scalar* row = logits.data() + i * classes;
    for (std::size_t c = 0; c < classes; ++c) {
      if (std::isnan(row[c]))
        base::fail(
            "argmax_rows: row ", i, " has a NaN in column ", c,
            ", so no class is the largest: the model has diverged; lower the learning rate.");
      if (row[c] > row[static_cast<std::size_t>(best[i])]) best[i] = static_cast<int>(c);
    }
  }
  return best;
}

Score evaluate(const MultiTaskModel& model, std::size_t task, const Pass& pass) {
  if (task >= model.tasks().size())
    base::fail("evaluate: there is no task ", task, ": the ", model.tasks().size(),
               " tasks are numbered from 0.");
  const Task& of = model.tasks()[task];
  if (!pass)
    base::fail("evaluate: the pass for task '", of.name,
               "' is an empty function: give one that visits the task's batches.");
  const NoRecording pause;
  Score score;
  score.task = of.name;
  if (of.loss.classifies())
    score.confusion.assign(of.outputs, std::vector<std::size_t>(of.outputs, 0));
  std::size_t seen = 0, correct = 0;
  double weight = 0;  // of all batches: what is present, in rows
  Collected collected(of);
  pass([&](const Batch& batch) {
    const std::size_t present = count_present(of, batch);
    const std::vector<std::size_t> rows = answered_rows(of, batch);
    const std::size_t all = batch.inputs.dimension() == 0 ? 0 : batch.inputs.shape()[0];
    seen += all;
    if (rows.empty() && all > 0) return;
    const Var prediction = model.predict(task, Var("inputs of " + of.name, batch.inputs));
    check_finite(prediction.value(), of.name);
    const double loss = double{checked_loss(of, prediction, batch).item()};
    // A row of elements counts as 1 where it is whole: so the sums are those of rows.
    const double share = static_cast<double>(present) /
                         (of.loss.answer == Answer::labels ? 1 : static_cast<double>(of.outputs));
    score.loss += loss * share;
    weight += share;
    score.examples += rows.size();
    collected.add(prediction.value(), batch, rows);
    if (!of.loss.classifies()) return;
    const std::vector<int> predicted = argmax_rows(prediction.value());
    for (const std::size_t i : rows) {
      ++score.confusion[static_cast<std::size_t>(batch.labels[i])]
                       [static_cast<std::size_t>(predicted[i])];
      correct += predicted[i] == batch.labels[i];
    }
  });
  if (score.examples == 0 && seen > 0)
    base::fail("evaluate: the pass for task '", of.name, "' had ", seen,
               " examples, but an answer to none of them: give it some that are labelled.");
  if (score.examples == 0)
    base::fail("evaluate: the pass for task '", of.name, "' had no examples to score.");
  score.loss /= weight;
  if (!std::isfinite(score.loss))
    base::fail("evaluate: the loss of task '", of.name, "' is ", score.loss,
               ": the model has diverged; lower the learning rate.");
  score.metrics = collected.values();
  score.accuracy = static_cast<double>(correct) / static_cast<double>(score.examples);
  return score;
}

std::vector<Score> evaluate(const MultiTaskModel& model, const std::vector<Pass>& passes) {
  if (passes.size() != model.tasks().size())
    base::fail("evaluate: ", passes.size(), " passes for ", model.tasks().size(),
               " tasks: give one a task, in the same order.");
  std::vector<Score> scores;
  for (std::size_t t = 0; t < passes.size(); ++t) scores.push_back(evaluate(model, t, passes[t]));
  return scores;
}

}  // namespace tapestry::nn
