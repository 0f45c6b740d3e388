#include "engine/ops/index/elements.hpp"

#include <algorithm>

#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {
namespace {

void check_places(const char* op, const Var& x, const Places& places, std::size_t smaller,
                  std::size_t larger) {
  if (!places)
    base::fail(op, ": ", describe(x),
               " with no list of places (a null pointer): give one, with a place ", "for each of ",
               smaller, " elements.");
  if (places->size() != smaller)
    base::fail(op, ": ", describe(x), " with ", base::counted(places->size(), "place", "places"),
               ": give one for each of ", base::counted(smaller, "element", "elements"), ".");
  std::uint32_t last = 0;
  for (const std::uint32_t place : *places) last = std::max(last, place);
  if (!places->empty() && last >= larger)
    base::fail(op, ": ", describe(x), " with place ", last,
               ": a place must be less than the number of ", "elements, ", larger, ".");
}

}  // namespace

Var take_elements(const Var& x, const Places& places, const Shape& shape) {
  check_places("take_elements", x, places, size_of(shape), x.size());
  Tensor out = uninitialised(shape);
  const Scalar* from = x.value().data();
  Scalar* to = out.data();
  for (std::size_t i = 0; i < places->size(); ++i) to[i] = from[(*places)[i]];
  const auto scattered = [places, from_shape = x.shape()](const Var& g, const Var&) {
    return scatter_elements(g, places, from_shape);
  };
  const auto add = [places](Tensor& sum, const Tensor& g) {
    for (std::size_t i = 0; i < places->size(); ++i) sum.data()[(*places)[i]] += g.data()[i];
  };
  return record("take_elements", std::move(out), {{x, {scattered, add}}});
}

Var scatter_elements(const Var& x, const Places& places, const Shape& shape) {
  check_places("scatter_elements", x, places, x.size(), size_of(shape));
  Tensor out = zeros(shape);
  const Scalar* from = x.value().data();
  Scalar* to = out.data();
  for (std::size_t i = 0; i < places->size(); ++i) to[(*places)[i]] += from[i];
  return record("scatter_elements", std::move(out),
                {{x, [places, from_shape = x.shape()](const Var& g, const Var&) {
                    return take_elements(g, places, from_shape);
                  }}});
}

}  // namespace tapestry
