#include "tests/engine/expect.hpp"

namespace tapestry {

Tensor counting(const Shape& shape) {
  Tensor out = zeros(shape);
  for (std::size_t i = 0; i < out.size(); ++i) out.data()[i] = static_cast<Scalar>(i);
  return out;
}

void for_each_index(const Shape& shape,
                    const std::function<void(const std::vector<std::size_t>&)>& f) {
  std::vector<std::size_t> index(shape.size(), 0);
  for (std::size_t count = size_of(shape); count-- > 0;) {
    f(index);
    for (std::size_t k = shape.size(); k-- > 0 && ++index[k] == shape[k];) index[k] = 0;
  }
}

double element(const Tensor& x, const std::vector<std::size_t>& index) {
  std::size_t at = 0;
  const std::size_t missing = index.size() - x.dimension();
  for (std::size_t k = 0; k < x.dimension(); ++k)
    at = at * x.shape()[k] + (x.shape()[k] == 1 ? 0 : index[missing + k]);
  return x.data()[at];
}

}  // namespace tapestry
