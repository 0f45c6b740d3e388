// Rows of embedding, dropout and layer normalisation.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {
namespace {

constexpr Scalar kEpsilon = 1e-5;

// All elements at least 0.4 apart: where those of a row are nearly equal, standardising is so
// curved that differences do not see its gradient.
Sampler spread(const Shape& shape) {
  return [draw = away_from_kinks(shape)](Rng& rng) -> Tensor { return 4 * draw(rng); };
}

void add_embedding(Rows& rows) {
  OpCase lookup = {"embedding",
                   "an entry twice, another never",
                   [](const Vars& x) {
                     return embedding(x[0], {2, 0, 2});
                   },
                   {anywhere({4, 3})}};
  lookup.composed = true;
  rows.push_back(lookup);
}

void add_dropout(Rows& rows) {
  for (const double probability : {0.0, 0.4})
    rows.push_back({"dropout",
                    "probability " + std::to_string(probability),
                    [=](const Vars& x) {
                      Rng rng(5);  // made anew: each call must leave out the same elements
                      return dropout(x[0], probability, rng);
                    },
                    {anywhere({3, 5})}});
}

}  // namespace

void add_net_ops(Rows& rows) {
  add_embedding(rows);
  add_dropout(rows);
  for (const Shape& shape : {Shape{4}, Shape{2, 5}, Shape{2, 3, 4}}) {
    const std::size_t n = shape.back();
    rows.push_back({"layer_norm",
                    to_string(shape),
                    [](const Vars& x) { return layer_norm(x[0], x[1], x[2]); },
                    {spread(shape), anywhere({n}), anywhere({n})}});
    rows.push_back({"standardise",
                    to_string(shape),
                    [](const Vars& x) { return standardise(x[0]); },
                    {spread(shape)}});
    rows.push_back({"standardise_gradient",
                    to_string(shape),
                    [](const Vars& x) { return standardise_gradient(x[0], x[1], kEpsilon); },
                    {anywhere(shape), spread(shape)}});
  }
  rows.push_back({"layer_norm",
                  "a large epsilon",
                  [](const Vars& x) { return layer_norm(x[0], x[1], x[2], 0.5); },
                  {anywhere({2, 5}), anywhere({5}), anywhere({5})}});
}

}  // namespace tapestry
