#include "engine/derivatives/jacobian.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace tapestry {
namespace {

void check_is_number(const char* function, const Var& loss) {
  if (loss.size() != 1)
    base::fail(function, ": ", describe(loss), " has ", loss.size(),
               " elements, but second derivatives are of one number: reduce it with sum or mean.");
}

}  // namespace

Tensor jacobian(const Tape& tape, const Var& output, const Var& x) {
  std::vector<std::size_t> axes(output.shape().begin(), output.shape().end());
  axes.insert(axes.end(), x.shape().begin(), x.shape().end());
  Tensor rows = uninitialised(Shape(axes.begin(), axes.end()));
  if (output.size() == 0) tape.gradient(output, {x}, output.value());  // for its errors
  for (std::size_t i = 0; i < output.size(); ++i) {
    Tensor upstream = zeros(output.shape());
    upstream.data()[i] = 1;
    const Tensor row = tape.gradient(output, {x}, upstream)[0];
    std::copy_n(row.data(), row.size(), rows.data() + i * row.size());
  }
  return rows;
}

std::vector<Tensor> hessian_vector_product(Tape& tape, const Var& loss, const std::vector<Var>& wrt,
                                           const std::vector<Tensor>& direction) {
  check_is_number("hessian_vector_product", loss);
  if (direction.size() != wrt.size())
    base::fail("hessian_vector_product: ", wrt.size(), " Vars with a direction of ",
               direction.size(), " tensors: give one tensor a Var, of its shape.");
  for (std::size_t i = 0; i < wrt.size(); ++i)
    if (direction[i].shape() != wrt[i].shape())
      base::fail("hessian_vector_product: ", describe(wrt[i]), " with a direction ",
                 to_string(direction[i].shape()), ": both must have the same shape.");
  return tape.gradient(tape.gradient_vars(loss, wrt), wrt, direction);
}

Tensor hessian(Tape& tape, const Var& loss, const Var& x) {
  check_is_number("hessian", loss);
  return jacobian(tape, tape.gradient_vars(loss, {x})[0], x);
}

}  // namespace tapestry
