#include "datasets/shared_rows.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "datasets/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

void check_whole(const char* who, const nn::SharedBatch& set) {
  const std::size_t rows = set.inputs.dimension() == 0 ? 0 : set.inputs.shape()[0];
  if (rows == 0) base::fail(who, ": the set has no rows: give one with at least 1.");
  for (std::size_t t = 0; t < set.tasks.size(); ++t)
    if (set.tasks[t].rows.size() != rows)
      base::fail(who, ": task ", t, " has answers to ", set.tasks[t].rows.size(), " of ", rows,
                 " rows, but all rows must be answered: give a set without missing answers.");
}

// The rows with these indices along the first axis.
Tensor rows_of(const Tensor& x, const std::vector<std::size_t>& indices) {
  Shape shape = x.shape();
  const std::size_t width = x.size() / shape[0];
  shape[0] = indices.size();
  Tensor chosen = uninitialised(shape);
  for (std::size_t i = 0; i < indices.size(); ++i)
    std::copy_n(x.data() + indices[i] * width, width, chosen.data() + i * width);
  return chosen;
}

std::vector<std::size_t> counted_up(std::size_t rows) {
  std::vector<std::size_t> all(rows);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

}  // namespace

nn::SharedBatch drawn_rows(const nn::SharedBatch& set, std::size_t rows, Rng& rng) {
  check_whole("drawn_rows", set);
  if (rows == 0) base::fail("drawn_rows: 0 rows were asked for: give at least 1.");
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < rows; ++i) chosen.push_back(random_index(rng, set.inputs.shape()[0]));
  nn::SharedBatch batch{rows_of(set.inputs, chosen), {}};
  for (const nn::Answers& task : set.tasks) {
    nn::Answers answers{counted_up(rows), {}, {}};
    if (!task.labels.empty())
      for (const std::size_t i : chosen) answers.labels.push_back(task.labels[i]);
    else
      answers.targets = rows_of(task.targets, chosen);
    batch.tasks.push_back(std::move(answers));
  }
  return batch;
}

nn::Batch part_of(const nn::SharedBatch& set, std::size_t task) {
  check_whole("part_of", set);
  if (task >= set.tasks.size())
    base::fail("part_of: there is no task ", task, ": the ", set.tasks.size(),
               " tasks are numbered from 0.");
  return {set.inputs, set.tasks[task].labels, set.tasks[task].targets};
}

}  // namespace tapestry::datasets
