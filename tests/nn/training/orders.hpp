// The three selectors, for tests that go through all of them.
#pragma once

#include <vector>

#include "nn/training/steps.hpp"

namespace tapestry::nn {

enum class Order { alternating, joint, selected };

// The scores are for Order::selected.
inline Steps steps_of(Order order, const std::vector<double>& scores = {0}) {
  if (order == Order::selected) return drawn(SubsetSelection(scores));
  return order == Order::joint ? joint() : alternating();
}

}  // namespace tapestry::nn
