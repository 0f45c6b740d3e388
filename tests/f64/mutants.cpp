#include "tests/f64/mutants.hpp"

#include <map>
#include <utility>

#include "engine/engine.hpp"

namespace tapestry {
namespace {

// What the row's own calls recorded, found again by their output's place in memory.
struct Use {
  Tape::Entry entry;
  bool second;       // not the first call on its tape
  std::size_t tape;  // a number for each tape
};
using Uses = std::map<const Tensor*, Use>;

// Sets the interceptor, and unsets it however the check ends.
struct Intercepting {
  explicit Intercepting(Interceptor broken) { interceptor() = std::move(broken); }
  ~Intercepting() { interceptor() = nullptr; }
  Intercepting(const Intercepting&) = delete;
  Intercepting& operator=(const Intercepting&) = delete;
};

Var reordered(const Var& gradient) {
  const Shape shape = gradient.shape();
  if (shape.size() == 2 && shape[0] > 1 && shape[1] > 1) return reshape(transpose(gradient), shape);
  const std::size_t n = gradient.size();
  std::vector<int> backwards;
  for (std::size_t i = n; i-- > 0;) backwards.push_back(static_cast<int>(i));
  return reshape(take_rows(reshape(gradient, {n, 1}), backwards), shape);
}

// The part of a gradient in the output's shape that belongs to the first repetition of the input.
Var first_repetition(Var gradient, const Shape& shape) {
  const std::size_t missing = gradient.rank() - shape.size();
  for (std::size_t axis = 0; axis < gradient.rank(); ++axis)
    if (axis < missing || shape[axis - missing] == 1)
      gradient = narrow(gradient, static_cast<int>(axis), 0, 1);
  return reshape(gradient, shape);
}

// Any gradient in the shape of the input, cut or repeated where it has another size.
Var forced_to(const Var& gradient, const Shape& shape) {
  if (gradient.shape() == shape) return gradient;
  if (broadcasts_to(shape, gradient.shape())) return sum_to(gradient, shape);
  const std::size_t n = size_of(shape), have = gradient.size();
  std::vector<int> indices;
  for (std::size_t i = 0; i < n; ++i) indices.push_back(static_cast<int>(i % have));
  return reshape(take_rows(reshape(gradient, {have, 1}), indices), shape);
}

// The gradient of the next input of the same call; empty where there is none.
Var other_inputs_gradient(const PullbackCall& call, const Uses& uses) {
  const auto use = uses.find(&call.y.value());
  if (use == uses.end()) return Var();
  const Tape::Entry& entry = use->second.entry;
  if (entry.pullbacks.size() < 2) return Var();
  const std::size_t next = (call.input + 1) % entry.pullbacks.size();
  return entry.pullbacks[next](call.g, call.y);
}

// The second use of the op on the tape on which this call is the first; nullptr where there is
// none.
const Tape::Entry* second_use_beside(const PullbackCall& call, const Uses& uses) {
  const auto first = uses.find(&call.y.value());
  if (first == uses.end() || first->second.second) return nullptr;
  for (const auto& [output, use] : uses)
    if (use.second && use.tape == first->second.tape) return &use.entry;
  return nullptr;
}

Var broken(const PullbackCall& call, Mutation mutation, const Uses& uses, bool& used) {
  const Var right = call.pullback(call.g, call.y);
  const bool summed_by_the_backward_pass = right.shape() != call.input_shape;
  const std::string op = call.op;
  used = true;
  switch (mutation) {
    case Mutation::zeroed:
      return Var::constant(zeros(call.input_shape));
    case Mutation::upstream_dropped:
      return call.pullback(Var::constant(ones_like(call.g.value())), call.y);
    case Mutation::sign_flipped:
      return -right;
    case Mutation::transposed:
      return reordered(sum_to(right, call.input_shape));
    case Mutation::wrong_operand: {
      const Var other = other_inputs_gradient(call, uses);
      return other.empty() ? right * (1 + right) : forced_to(other, call.input_shape);
    }
    case Mutation::broadcast_not_summed:
      if (summed_by_the_backward_pass) return first_repetition(right, call.input_shape);
      if (op == "broadcast_to") return first_repetition(call.g, call.input_shape);
      break;
    case Mutation::one_of_two_uses_dropped: {
      const auto use = uses.find(&call.y.value());
      if (use != uses.end() && use->second.second) return Var::constant(zeros(call.input_shape));
      break;
    }
    case Mutation::last_calls: {
      const Tape::Entry* last = second_use_beside(call, uses);
      if (last == nullptr) break;
      const Var wrong = last->pullbacks[call.input](call.g, last->output);
      used = wrong.shape() == right.shape() && wrong.value() != right.value();
      return wrong;
    }
    case Mutation::detached:
      return stop_gradient(right);
    case Mutation::factor_two:
      return 2 * right;
  }
  used = false;
  return right;
}

}  // namespace

const std::vector<NamedMutation>& mutations() {
  static const std::vector<NamedMutation> all = {
      {Mutation::zeroed, "zeroed"},
      {Mutation::upstream_dropped, "upstream dropped"},
      {Mutation::sign_flipped, "sign flipped"},
      {Mutation::transposed, "transposed"},
      {Mutation::wrong_operand, "wrong operand"},
      {Mutation::broadcast_not_summed, "broadcast not summed"},
      {Mutation::one_of_two_uses_dropped, "one of two uses dropped"},
      {Mutation::last_calls, "kept elsewhere"},
      {Mutation::detached, "detached"},
      {Mutation::factor_two, "factor two"},
  };
  return all;
}

const std::vector<Equivalent>& equivalents() {
  static const std::vector<Equivalent> all = {
      {"add", 0, "wrong operand", "both inputs of a sum get the same gradient"},
      {"add", 1, "wrong operand", "both inputs of a sum get the same gradient"},
      {"eigvalsh", 0, "transposed", "a symmetric input has a symmetric gradient"},
      {"eigvecsh", 0, "transposed", "a symmetric input has a symmetric gradient"},
      {"cholesky_inverse", 0, "transposed", "a symmetric input has a symmetric gradient"},
      {"cholesky_solve", 0, "transposed", "a symmetric input has a symmetric gradient"},
      {"trace", 0, "transposed", "the gradient is diagonal"},
  };
  return all;
}

const Equivalent* equivalent(const std::string& op, std::size_t input,
                             const std::string& mutation) {
  for (const Equivalent& known : equivalents())
    if (known.op == op && known.input == input && known.mutation == mutation) return &known;
  return nullptr;
}

MutantRun run_mutant(const OpCase& row, std::size_t input, Mutation mutation) {
  return run_mutant(row, input, mutation, [&](const FunctionOfVars& f) {
    GradientCheck options;
    options.second_order = row.second_order;
    return check_gradient(row.op, f, draw_inputs(row, 1), options);
  });
}

MutantRun run_mutant(const OpCase& row, std::size_t input, Mutation mutation,
                     const Checker& check) {
  MutantRun run;
  Uses uses;
  std::size_t tapes = 0;
  const FunctionOfVars watched = [&](const std::vector<Var>& x) {
    Tape* tape = Tape::recording();
    const bool second = tape != nullptr && tape->size() > 0;
    if (tape != nullptr && !second) ++tapes;
    const Var output = row.function(x);
    if (tape != nullptr && tape->holds(output))
      uses[&output.value()] = {(*tape)[tape->index_of(output)], second, tapes};
    return output;
  };
  const Intercepting intercepting([&](const PullbackCall& call) {
    if (call.op != row.op || call.input != input) return call.pullback(call.g, call.y);
    bool differs = false;
    const Var result = broken(call, mutation, uses, differs);
    run.used = run.used || differs;
    return result;
  });
  const GradientReport report = check(watched);
  run.caught = !report.passed;
  run.text = report.text;
  return run;
}

std::size_t linked_inputs(const OpCase& row) {
  Tape tape;
  std::vector<Var> leaves;
  for (const Tensor& x : draw_inputs(row, 1)) leaves.emplace_back(x);
  return tape[tape.index_of(row.function(leaves))].pullbacks.size();
}

}  // namespace tapestry
