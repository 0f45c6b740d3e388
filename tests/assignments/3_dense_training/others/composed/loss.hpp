// The margins to the label, and a maximum that is a constant: its gradient would cancel.
#pragma once
#include <algorithm>
#include <stdexcept>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/index/elements.hpp"
#include "engine/ops/reduce/argmax.hpp"
#include "engine/ops/reduce/max_min.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
namespace t = tapestry;

template <class Shape>
void look(const Shape& shape, const std::vector<int>& labels) {
  if (labels.size() != shape[0]) throw "labels and rows";
  if (std::any_of(labels.begin(), labels.end(),
                  [&](int one) { return one < 0 || one >= static_cast<int>(shape[1]); }))
    throw std::runtime_error("a label that is none");
}

t::Var cross_entropy(const t::Var& logits, const std::vector<int>& labels) {
  look(logits.shape(), labels);
  const std::size_t n = logits.shape()[0], c = logits.shape()[1];
  auto places = std::make_shared<t::PlaceList>();
  for (std::size_t i = 0; i < n; ++i) places->push_back(std::uint32_t(i * c + labels[i]));
  const t::Var of_label = t::take_elements(logits, places, {n, 1});
  const t::Var margins = logits - of_label;
  const t::Var top = t::Var::constant(t::max(margins, {1}, t::Axis::keep).value());
  const t::Var losses = top + t::log(t::sum(t::exp(margins - top), {1}, t::Axis::keep));
  return t::sum(losses) / static_cast<double>(n);
}

double accuracy(const t::Tensor& logits, const std::vector<int>& labels) {
  look(logits.shape(), labels);
  const auto said = t::argmax(t::Var(logits));
  int wrong = 0;
  for (std::size_t i = 0; i < said.size(); ++i) wrong += said[i] != labels[i];
  return 1 - wrong / static_cast<double>(said.size());
}
