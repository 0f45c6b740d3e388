// What the tests of the planted tasks measure of weights [tasks x features].
#pragma once

#include <vector>

#include "datasets/generated/planted_tasks.hpp"

namespace tapestry::datasets {

// Many features, so that sums over them are near what is expected of them; and few rows.
PlantedSizes wide(std::size_t tasks = 12);

double square_distance(const Tensor& w, std::size_t s, std::size_t t);

double square_length(const Tensor& w, std::size_t t);

// How many singular values stand above the rounding of the others.
std::size_t rank_of(const Tensor& w);

// The features whose weights are not exactly 0 for task t, ascending.
std::vector<std::size_t> used_features(const Tensor& w, std::size_t t);

// The weights of all tasks but these.
Tensor rows_without(const Tensor& w, const std::vector<std::size_t>& tasks);

}  // namespace tapestry::datasets
