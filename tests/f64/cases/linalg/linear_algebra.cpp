// Rows of the products of tensors, and of solve and inverse.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

namespace {

// The checks move one element at a time, so their matrices are not exactly symmetric.
constexpr Scalar kLoose = 0.05;

}  // namespace

void add_linear_algebra(Rows& rows) {
  const Transpose no = Transpose::no, yes = Transpose::yes;
  const auto batched = [&](const std::string& what, std::size_t batch_a, std::size_t batch_b,
                           Transpose a, Transpose b) {
    rows.push_back({"batched_matmul",
                    what,
                    [=](const Vars& x) { return batched_matmul(x[0], x[1], a, b); },
                    {anywhere(a == yes ? Shape{batch_a, 4, 2} : Shape{batch_a, 2, 4}),
                     anywhere(b == yes ? Shape{batch_b, 3, 4} : Shape{batch_b, 4, 3})}});
  };
  for (Transpose a : {no, yes})
    for (Transpose b : {no, yes}) {
      const std::string flags = std::string(a == yes ? "transposed" : "plain") + " times " +
                                (b == yes ? "transposed" : "plain");
      batched(flags, 2, 2, a, b);
      batched(flags + ", one on the left for all", 1, 2, a, b);
      batched(flags + ", one on the right for all", 2, 1, a, b);
    }
  const auto composed = [&](const std::string& op, const FunctionOfVars& f,
                            const std::vector<Sampler>& inputs) {
    OpCase made{op, "two vectors", f, inputs};
    made.composed = true;
    rows.push_back(made);
  };
  composed("outer", [](const Vars& x) { return outer(x[0], x[1]); },
           {anywhere({3}), anywhere({4})});
  composed("dot", [](const Vars& x) { return dot(x[0], x[1]); }, {anywhere({4}), anywhere({4})});
  rows.push_back({"trace", "[3 3]", [](const Vars& x) { return trace(x[0]); }, {anywhere({3, 3})}});

  for (const Shape& b : {Shape{3}, Shape{3, 2}})
    rows.push_back({"cholesky_solve",
                    "for " + to_string(b),
                    [](const Vars& x) { return cholesky_solve(x[0], x[1], kLoose); },
                    {separated_symmetric(3), anywhere(b)}});
  for (std::size_t n : {1u, 3u})
    rows.push_back({"cholesky_inverse",
                    "size " + std::to_string(n),
                    [](const Vars& x) { return cholesky_inverse(x[0], kLoose); },
                    {separated_symmetric(n)}});
}

}  // namespace tapestry
