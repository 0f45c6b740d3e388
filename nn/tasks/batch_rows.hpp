// Rows of batches: some of one, or those of several tasks as one.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/tasks/batch.hpp"

namespace tapestry::nn {

// These rows of a batch, in this order, with their labels or targets. Throws for a row that is not
// there, and where labels or targets are not one a row.
Batch rows_of(const Batch& batch, const std::vector<std::size_t>& rows);

// The rows of all tasks, one task after the other, as one task. Throws for no tasks, and where they
// differ in anything but the number of rows.
Batch pooled(const std::vector<Batch>& tasks);

}  // namespace tapestry::nn
