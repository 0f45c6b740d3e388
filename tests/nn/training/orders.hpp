// The three selectors, for tests that go through all of them.
#pragma once

#include <memory>
#include <vector>

#include "nn/selection/selector.hpp"

namespace tapestry::nn {

enum class Order { alternating, joint, selected };

// The scores are for Order::selected.
inline std::shared_ptr<Selector> selector_of(Order order, const std::vector<double>& scores = {0}) {
  if (order == Order::selected) return drawn(SubsetSelection(scores));
  return order == Order::joint ? joint() : alternating();
}

}  // namespace tapestry::nn
