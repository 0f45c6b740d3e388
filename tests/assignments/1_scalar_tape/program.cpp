#include "tests/assignments/1_scalar_tape/program.hpp"

#include <cmath>
#include <functional>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/comparison.hpp"

namespace tapestry::grader::scalar_tape {
namespace {

double value_of(Op op, double a, double b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::exp:
      return std::exp(a);
    case Op::tanh:
      return std::tanh(a);
  }
  base::fail("There is no such op.");
}

// The slopes in a and b; that of one input alone has 0 as its second.
std::pair<double, double> slopes_of(Op op, double a, double b) {
  switch (op) {
    case Op::add:
      return {1, 1};
    case Op::multiply:
      return {b, a};
    case Op::divide:
      return {1 / b, -a / (b * b)};
    case Op::exp:
      return {std::exp(a), 0};
    case Op::tanh:
      return {1 / (std::cosh(a) * std::cosh(a)), 0};
  }
  base::fail("There is no such op.");
}

bool has_two_inputs(Op op) { return op != Op::exp && op != Op::tanh; }

std::string name(std::size_t i) {
  return i < 26 ? std::string(1, static_cast<char>('a' + i)) : base::text("v", i);
}

std::string step_text(const Step& step) {
  const std::string a = name(step.a), b = name(step.b);
  switch (step.op) {
    case Op::add:
      return a + " + " + b;
    case Op::multiply:
      return a + " * " + b;
    case Op::divide:
      return a + " / " + b;
    case Op::exp:
      return "exp(" + a + ")";
    case Op::tanh:
      return "tanh(" + a + ")";
  }
  return "";
}

std::size_t below(Rng& rng, std::size_t n) {
  return static_cast<std::size_t>(uniform_draw(rng) * static_cast<double>(n));
}

Program any_program(Rng& rng, std::size_t leaves, std::size_t steps, const std::vector<Op>& ops,
                    bool once) {
  Program program;
  for (std::size_t i = 0; i < leaves; ++i) program.leaves.push_back(0.5 + uniform_draw(rng));
  std::vector<std::size_t> unused;
  for (std::size_t i = 0; i < leaves; ++i) unused.push_back(i);
  // Steps lean to what is new, so that the last one is made of much.
  const auto input = [&] {
    if (!once)
      return uniform_draw(rng) < 0.5
                 ? program.size() - 1 - below(rng, std::min<std::size_t>(2, program.size()))
                 : below(rng, program.size());
    const std::size_t at = below(rng, unused.size()), i = unused[at];
    unused.erase(unused.begin() + static_cast<std::ptrdiff_t>(at));
    return i;
  };
  for (std::size_t s = 0; s < steps; ++s) {
    const Op op = ops[below(rng, ops.size())];
    const std::size_t a = input();
    const bool two = has_two_inputs(op) && (!once || !unused.empty());
    std::size_t b = two ? input() : a;
    if (op == Op::divide && b == a) b = (a + 1) % program.size();  // a / a has the gradient 0
    program.steps.push_back({op, a, b});
    unused.push_back(program.last());
  }
  return program;
}

// For each value, the sum of what arrives at it, each part without its sign.
std::vector<double> sizes_of_gradients(const Program& program) {
  const std::vector<double> v = values(program);
  std::vector<double> sizes(program.size(), 0);
  sizes[program.last()] = 1;
  for (std::size_t i = program.steps.size(); i-- > 0;) {
    const Step& step = program.steps[i];
    const auto [in_a, in_b] = slopes_of(step.op, v[step.a], v[step.b]);
    const double upstream = sizes[program.leaves.size() + i];
    sizes[step.a] += upstream * std::abs(in_a);
    if (has_two_inputs(step.op)) sizes[step.b] += upstream * std::abs(in_b);
  }
  return sizes;
}

// Where a gradient's parts cancel, nothing but rounding may be left of it, and no two right answers
// agree in that: e / a with e = c / d, d = b / c has no slope in c.
bool is_tame(const Program& program) {
  for (const double v : values(program))
    if (!(std::abs(v) < 1e4 && std::abs(v) > 1e-4)) return false;
  const std::vector<double> sizes = sizes_of_gradients(program);
  const std::vector<double> gradients = walked(program, program.last(), Slip::none);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double g = std::abs(gradients[i]);
    if (sizes[i] > 0 && !(g < 1e6 && g > 1e-6 && g > 1e-3 * sizes[i])) return false;
  }
  return true;
}

}  // namespace

Message Program::request() const {
  std::vector<double> op, a, b;
  for (const Step& step : steps) {
    op.push_back(static_cast<double>(step.op));
    a.push_back(static_cast<double>(step.a));
    b.push_back(static_cast<double>(step.b));
  }
  Message message;
  message.set("leaves", leaves);
  message.set("op", op);
  message.set("a", a);
  message.set("b", b);
  return message;
}

std::string Program::text() const {
  std::string out;
  if (steps.size() > 12) out = base::text(steps.size(), " steps");
  for (std::size_t i = 0; i < steps.size() && steps.size() <= 12; ++i)
    out += (i > 0 ? "; " : "") + name(leaves.size() + i) + " = " + step_text(steps[i]);
  if (leaves.size() > 12) return out;
  for (std::size_t i = 0; i < leaves.size(); ++i)
    out += (i > 0 ? ", " : " at ") + name(i) + " = " + list_text({leaves[i]});
  return out;
}

std::vector<double> values(const Program& program) {
  std::vector<double> v = program.leaves;
  for (const Step& step : program.steps) v.push_back(value_of(step.op, v[step.a], v[step.b]));
  return v;
}

std::vector<double> derivatives(const Program& program, std::size_t y,
                                const std::vector<std::size_t>& xs) {
  const std::vector<double> v = values(program);
  std::vector<double> out;
  for (const std::size_t x : xs) {
    std::vector<double> moves(program.size(), 0);
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
      const Step& step = program.steps[i];
      const auto [in_a, in_b] = slopes_of(step.op, v[step.a], v[step.b]);
      moves[x] = 1;  // whatever x was made from
      moves[program.leaves.size() + i] = in_a * moves[step.a] + in_b * moves[step.b];
    }
    moves[x] = 1;
    out.push_back(moves[y]);
  }
  return out;
}

std::vector<double> walked(const Program& program, std::size_t y, Slip slip,
                           const std::vector<double>& before, bool passes_over_zeros) {
  const std::vector<double> v = values(program);
  std::vector<double> gradients(program.size(), 0);
  if (slip == Slip::left_over && !before.empty()) gradients = before;
  std::vector<bool> has(program.size(), false);
  gradients[y] = slip == Slip::starts_at_y ? v[y] : 1;
  const std::size_t leaves = program.leaves.size();
  const auto send = [&](std::size_t to, double part) {
    if (slip == Slip::overwrites)
      gradients[to] = part;
    else if (slip != Slip::keeps_first || !has[to])
      gradients[to] += part;
    has[to] = true;
  };
  const auto visit = [&](std::size_t i) {
    const Step& step = program.steps[i];
    auto [in_a, in_b] = slopes_of(step.op, v[step.a], v[step.b]);
    if (slip == Slip::swapped_slopes) std::swap(in_a, in_b);
    if (passes_over_zeros && gradients[leaves + i] == 0) return;
    const double upstream = slip == Slip::no_upstream ? 1 : gradients[leaves + i];
    if (slip == Slip::no_upstream && gradients[leaves + i] == 0) return;
    send(step.a, upstream * in_a);
    if (has_two_inputs(step.op) && slip != Slip::first_input) send(step.b, upstream * in_b);
  };
  if (slip == Slip::depth_first || slip == Slip::sent_again) {
    if (program.size() > 30) return {};  // so many values can have millions of paths
    std::vector<bool> seen(program.size(), false);
    const std::function<void(std::size_t)> from = [&](std::size_t i) {
      if (i < leaves || (slip == Slip::depth_first && seen[i])) return;
      seen[i] = true;
      const Step& step = program.steps[i - leaves];
      const auto [in_a, in_b] = slopes_of(step.op, v[step.a], v[step.b]);
      send(step.a, gradients[i] * in_a);
      from(step.a);
      if (!has_two_inputs(step.op)) return;
      send(step.b, gradients[i] * in_b);
      from(step.b);
    };
    from(y);
    return gradients;
  }
  const std::size_t steps = y < leaves ? 0 : y - leaves + 1;
  if (slip == Slip::too_early)
    for (std::size_t i = 0; i < steps; ++i) visit(i);
  else
    for (std::size_t i = steps; i-- > 0;) visit(i);
  return gradients;
}

Program random_program(Rng& rng, std::size_t leaves, std::size_t steps, const std::vector<Op>& ops,
                       bool once) {
  for (;;)
    if (Program program = any_program(rng, leaves, steps, ops, once); is_tame(program))
      return program;
}

}  // namespace tapestry::grader::scalar_tape
