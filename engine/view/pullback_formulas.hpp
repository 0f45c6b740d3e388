// What each op's pullbacks compute, as formulas to read: for the player.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tapestry {

// In a formula, g is the gradient at the op's output y; a * b is a product element by element, A B
// one of matrices, and A^T a transpose. Where an input was broadcast, the backward pass sums what
// the formula gives over the repeats.
struct PullbackFormula {
  std::string input;    // the name of the input in the formulas of its op
  std::string formula;  // the gradient at that input
};

struct OpFormulas {
  std::string op;
  std::string value;                       // what the op computes, y
  std::vector<PullbackFormula> pullbacks;  // one an input; of many alike, the last stands for all
};

// The rows of the engine's ops, one an op. The table says what the pullbacks do and not how: where
// the code computes the same number by another way that keeps its digits, the formula stays short.
const std::vector<OpFormulas>& all_op_formulas();

// The row of an op; nullptr where it has none, as an op of your own.
const OpFormulas* formulas_of(std::string_view op);

}  // namespace tapestry
