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
               std::uint64_t seed) {
    (void)tasks, (void)width, (void)trunk, (void)seed;
    throw std::logic_error("to do: net, task 1, the constructor of MultiTaskNet");
  }

  // The outputs [batch x outputs] of one task for x [batch x ...]: whatever axes x has after the
  // first, an example is one row of numbers.
  Var forward(std::size_t task, const Var& x) const {
    (void)task, (void)x;
    throw std::logic_error("to do: net, task 2, forward(task, x), through three layers");
  }

  // The trunk's weight and bias.
  std::vector<Var> shared() const {
    throw std::logic_error("to do: net, task 3, shared(), the parameters of the trunk");
  }

  // Those of one task alone: its encoder's weight and bias, its head's weight and bias.
  std::vector<Var> own(std::size_t task) const {
    (void)task;
    throw std::logic_error("to do: net, task 3, own(task), of its encoder and its head");
  }

  // All of them, each once: shared(), own(0), own(1), ...
  std::vector<Var> parameters() const {
    throw std::logic_error("to do: net, task 3, parameters(), each of them once");
  }

 private:
  // yours
};
