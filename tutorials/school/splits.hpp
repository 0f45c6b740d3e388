// The school data, and what one random split of it is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"
#include "nn/tasks/batch.hpp"

// One Batch a school: inputs [pupils x features], targets [pupils x 1].
struct Schools {
  std::vector<tapestry::nn::Batch> tasks;
  bool stand_in = false;
  std::string description;
};

// The file school.csv in the folder; or, where it is empty, generated schools, whose true weights
// lie around a common mean.
Schools load_schools(const std::string& folder);

struct SchoolSplit {
  std::vector<tapestry::nn::Batch> train, test;  // rows of each school
};

// 75 % of each school's rows for training, 25 % for testing. Features and target are shifted and
// scaled by the mean and deviation of the training rows of all schools together; columns that are
// constant stay as they are (the column of ones is the intercept).
SchoolSplit split_schools(const Schools& schools, std::uint64_t seed);

// 1 - SSE / SST over the rows of all schools together, SST around their mean. weights [tasks x
// features].
double explained_variance(const std::vector<tapestry::nn::Batch>& tasks,
                          const tapestry::Tensor& weights);
