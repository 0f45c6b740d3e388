// The methods of the planted program, and which of them is made for which structure: stated here,
// before anything is measured.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "datasets/generated/planted_tasks.hpp"
#include "nn/omega/omega.hpp"

struct Method {
  std::string name;
  // Its Omega at a strength and a second number, the ratio of its two strengths.
  std::function<std::shared_ptr<tapestry::nn::Omega>(double strength, double ratio)> omega;
  std::vector<double> ratios = {0};  // tried; of a method with one strength, one that is not used
};

// The first is the baseline: ridge, with one strength for all tasks.
const std::vector<Method>& methods();

// The structures that are planted.
const std::vector<tapestry::datasets::Structure>& structures();

// The method that assumes just this structure; "" for unrelated tasks, and for those not in
// structures().
std::string match_of(tapestry::datasets::Structure structure);

// Methods whose assumption holds here, too, though it is a weaker one. They are measured, but not
// counted among those that the match has to beat.
std::vector<std::string> also_assume(tapestry::datasets::Structure structure);
