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

// The numbers' bits are mixed well enough for neighbouring ones to give unrelated generators
// (Steele, Lea & Flood 2014, "Fast Splittable Pseudorandom Number Generators": SplitMix64).
Rng numbered_generator(std::uint64_t seed, std::uint64_t number) {
  const auto mixed = [](std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  };
  return Rng(mixed(mixed(seed) + number));
}

SourceGroup one_task(std::size_t task, BatchSource source) {
  if (!source) return {{task}, {}};
  if (source.has_state()) return {{task}, SharedWithState{std::move(source)}};
  return {{task}, [source] { return as_shared(source()); }};
}

}  // namespace tapestry::nn
