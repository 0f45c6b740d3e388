// A calculation as a list of steps: what the grader sends, and what the worker does with Values.
// It is checked by forward-mode derivatives, which know of no tape.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader::scalar_tape {

// The numbers are those of the workers, which know nothing of this file.
enum class Op { add = 0, multiply = 1, divide = 2, exp = 3, tanh = 4 };

struct Step {
  Op op;
  std::size_t a, b;  // of the values so far: first the leaves, then what the steps made
};

struct Program {
  std::vector<double> leaves;
  std::vector<Step> steps;

  std::size_t size() const { return leaves.size() + steps.size(); }
  std::size_t last() const { return size() - 1; }
  Message request() const;
  // "b = a * a; c = b + a at a = 1.5"; of a long one, how many steps there are.
  std::string text() const;
};

// Of all leaves and steps.
std::vector<double> values(const Program& program);

// dy / dx for each of the xs, forwards: x moves by 1, and what follows from it by its slope.
std::vector<double> derivatives(const Program& program, std::size_t y,
                                const std::vector<std::size_t>& xs);

// The backward pass as it is, or with a learner's mistake.
enum class Slip {
  none,
  overwrites,      // = where += must stand
  keeps_first,     // only the first part that comes in
  too_early,       // from the first record to the last
  no_upstream,     // slopes are added without the gradient at the output
  swapped_slopes,  // d(ab)/da = a
  first_input,     // the second input is forgotten
  starts_at_y,     // with the value of y where 1 must stand
  left_over,       // on top of what the last call has left
  depth_first,     // a recursion that passes on what has come in when it first gets there
  sent_again       // one that passes on all that has come in, each time it gets there
};

// The walk from y; empty where the slip would take too long. Where the slip is left_over, on top of
// what `before` holds already. Whether it passes over records whose gradient is 0 makes a
// difference where there is a slip.
std::vector<double> walked(const Program& program, std::size_t y, Slip slip,
                           const std::vector<double>& before = {}, bool passes_over_zeros = false);

// Random leaves in [0.5, 1.5] and steps of these ops; `once`: each value is used at most once.
// No value or gradient in it is very large, and none cancels to nothing.
Program random_program(Rng& rng, std::size_t leaves, std::size_t steps, const std::vector<Op>& ops,
                       bool once = false);

}  // namespace tapestry::grader::scalar_tape
