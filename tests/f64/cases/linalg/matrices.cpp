// Rows of the matrix products and of transpose.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_matrix_ops(Rows& rows) {
  const Transpose no = Transpose::no, yes = Transpose::yes;
  for (Transpose a : {no, yes})
    for (Transpose b : {no, yes}) {
      const std::string flags = std::string(a == yes ? "transposed" : "plain") + " times " +
                                (b == yes ? "transposed" : "plain");
      rows.push_back({"matmul",
                      flags,
                      [=](const Vars& x) { return matmul(x[0], x[1], a, b); },
                      {anywhere(a == yes ? Shape{4, 2} : Shape{2, 4}),
                       anywhere(b == yes ? Shape{3, 4} : Shape{4, 3})}});
    }
  rows.push_back({"affine",
                  "a layer",
                  [](const Vars& x) { return affine(x[0], x[1], x[2]); },
                  {anywhere({2, 4}), anywhere({4, 3}), anywhere({3})}});
  rows.push_back({"affine",
                  "one row, one column",
                  [](const Vars& x) { return affine(x[0], x[1], x[2]); },
                  {anywhere({1, 3}), anywhere({3, 1}), anywhere({1})}});
  rows.push_back({"matmul",
                  "row times column",
                  [](const Vars& x) { return matmul(x[0], x[1]); },
                  {anywhere({1, 5}), anywhere({5, 1})}});
  rows.push_back({"matmul",
                  "a matrix times itself transposed",
                  [=](const Vars& x) { return matmul(x[0], x[0], no, yes); },
                  {anywhere({2, 3})}});
  rows.push_back(
      {"transpose", "a matrix", [](const Vars& x) { return transpose(x[0]); }, {anywhere({2, 5})}});
}

}  // namespace tapestry
