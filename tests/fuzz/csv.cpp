// CSV tables: a column `t` says the task, a column `y` the target. What is taken has one row for
// each line behind the first, and finite numbers alone.
#include <algorithm>
#include <cmath>

#include "datasets/files/tabular_tasks.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = fuzz::scratch().write("table.csv", data, size);
  std::size_t lines = static_cast<std::size_t>(std::count(data, data + size, '\n'));
  if (size > 0 && data[size - 1] != '\n') ++lines;
  using datasets::TabularTarget;
  for (const TabularTarget target : {TabularTarget::label, TabularTarget::number}) {
    datasets::TabularTasks table;
    if (!fuzz::takes([&] { table = datasets::load_tabular_tasks(file, "t", "y", target, 1); }))
      continue;
    std::size_t rows = 0;
    for (const nn::Batch& task : table.tasks) {
      rows += task.inputs.shape()[0];
      fuzz::require(task.inputs.shape()[1] == table.features.size(), "a feature is a column");
      fuzz::require(std::all_of(task.inputs.begin(), task.inputs.end(),
                                [](Scalar x) { return std::isfinite(x); }),
                    "all features are finite");
      if (target == TabularTarget::number)
        fuzz::require(std::all_of(task.targets.begin(), task.targets.end(),
                                  [](Scalar x) { return std::isfinite(x); }),
                      "all targets are finite");
      else
        fuzz::require(std::all_of(task.labels.begin(), task.labels.end(),
                                  [](int label) { return label >= 0; }),
                      "no label is negative");
    }
    fuzz::require(rows + 1 == lines, "each line is a row");
  }
  return 0;
}
