#include "nn/omega/two_parts.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {
namespace {

std::size_t rows_of_a_part(const std::string& who, const Shape& w) {
  check_two_axes(who, w);
  if (w[0] % 2 != 0)
    base::fail(
        who, ": w is ", to_string(w),
        ", but its first axis must be even: a row a task of the first part, and then as many of "
        "the second.");
  return w[0] / 2;
}

}  // namespace

std::pair<Var, Var> two_parts(const std::string& who, const Var& w) {
  const std::size_t rows = rows_of_a_part(who, w.shape());
  return {narrow(w, 0, 0, rows), narrow(w, 0, rows, rows)};
}

std::pair<Tensor, Tensor> two_parts(const std::string& who, const Tensor& w) {
  const std::size_t rows = rows_of_a_part(who, w.shape());
  Tensor first = uninitialised({rows, w.shape()[1]}), second = first;
  std::copy_n(w.data(), first.size(), first.data());
  std::copy_n(w.data() + first.size(), second.size(), second.data());
  return {first, second};
}

Tensor join_parts(const Tensor& first, const Tensor& second) {
  Tensor w = uninitialised({first.shape()[0] + second.shape()[0], first.shape()[1]});
  std::copy_n(first.data(), first.size(), w.data());
  std::copy_n(second.data(), second.size(), w.data() + first.size());
  return w;
}

}  // namespace tapestry::nn
