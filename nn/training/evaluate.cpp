#include "nn/training/evaluate.hpp"

#include <cmath>

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

}  // namespace

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
  if (of.loss.classifies)
    score.confusion.assign(of.outputs, std::vector<std::size_t>(of.outputs, 0));
  std::size_t correct = 0;
  pass([&](const Batch& batch) {
    const Var prediction = model.predict(task, Var("inputs of " + of.name, batch.inputs));
    check_finite(prediction.value(), of.name);
    const double loss = double{checked_loss(of, prediction, batch).item()};
    const std::size_t rows = prediction.shape()[0];
    score.loss += loss * static_cast<double>(rows);
    score.examples += rows;
    if (!of.loss.classifies) return;
    const std::vector<int> predicted = argmax_rows(prediction.value());
    for (std::size_t i = 0; i < rows; ++i) {
      ++score.confusion[static_cast<std::size_t>(batch.labels[i])]
                       [static_cast<std::size_t>(predicted[i])];
      correct += predicted[i] == batch.labels[i];
    }
  });
  if (score.examples == 0)
    base::fail("evaluate: the pass for task '", of.name, "' had no examples to score.");
  score.loss /= static_cast<double>(score.examples);
  if (!std::isfinite(score.loss))
    base::fail("evaluate: the loss of task '", of.name, "' is ", score.loss,
               ": the model has diverged; lower the learning rate.");
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
