#include "tests/f64/op_cases.hpp"

#include "engine/array/random.hpp"
#include "tests/f64/cases/cases.hpp"

namespace tapestry {

const std::vector<OpCase>& op_cases() {
  static const Rows rows = [] {
    Rows all;
    add_arithmetic(all);
    add_elementwise(all);
    add_matrix_ops(all);
    add_reductions(all);
    add_shape_ops(all);
    add_softmax_family(all);
    add_losses(all);
    add_choices(all);
    add_units(all);
    add_norms(all);
    add_indexing(all);
    add_linear_algebra(all);
    add_spectra(all);
    add_convolutions(all);
    add_net_ops(all);
    add_derivative_ops(all);
    return all;
  }();
  return rows;
}

std::vector<Tensor> draw_inputs(const OpCase& row, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Tensor> inputs;
  for (const Sampler& sampler : row.inputs) inputs.push_back(sampler(rng));
  return inputs;
}

}  // namespace tapestry
