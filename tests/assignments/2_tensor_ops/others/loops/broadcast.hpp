// A recursion over the axes, the outermost first.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"

using List = std::vector<std::size_t>;

inline List padded(const tapestry::Shape& shape, std::size_t n) {
  List out(n - shape.size(), 1);
  out.insert(out.end(), shape.begin(), shape.end());
  return out;
}

tapestry::Shape broadcast_shape(const tapestry::Shape& a, const tapestry::Shape& b) {
  const std::size_t n = std::max(a.size(), b.size());
  const List p = padded(a, n), q = padded(b, n);
  tapestry::Shape out;
  for (std::size_t k = 0; k < n; ++k) {
    if (p[k] != q[k] && p[k] != 1 && q[k] != 1) throw std::string("they do not fit");
    out.push_back(p[k] != 1 ? p[k] : q[k]);
  }
  return out;
}

void add_up(const double*& from, double* to, const List& sizes, const List& own, std::size_t k) {
  if (k == sizes.size()) {
    *to += *from++;
    return;
  }
  std::size_t step = 1;
  for (std::size_t j = k + 1; j < own.size(); ++j) step *= own[j];
  for (std::size_t i = 0; i < sizes[k]; ++i)
    add_up(from, to + (own[k] == 1 ? 0 : i * step), sizes, own, k + 1);
}

tapestry::Tensor undo_broadcast(const tapestry::Tensor& gradient, const tapestry::Shape& shape) {
  const auto& sizes = gradient.shape();
  if (shape.size() > sizes.size()) throw 1;
  if (broadcast_shape(sizes, shape) != sizes) throw 2;
  tapestry::Tensor out = tapestry::zeros(shape);
  const double* from = gradient.data();
  add_up(from, out.data(), List(sizes.begin(), sizes.end()), padded(shape, sizes.size()), 0);
  return out;
}
