// Structs behind shared pointers, and a template for the chain of layers.
#pragma once
#include <memory>

#include "dense.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/shape/reshape.hpp"
using namespace tapestry;

namespace chain {
template <class Last>
Var of(const Var& x, const Last& last) {
  return last(x);
}
template <class First, class... Others>
Var of(const Var& x, const First& first, const Others&... others) {
  return of(tanh(first(x)), others...);
}
}  // namespace chain

struct MultiTaskNet {
  struct Ends {
    Dense head, encoder;  // the head draws first here
  };
  std::shared_ptr<const Dense> middle;
  std::vector<std::shared_ptr<const Ends>> ends;

  MultiTaskNet(const std::vector<TaskSizes>& tasks, std::size_t width, std::size_t trunk,
               std::uint64_t seed) {
    Rng rng(seed);
    for (const TaskSizes& one : tasks)
      ends.push_back(std::make_shared<Ends>(
          Ends{Dense(trunk, one.outputs, rng), Dense(one.inputs, width, rng)}));
    middle = std::make_shared<Dense>(width, trunk, rng);
  }
  Var forward(std::size_t task, const Var& x) const {
    return chain::of(flatten(x, 1), ends.at(task)->encoder, *middle, ends[task]->head);
  }
  std::vector<Var> shared() const { return {middle->weight, middle->bias}; }
  std::vector<Var> own(std::size_t task) const {
    std::vector<Var> out;
    for (const Dense* one : {&ends[task]->encoder, &ends[task]->head}) {
      out.push_back(one->weight);
      out.push_back(one->bias);
    }
    return out;
  }
  std::vector<Var> parameters() const {
    auto out = shared();
    for (std::size_t t = 0; t != ends.size(); ++t) {
      const auto more = own(t);
      out.insert(out.end(), more.begin(), more.end());
    }
    return out;
  }
};
