// Rows of the ops that choose between elements: maximum, minimum, where, clamp.
#include <limits>

#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

namespace {

// Two tensors that are to be compared: numbers of both signs, and in magnitude within 0.5 to 0.9 or
// within 1.1 to 1.5, so that no element of one comes near an element of the other.
Tensor with_magnitude(const Shape& shape, Rng& rng, double least) {
  Tensor out = random_uniform(shape, rng, least, least + 0.4);
  for (Scalar& x : out.storage())
    if (rng() & 1) x = -x;
  return out;
}
Sampler small(const Shape& shape) {
  return [shape](Rng& rng) { return with_magnitude(shape, rng, 0.5); };
}
Sampler large(const Shape& shape) {
  return [shape](Rng& rng) { return with_magnitude(shape, rng, 1.1); };
}

void add_where(Rows& rows) {
  const auto row = [&](const std::string& what, const Tensor& condition, const Shape& a,
                       const Shape& b) {
    rows.push_back({"where",
                    what,
                    [condition](const Vars& x) { return where(condition, x[0], x[1]); },
                    {anywhere(a), anywhere(b)}});
  };
  const Tensor matrix = tensor({2, 3}, {1, 0, -2, 0, 0.5, 0}), line = tensor({3}, {0, 1, 1});
  row("three matrices", matrix, {2, 3}, {2, 3});
  row("the first operand broadcast", matrix, {3}, {2, 3});
  row("the second operand broadcast", matrix, {2, 3}, {2, 1});
  row("all three broadcast", tensor({2, 1, 1}, {0, 1}), {3, 1}, {4});
  row("the condition broadcast", line, {2, 3}, {2, 3});
  row("scalars", matrix, {}, {});
}

}  // namespace

void add_choices(Rows& rows) {
  const std::size_t first = rows.size();
  add_broadcasts(rows, "maximum", maximum, small, large);
  add_broadcasts(rows, "minimum", minimum, small, large);
  // The draws are within 0.02 of multiples of 0.15, and the bounds half-way between two of these.
  rows.push_back({"clamp",
                  "both bounds",
                  [](const Vars& x) { return clamp(x[0], -0.375, 0.375); },
                  {away_from_kinks({3, 4})}});
  rows.push_back(
      {"clamp",
       "no upper bound",
       [](const Vars& x) { return clamp(x[0], 0, std::numeric_limits<Scalar>::infinity()); },
       {away_from_kinks({3, 4})}});
  for (std::size_t i = first; i < rows.size(); ++i) rows[i].smooth = false;
  add_where(rows);
}

}  // namespace tapestry
