// One example's prediction does not depend on the size of its batch, but for what BLAS makes of it:
// it sums in another order where a matrix has another number of rows.
#include <cstring>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using Product = std::function<Var(const Var&, const Var&)>;

Var product_of_rows(const Var& x, const Var& weight) {
  const std::size_t inner = x.shape()[1], columns = weight.shape()[1];
  Tensor out = zeros({x.shape()[0], columns});
  for (std::size_t i = 0; i < x.shape()[0]; ++i)
    for (std::size_t k = 0; k < inner; ++k)
      for (std::size_t j = 0; j < columns; ++j)
        out.data()[i * columns + j] +=
            x.value().data()[i * inner + k] * weight.value().data()[k * columns + j];
  return Var(out);
}

// Of 820 predictions (each row in batches of 1 to 40) the number whose bits differ from those of
// the batch of 40.
int differing_predictions(const Product& product) {
  Rng rng(1);
  const Var x(random_normal({40, 50}, rng)), first(random_normal({50, 70}, rng)),
      second(random_normal({70, 33}, rng)), third(random_normal({33, 10}, rng));
  const auto predict = [&](const Var& rows) {
    const Var hidden = gelu(product(tanh(product(rows, first) / 7), second) / 8);
    return softmax(layer_norm(product(hidden, third), Var(full({10}, 2)), Var(zeros({10}))))
        .value();
  };
  const Tensor all = predict(x);
  int differing = 0;
  for (std::size_t n = 1; n <= 40; ++n) {
    const Tensor some = predict(narrow(x, 0, 0, n));
    for (std::size_t i = 0; i < n; ++i)
      differing += std::memcmp(some.data() + i * 10, all.data() + i * 10, 10 * sizeof(Scalar)) != 0;
  }
  return differing;
}

TEST(BatchSize, ChangesNoPredictionButThroughBlas) {
  EXPECT_EQ(differing_predictions(product_of_rows), 0);
  const int through_blas =
      differing_predictions([](const Var& a, const Var& b) { return matmul(a, b); });
  EXPECT_LT(through_blas, 820);  // or the comparison compares nothing
  std::cout << through_blas << " of 820 predictions differ, all through BLAS\n";
}

}  // namespace
}  // namespace tapestry
