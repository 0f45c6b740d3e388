// Broken pullbacks, put in the place of right ones while a gradient check runs: the test of the
// test. A check that passes with a broken pullback proves nothing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/core/interceptor.hpp"
#include "tests/f64/op_cases.hpp"

namespace tapestry {

enum class Mutation {
  zeroed,                // no gradient at all
  upstream_dropped,      // as if the upstream gradient were ones
  sign_flipped,          // -gradient
  transposed,            // the elements in transposed (a matrix) or reversed order
  wrong_operand,         // the other input's gradient, where there is one; else gradient * (1 + it)
  broadcast_not_summed,  // one repetition's gradient instead of the sum over all
  one_of_two_uses_dropped,  // zeros for the second use of the op on the tape
  last_calls,               // that of the last use of the op on the tape, for every use
  detached,                 // the right numbers, with their own gradient lost
  factor_two,               // 2 * gradient
};

struct NamedMutation {
  Mutation mutation;
  std::string name;
};
const std::vector<NamedMutation>& mutations();

struct MutantRun {
  bool used = false;    // the broken pullback was run, and could differ from the right one
  bool caught = false;  // the check failed
  std::string text;     // the check's sentence
};

// Checks one row while the pullback of one input of the row's op is broken; by the engine's own
// check, or by another one, which is given the row's function.
using Checker = std::function<GradientReport(const FunctionOfVars&)>;
MutantRun run_mutant(const OpCase& row, std::size_t input, Mutation mutation);
MutantRun run_mutant(const OpCase& row, std::size_t input, Mutation mutation, const Checker& check);

// Mutants that are no mistakes: what they return equals the right gradient in every row.
struct Equivalent {
  std::string op;
  std::size_t input;
  std::string mutation;
  std::string reason;
};
const std::vector<Equivalent>& equivalents();
const Equivalent* equivalent(const std::string& op, std::size_t input, const std::string& mutation);

// How many inputs of its op a row links with a pullback, seen on the tape.
std::size_t linked_inputs(const OpCase& row);

}  // namespace tapestry
