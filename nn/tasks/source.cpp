#include "nn/tasks/source.hpp"

#include <numeric>

namespace tapestry::nn {
namespace {

SharedBatch as_shared(Batch batch) {
  const std::size_t rows = batch.inputs.dimension() == 0 ? 0 : batch.inputs.shape()[0];
  Answers answers{std::vector<std::size_t>(rows), std::move(batch.labels),
                  std::move(batch.targets)};
  std::iota(answers.rows.begin(), answers.rows.end(), std::size_t{0});
  return {std::move(batch.inputs), {std::move(answers)}};
}

struct SharedWithState {
  BatchSource source;
  SharedBatch operator()() { return as_shared(source()); }
  void serialise(Archive& archive) { source.serialise(archive); }
};

}  // namespace

SourceGroup one_task(std::size_t task, BatchSource source) {
  if (!source) return {{task}, {}};
  if (source.has_state()) return {{task}, SharedWithState{std::move(source)}};
  return {{task}, [source] { return as_shared(source()); }};
}

}  // namespace tapestry::nn
