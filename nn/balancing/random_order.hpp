// The order in which a task meets the others, for the methods that go through them one by one.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "engine/array/random.hpp"

namespace tapestry::nn {

// 0 .. tasks - 1 without t, every order equally probable; the same seed gives the same orders.
inline std::vector<std::size_t> others_in_random_order(std::size_t t, std::size_t tasks, Rng& rng) {
  std::vector<std::size_t> others;
  for (std::size_t s = 0; s < tasks; ++s)
    if (s != t) others.push_back(s);
  // Fisher and Yates, by hand: std::shuffle gives other orders in other libraries.
  for (std::size_t i = others.size(); i > 1; --i) std::swap(others[i - 1], others[rng() % i]);
  return others;
}

}  // namespace tapestry::nn
