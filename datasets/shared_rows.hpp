// Rows of one set of inputs with answers to several tasks: mini-batches, and one task's part.
#pragma once

#include <cstddef>

#include "engine/array/random.hpp"
#include "nn/tasks/batch.hpp"

namespace tapestry::datasets {

// Rows of a set in which all tasks answer all rows, drawn with replacement: a mini-batch for
// fit's SharedSource. Throws for an empty set, no rows, and a set with missing answers.
nn::SharedBatch drawn_rows(const nn::SharedBatch& set, std::size_t rows, Rng& rng);

// One task's part of such a set, for evaluate. Throws for an unknown task and for missing answers.
nn::Batch part_of(const nn::SharedBatch& set, std::size_t task);

}  // namespace tapestry::datasets
