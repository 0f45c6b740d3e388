// The engine's ops beside libtorch's: the same function of the same tensors, written for both.
//
// Every function here maps [4 x 6] tensors to one [4 x 6] tensor, so that any can follow any; ops
// with other shapes are reached by reshaping on both sides. Inputs stay inside the ops' domains
// (the log of 1 + x^2) and, for ops with kinks, are moved off them by a fixed tensor: where two
// elements tie, engines may rightly differ.
#pragma once

#include <functional>
#include <string>
#include <vector>

// xtensor's allocator is fixed before any other include.
#include "engine/engine.hpp"
// libtorch's macros are not all ours to warn about.
#include <torch/torch.h>

namespace tapestry {

struct OpPair {
  std::string name;
  std::size_t inputs;
  std::function<Var(const std::vector<Var>&)> ours;
  std::function<torch::Tensor(const std::vector<torch::Tensor>&)> theirs;
};

inline const Shape kShape = {4, 6};

const std::vector<OpPair>& op_pairs();

torch::Tensor to_torch(const Tensor& x);

// The parts of the table.
void add_elementwise(std::vector<OpPair>& all);
void add_pairs_of_two(std::vector<OpPair>& all);

// Moves x off the kinks: a fixed tensor is added, whose elements are far apart from each other and
// from 0.
Var off(const Var& x);
torch::Tensor off(const torch::Tensor& x);

// Any shape that broadcasts to [4 x 6].
Var full_size(const Var& x);
torch::Tensor full_size(const torch::Tensor& x);

const std::vector<int>& labels();
torch::Tensor torch_labels();

}  // namespace tapestry
