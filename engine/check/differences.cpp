#include "engine/check/differences.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tapestry {
namespace {

constexpr double kEpsilon = std::numeric_limits<Scalar>::epsilon();

// Balances the two errors of a difference, rounding / h against h^4: near epsilon^(1/5), and a
// power of two so that x + h loses no digits of h.
constexpr double kStep = sizeof(Scalar) == 8 ? 1.0 / 1024 : 1.0 / 32;

}  // namespace

std::vector<double> Jacobian::times(const std::vector<double>& u) const {
  std::vector<double> out(elements, 0);
  for (std::size_t j = 0; j < elements; ++j)
    for (std::size_t i = 0; i < outputs; ++i) out[j] += u[i] * slopes[j * outputs + i];
  return out;
}

std::vector<double> Jacobian::first_term(const std::vector<double>& u) const {
  std::vector<double> out(elements, 0);
  for (std::size_t j = 0; j < elements; ++j)
    for (std::size_t i = 0; i < outputs && out[j] == 0; ++i)
      out[j] = u[i] * slopes[j * outputs + i];
  return out;
}

double Jacobian::largest_rounding(const std::vector<double>& u) const {
  double most = 0;
  for (std::size_t j = 0; j < elements; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < outputs; ++i) sum += std::abs(u[i]) * rounding[j * outputs + i];
    most = std::max(most, sum);
  }
  return most;
}

Jacobian differentiate(const std::function<std::vector<double>(const std::vector<Tensor>&)>& f,
                       std::vector<Tensor> inputs, std::size_t k) {
  Jacobian jacobian;
  jacobian.elements = inputs[k].size();
  for (std::size_t j = 0; j < jacobian.elements; ++j) {
    Scalar& x = inputs[k].data()[j];
    const Scalar middle = x;
    const double h =
        kStep * std::max(1.0, std::exp2(std::round(std::log2(std::abs(double{middle})))));
    const auto at = [&](double steps) {
      x = static_cast<Scalar>(middle + steps * h);
      return f(inputs);
    };
    const std::vector<double> near_up = at(1), near_down = at(-1), far_up = at(2),
                              far_down = at(-2);
    x = middle;
    jacobian.outputs = near_up.size();
    for (std::size_t i = 0; i < near_up.size(); ++i) {
      const double near = near_up[i] - near_down[i], far = far_up[i] - far_down[i];
      jacobian.slopes.push_back((8 * near - far) / (12 * h));
      const bool moved = near != 0 || far != 0;
      jacobian.rounding.push_back(moved ? 16 * kEpsilon * std::max(1.0, std::abs(near_up[i])) / h
                                        : 0);
    }
  }
  return jacobian;
}

}  // namespace tapestry
