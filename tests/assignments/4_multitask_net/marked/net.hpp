// Assignment 4, part "net": an encoder and a head for each task, and one trunk.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "dense.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/shape/reshape.hpp"

using namespace tapestry;

class MultiTaskNet {
 public:
  // One encoder (inputs of the task -> width) and one head (trunk -> outputs of the task) for each
  // task, and one trunk (width -> trunk), with random weights that follow from the seed.
  MultiTaskNet(const std::vector<TaskSizes>& tasks, std::size_t width, std::size_t trunk,
               // [solution]
               std::uint64_t seed)
      : rng_(seed), trunk_(width, trunk, rng_) {
    for (const TaskSizes& task : tasks) {
      encoders_.push_back(Dense(task.inputs, width, rng_));
      heads_.push_back(Dense(trunk, task.outputs, rng_));
    }
    // [starter]
    //|            std::uint64_t seed) {
    //| (void)tasks, (void)width, (void)trunk, (void)seed;
    //| throw std::logic_error("to do: net, task 1, the constructor of MultiTaskNet");
    // [end]
  }

  // The outputs [batch x outputs] of one task for x [batch x ...]: whatever axes x has after the
  // first, an example is one row of numbers.
  Var forward(std::size_t task, const Var& x) const {
    // [solution]
    const Var rows = flatten(x);
    const Var encoded = tanh(encoders_[task](rows));
    const Var common = tanh(trunk_(encoded));
    return heads_[task](common);
    // [starter]
    //| (void)task, (void)x;
    //| throw std::logic_error("to do: net, task 2, forward(task, x), through three layers");
    // [end]
  }

  // The trunk's weight and bias.
  std::vector<Var> shared() const {
    // [solution]
    return {trunk_.weight, trunk_.bias};
    // [starter]
    //| throw std::logic_error("to do: net, task 3, shared(), the parameters of the trunk");
    // [end]
  }

  // Those of one task alone: its encoder's weight and bias, its head's weight and bias.
  std::vector<Var> own(std::size_t task) const {
    // [solution]
    const Dense &encoder = encoders_[task], &head = heads_[task];
    return {encoder.weight, encoder.bias, head.weight, head.bias};
    // [starter]
    //| (void)task;
    //| throw std::logic_error("to do: net, task 3, own(task), of its encoder and its head");
    // [end]
  }

  // All of them, each once: shared(), own(0), own(1), ...
  std::vector<Var> parameters() const {
    // [solution]
    std::vector<Var> all = shared();
    for (std::size_t task = 0; task < heads_.size(); ++task)
      for (const Var& one : own(task)) all.push_back(one);
    return all;
    // [starter]
    //| throw std::logic_error("to do: net, task 3, parameters(), each of them once");
    // [end]
  }

 private:
  // [solution]
  Rng rng_;
  Dense trunk_;
  std::vector<Dense> encoders_, heads_;
  // [starter]
  //| // yours
  // [end]
};
