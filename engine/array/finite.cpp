#include "engine/array/finite.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::kernels {

std::size_t first_not_finite(const Tensor& x) {
  const Scalar* begin = x.data();
  const Scalar* end = begin + x.size();
  const Scalar* found = std::find_if(begin, end, [](Scalar v) { return !std::isfinite(v); });
  return static_cast<std::size_t>(found - begin);
}

std::string element_not_finite(const Tensor& x) {
  const std::size_t place = first_not_finite(x);
  std::string index;
  std::size_t rest = place;
  for (std::size_t axis = x.dimension(); axis-- > 0; rest /= x.shape()[axis])
    index = std::to_string(rest % x.shape()[axis]) + (index.empty() ? "" : ", ") + index;
  const Scalar value = x.data()[place];
  const char* shown = std::isnan(value) ? "nan" : value > 0 ? "infinity" : "-infinity";
  return index.empty() ? base::text("the only element is ", shown)
                       : base::text("element [", index, "] is ", shown);
}

std::string range_of(const Tensor& x) {
  if (x.size() == 0) return "empty";
  if (first_not_finite(x) < x.size()) return element_not_finite(x);
  const auto [low, high] = std::minmax_element(x.data(), x.data() + x.size());
  return *low == *high ? base::text("all ", *low) : base::text("from ", *low, " to ", *high);
}

}  // namespace tapestry::kernels
