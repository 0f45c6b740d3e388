#include "splits.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "datasets/files/tabular_tasks.hpp"
#include "datasets/generated/planted_tasks.hpp"
#include "datasets/split.hpp"
#include "engine/base/error.hpp"
#include "nn/tasks/batch_rows.hpp"

using namespace tapestry;

namespace {

struct Scale {
  double mean = 0, deviation = 1;
};

// Mean and deviation of one column of all tasks' inputs, or (column = features) of the targets.
Scale scale_of(const std::vector<nn::Batch>& tasks, std::size_t column) {
  const auto value = [column](const nn::Batch& task, std::size_t i) {
    return column < task.inputs.shape()[1] ? task.inputs(i, column) : task.targets(i, 0);
  };
  double sum = 0, squares = 0, count = 0;
  for (const nn::Batch& task : tasks)
    for (std::size_t i = 0; i < task.inputs.shape()[0]; ++i, ++count) sum += value(task, i);
  const double mean = sum / count;
  for (const nn::Batch& task : tasks)
    for (std::size_t i = 0; i < task.inputs.shape()[0]; ++i)
      squares += std::pow(value(task, i) - mean, 2);
  const double deviation = std::sqrt(squares / count);
  return deviation > 0 ? Scale{mean, deviation} : Scale{};
}

void standardise(const std::vector<Scale>& scales, std::vector<nn::Batch>& tasks) {
  for (nn::Batch& task : tasks)
    for (std::size_t i = 0; i < task.inputs.shape()[0]; ++i) {
      for (std::size_t j = 0; j + 1 < scales.size(); ++j)
        task.inputs(i, j) = (task.inputs(i, j) - scales[j].mean) / scales[j].deviation;
      task.targets(i, 0) = (task.targets(i, 0) - scales.back().mean) / scales.back().deviation;
    }
}

// 40 schools with 40 pupils each, whose weights lie around a mean.
Schools generated_schools() {
  datasets::PlantedSizes sizes;
  sizes.tasks = 40;
  sizes.features = 12;
  sizes.train = 40;
  sizes.validation = sizes.test = 1;
  sizes.spread = 0.2;
  return {planted_tasks(datasets::Structure::mean, 1, sizes).train, true,
          "generated schools (stand-in for the school data)"};
}

}  // namespace

Schools load_schools(const std::string& folder) {
  if (folder.empty()) return generated_schools();
  const std::filesystem::path path = std::filesystem::path(folder) / "school.csv";
  datasets::TabularTasks table = datasets::load_tabular_tasks(path, "school", "score");
  return {std::move(table.tasks), false, path.string()};
}

SchoolSplit split_schools(const Schools& schools, std::uint64_t seed) {
  SchoolSplit split;
  for (std::size_t t = 0; t < schools.tasks.size(); ++t) {
    const nn::Batch& task = schools.tasks[t];
    const std::size_t pupils = task.inputs.shape()[0];
    if (pupils < 8)
      base::fail(
          "School ", t, " has ", pupils,
          " rows, but needs at least 8 to be divided into training, validation and test rows: "
          "leave it out of the file.");
    const datasets::Split rows = datasets::split_by_fractions(pupils, 0, 0.25, seed * 100'003 + t);
    split.train.push_back(nn::rows_of(task, rows.train));
    split.test.push_back(nn::rows_of(task, rows.test));
  }
  std::vector<Scale> scales;
  for (std::size_t j = 0; j <= split.train[0].inputs.shape()[1]; ++j)
    scales.push_back(scale_of(split.train, j));
  for (std::vector<nn::Batch>* part : {&split.train, &split.test}) standardise(scales, *part);
  return split;
}

double explained_variance(const std::vector<nn::Batch>& tasks, const Tensor& weights) {
  double sum = 0, count = 0, errors = 0, total = 0;
  for (const nn::Batch& task : tasks)
    for (std::size_t i = 0; i < task.inputs.shape()[0]; ++i, ++count) sum += task.targets(i, 0);
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].inputs.shape()[0]; ++i) {
      double prediction = 0;
      for (std::size_t j = 0; j < weights.shape()[1]; ++j)
        prediction += tasks[t].inputs(i, j) * weights(t, j);
      errors += std::pow(tasks[t].targets(i, 0) - prediction, 2);
      total += std::pow(tasks[t].targets(i, 0) - sum / count, 2);
    }
  return 1 - errors / total;
}
