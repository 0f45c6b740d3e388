#include "nn/layers/flat.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

void check_flat(const Tensor& flat, const Parameters& parameters) {
  const Shape expected = {count(parameters)};
  if (flat.shape() != expected)
    base::fail("flat: ", to_string(flat.shape()), " was given for ", parameters.size(),
               " parameters with ", expected[0], " numbers together: it must be ",
               to_string(expected), ", as flattened() makes it.");
}

}  // namespace

Tensor flattened(const std::vector<Tensor>& tensors) {
  std::size_t size = 0;
  for (const Tensor& tensor : tensors) size += tensor.size();
  Tensor flat = uninitialised({size});
  Scalar* to = flat.data();
  for (const Tensor& tensor : tensors) to = std::copy_n(tensor.data(), tensor.size(), to);
  return flat;
}

Tensor flattened(const Parameters& parameters) {
  std::vector<Tensor> values;
  for (const Parameter& p : parameters) values.push_back(p.value());
  return flattened(values);
}

std::vector<std::span<Scalar>> views(Tensor& flat, const Parameters& parameters) {
  check_flat(flat, parameters);
  std::vector<std::span<Scalar>> parts;
  std::size_t begin = 0;
  for (const Parameter& p : parameters) {
    parts.emplace_back(flat.data() + begin, p.size());
    begin += p.size();
  }
  return parts;
}

std::vector<Tensor> unflattened(const Tensor& flat, const Parameters& parameters) {
  check_flat(flat, parameters);
  std::vector<Tensor> tensors;
  const Scalar* from = flat.data();
  for (const Parameter& p : parameters) {
    tensors.push_back(uninitialised(p.shape()));
    std::copy_n(from, p.size(), tensors.back().data());
    from += p.size();
  }
  return tensors;
}

}  // namespace tapestry::nn
