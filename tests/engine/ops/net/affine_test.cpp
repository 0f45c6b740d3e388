// affine against the two ops that it stands for, and its errors.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(Affine, IsTheProductPlusTheBias) {
  Rng rng(1);
  for (const auto& [rows, in, out] : std::vector<std::array<std::size_t, 3>>{
           {1, 1, 1}, {3, 4, 2}, {64, 100, 10}, {0, 3, 2}, {3, 0, 2}, {3, 2, 0}}) {
    const Var x(random_normal({rows, in}, rng)), w(random_normal({in, out}, rng));
    const Var b(random_normal({out}, rng));
    const Tensor y = affine(x, w, b).value();
    std::vector<double> expected;
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < out; ++j) {
        double sum = b.value().data()[j];
        for (std::size_t k = 0; k < in; ++k)
          sum += double{x.value().data()[i * in + k]} * w.value().data()[k * out + j];
        expected.push_back(sum);
      }
    expect_near(y, {rows, out}, expected, 2e-5);
  }
}

TEST(Affine, Errors) {
  const Var x("x", zeros({5, 4})), w("w", zeros({4, 3})), b("b", zeros({3}));
  EXPECT_EQ(
      error_of([&] { affine(b, w, b); }),
      "affine: 'b' [3] times 'w' [4 x 3]: both must be matrices, [batch x in] and [in x out]: "
      "reshape them first.");
  EXPECT_EQ(error_of([&] { affine(w, x, b); }),
            "affine: 'w' [4 x 3] times 'x' [5 x 4]: the inner sizes, 3 and 5, must be equal: give "
            "the second as many rows as the first has columns, or transpose one.");
  EXPECT_EQ(error_of([&] {
              affine(x, w, Var("row", zeros({1, 3})));
            }),
            "affine: 'row' [1 x 3] as the bias of 'w' [4 x 3]: it must have the shape [3], one "
            "number a column of the weight.");
}

}  // namespace
}  // namespace tapestry
