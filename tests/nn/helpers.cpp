#include "tests/nn/helpers.hpp"

#include "engine/array/random.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

namespace tapestry::nn {

std::vector<std::vector<Scalar>> values(const Parameters& parameters) {
  std::vector<std::vector<Scalar>> all;
  for (const Parameter& p : parameters) all.push_back(numbers(p.value()));
  return all;
}

std::vector<std::string> names(const Parameters& parameters) {
  std::vector<std::string> all;
  for (const Parameter& p : parameters) all.push_back(p.name());
  return all;
}

Batch random_regression_batch(std::size_t rows, const Shape& input_shape, std::size_t outputs,
                              Rng& rng) {
  Batch batch = random_batch(rows, input_shape, 1, rng);
  batch.labels.clear();
  batch.targets = random_normal({rows, outputs}, rng);
  return batch;
}

Loss sum_as_loss() {
  return {"sum", [](const Var& prediction, const Batch&) { return sum(prediction); },
          Answer::labels};
}

}  // namespace tapestry::nn
