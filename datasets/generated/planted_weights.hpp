// The true weights of planted_tasks, and what must hold of its sizes: the parts of
// planted_tasks.cpp that know the structures.
#pragma once

#include "datasets/generated/planted_tasks.hpp"
#include "engine/array/random.hpp"

namespace tapestry::datasets {

// Throws what planted_tasks throws of its sizes.
void check_planted_sizes(Structure structure, const PlantedSizes& sizes);

// The weights [tasks x features], scaled, and which tasks are in which cluster or are outliers; no
// rows yet. The sizes must have been checked.
PlantedTasks plant_weights(Structure structure, const PlantedSizes& sizes, Rng& rng);

}  // namespace tapestry::datasets
