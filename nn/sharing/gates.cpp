#include "nn/sharing/gates.hpp"

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/net/softmax.hpp"
#include "engine/ops/shape/concatenate.hpp"

namespace tapestry::nn {

Gate::Gate(const std::string& name, std::size_t inputs, std::size_t experts)
    : weight(Var::parameter(name + ".weight", zeros({inputs, experts}))) {}

Var Gate::operator()(const Var& x) const { return softmax(matmul(x, weight), 1); }

Var mixture(const Var& shares, const std::vector<Var>& experts) {
  Var sum;
  for (std::size_t e = 0; e < experts.size(); ++e) {
    const Var part = narrow(shares, 1, e, 1) * experts[e];
    sum = sum.empty() ? part : sum + part;
  }
  return sum;
}

}  // namespace tapestry::nn
