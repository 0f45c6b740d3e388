#include "engine/ops/cross_entropy.hpp"

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/softmax.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

void check(const Var& logits, const std::vector<int>& labels) {
  if (logits.rank() != 2 || logits.size() == 0)
    fail("softmax_cross_entropy: ", describe(logits),
         " must have the shape [batch x classes], with at least one row and one class.");
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  if (labels.size() != batch)
    fail("softmax_cross_entropy: ", describe(logits), " with ", labels.size(),
         " labels: give one label a row.");
  for (std::size_t i = 0; i < batch; ++i)
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= classes)
      fail("softmax_cross_entropy: label ", labels[i], " of row ", i, " for ", describe(logits),
           ": a label must lie in 0 to ", classes - 1, ".");
}

Tensor one_hot(const std::vector<int>& labels, std::size_t classes) {
  Tensor out = zeros({labels.size(), classes});
  for (std::size_t i = 0; i < labels.size(); ++i)
    out.data()[i * classes + static_cast<std::size_t>(labels[i])] = 1;
  return out;
}

}  // namespace

Var softmax_cross_entropy(const Var& logits, const std::vector<int>& labels) {
  check(logits, labels);
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  const SoftmaxParts parts = softmax_parts(logits.value(), 1);
  double total = 0;
  for (std::size_t i = 0; i < batch; ++i) {
    const Scalar logit = logits.value().data()[i * classes + static_cast<std::size_t>(labels[i])];
    total += double{parts.log_sum.data()[i]} - (double{logit} - double{parts.top.data()[i]});
  }
  return record("softmax_cross_entropy", full({}, static_cast<Scalar>(total / double(batch))),
                {{logits, [=](const Var& g, const Var&) {
                    return (softmax(logits) - Var::constant(one_hot(labels, classes))) *
                           (g / static_cast<Scalar>(batch));
                  }}});
}

}  // namespace tapestry
