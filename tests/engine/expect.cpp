#include "tests/engine/expect.hpp"

#include <algorithm>

namespace tapestry {

void expect_near(const Tensor& x, const Shape& shape, const std::vector<double>& expected,
                 double relative) {
  ASSERT_EQ(to_string(x.shape()), to_string(shape));
  ASSERT_EQ(x.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double value = x.data()[i];
    if (std::isnan(expected[i]))
      EXPECT_TRUE(std::isnan(value)) << "element " << i << " is " << value;
    else if (std::isinf(expected[i]))
      EXPECT_EQ(value, expected[i]) << "element " << i;
    else
      EXPECT_NEAR(value, expected[i], relative * std::max(1.0, std::abs(expected[i])))
          << "element " << i;
  }
}

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
