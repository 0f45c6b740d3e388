// The table of all gradient balancers: gradient_balancers_test.cpp checks each row. A new method
// needs its #include and one row in gradient_methods.cpp; see docs/add_a_balancing_method.md.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// What a method promises. Leave out what its paper does not, or what is as usual.
struct GradientMethod {
  std::string name;
  std::function<std::unique_ptr<GradientBalancer>()> make;
  bool never_conflicts = false;  // <d, g_t> >= 0 for every task t
  bool random_order = false;     // meets the tasks in a random order; otherwise permuted tasks have
                                 // permuted weights
  double scale_power = 0;        // weights of c J are c^scale_power times those of J
  // The first two entries of d for J = [[-4, 1, 1], [6, 1, 1]], to four decimals, where they are
  // published (by TorchJD).
  std::optional<std::pair<double, double>> published = {};
};

// For the tests' names: the letters and digits; and for their messages.
std::string test_name(const testing::TestParamInfo<GradientMethod>& row);
inline void PrintTo(const GradientMethod& method, std::ostream* out) { *out << method.name; }

std::vector<GradientMethod> gradient_methods();

}  // namespace tapestry::nn
