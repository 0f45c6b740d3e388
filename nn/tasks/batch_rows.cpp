#include "nn/tasks/batch_rows.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// A default Tensor has no axes.
bool is_given(const Tensor& x) { return x.dimension() > 0; }

std::size_t rows_in(const Batch& batch) {
  if (!is_given(batch.inputs)) base::fail("Batch: its inputs have no axes: give [rows x ...].");
  const std::size_t rows = batch.inputs.shape()[0];
  if (is_given(batch.targets) && batch.targets.shape()[0] != rows)
    base::fail("Batch: there are ", rows, " rows of inputs, but targets ",
               to_string(batch.targets.shape()), ": give one a row.");
  if (!batch.labels.empty() && batch.labels.size() != rows)
    base::fail("Batch: there are ", rows, " rows of inputs, but ", batch.labels.size(),
               " labels: give one a row.");
  return rows;
}

Shape with_rows(const Tensor& x, std::size_t rows) {
  Shape shape = x.shape();
  shape[0] = rows;
  return shape;
}

// Copies a row of `from` to a row of `to`, of tensors that are alike but for their rows.
void copy_row(const Tensor& from, std::size_t row, Tensor& to, std::size_t to_row) {
  const std::size_t width = from.size() / from.shape()[0];
  std::copy_n(from.data() + row * width, width, to.data() + to_row * width);
}

}  // namespace

Batch rows_of(const Batch& batch, const std::vector<std::size_t>& rows) {
  const std::size_t count = rows_in(batch);
  Batch part;
  part.inputs = uninitialised(with_rows(batch.inputs, rows.size()));
  if (is_given(batch.targets)) part.targets = uninitialised(with_rows(batch.targets, rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] >= count)
      base::fail("rows_of: row ", rows[i], " was asked for, but there are ", count,
                 ", counted from 0.");
    copy_row(batch.inputs, rows[i], part.inputs, i);
    if (is_given(batch.targets)) copy_row(batch.targets, rows[i], part.targets, i);
    if (!batch.labels.empty()) part.labels.push_back(batch.labels[rows[i]]);
  }
  return part;
}

Batch pooled(const std::vector<Batch>& tasks) {
  if (tasks.empty()) base::fail("pooled: no tasks were given, but at least one is needed.");
  const auto alike = [](const Tensor& a, const Tensor& b) {
    return is_given(a) == is_given(b) && (!is_given(a) || with_rows(a, 0) == with_rows(b, 0));
  };
  std::size_t rows = 0;
  for (const Batch& task : tasks) {
    rows += rows_in(task);
    if (!alike(task.inputs, tasks[0].inputs) || !alike(task.targets, tasks[0].targets) ||
        task.labels.empty() != tasks[0].labels.empty())
      base::fail("pooled: tasks of inputs ", to_string(tasks[0].inputs.shape()), " and ",
                 to_string(task.inputs.shape()),
                 " differ in their inputs or in their kind of answers: pool tasks that are alike.");
  }
  Batch all;
  all.inputs = uninitialised(with_rows(tasks[0].inputs, rows));
  if (is_given(tasks[0].targets)) all.targets = uninitialised(with_rows(tasks[0].targets, rows));
  std::size_t row = 0;
  for (const Batch& task : tasks) {
    all.labels.insert(all.labels.end(), task.labels.begin(), task.labels.end());
    for (std::size_t i = 0; i < task.inputs.shape()[0]; ++i, ++row) {
      copy_row(task.inputs, i, all.inputs, row);
      if (is_given(task.targets)) copy_row(task.targets, i, all.targets, row);
    }
  }
  return all;
}

}  // namespace tapestry::nn
