#include "engine/view/print.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <ostream>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/base/text_table.hpp"
#include "engine/view/backward_log.hpp"

namespace tapestry {
namespace {

std::string number(std::size_t index) { return base::text("%", index); }

// "mul(%1, w)"
std::string call(const Tape& tape, const Tape::Entry& entry) {
  std::string inputs;
  for (const Var& input : entry.inputs)
    inputs += (inputs.empty() ? "" : ", ") + name_of_input(tape, input);
  return std::string(entry.output.op()) + "(" + inputs + ")";
}

// A line for a scope only where the tape enters another one.
void add_heading(std::vector<TextRow>& rows, std::string& current, const std::string& scope) {
  if (scope == current) return;
  current = scope;
  rows.push_back({scope.empty() ? "outside of scopes" : "in " + scope});
}

void print_backward(const Tape& tape, std::ostream& out, const Var& loss) {
  const BackwardLog log = backward_log(tape, loss);
  std::vector<TextRow> rows = {{"", "op", "gradient", "sends", "to"}};
  std::string scope;
  for (const BackwardStep& step : log.steps) {
    const Tape::Entry entry = tape[step.record];
    add_heading(rows, scope, entry.scope);
    const TextRow start = {number(step.record), call(tape, entry), summary(step.gradient)};
    rows.push_back(start);
    for (std::size_t k = 0; k < step.sent.size(); ++k) {
      if (k > 0) rows.push_back({"", "", ""});
      const SentGradient& sent = step.sent[k];
      rows.back().push_back(summary(sent.part));
      rows.back().push_back(name_of_input(tape, entry.inputs[sent.input]));
    }
  }
  if (!log.leaves.empty()) rows.push_back({"the leaves, with the sums of what was sent to them"});
  for (const LeafGradient& leaf : log.leaves)
    rows.push_back({"", name_of_input(tape, leaf.leaf), summary(leaf.gradient)});
  print_table(rows, out);
  if (log.unvisited.empty()) return;
  out << "not visited, because the loss does not depend on them:";
  for (std::size_t index : log.unvisited) out << ' ' << number(index);
  out << '\n';
}

}  // namespace

std::string name_of_input(const Tape& tape, const Var& x) {
  if (tape.holds(x)) return number(tape.index_of(x));
  if (!x.name().empty()) return x.name();
  return x.is_constant() ? summary(x.value()) : x.op();
}

std::string summary(const Tensor& x) {
  constexpr std::size_t kFirst = 4;
  std::ostringstream out;
  out << std::setprecision(4);
  if (x.dimension() == 0) {
    out << x.data()[0];
    return out.str();
  }
  out << '[';
  for (std::size_t i = 0; i < std::min(x.size(), kFirst); ++i)
    out << (i ? ", " : "") << x.data()[i];
  if (x.size() > kFirst) out << ", ... " << x.size() << " in all";
  out << ']';
  return out.str();
}

void print(const Tape& tape, std::ostream& out) {
  std::vector<TextRow> rows = {{"", "op", "shape", "value", "name"}};
  std::string scope;
  for (std::size_t i = 0; i < tape.size(); ++i) {
    const Tape::Entry entry = tape[i];
    add_heading(rows, scope, entry.scope);
    rows.push_back({number(i), call(tape, entry), to_string(entry.output.shape()),
                    summary(entry.output.value()), entry.output.name()});
  }
  print_table(rows, out);
}

void print(const Tape& tape, std::ostream& out, const Var& loss) {
  // The backward pass comes first, so that a loss that has no gradient throws before anything is
  // printed.
  std::ostringstream backward;
  print_backward(tape, backward, loss);
  print(tape, out);
  out << "\nThe backward pass from " << name_of_input(tape, loss)
      << (loss.name().empty() ? "" : ", " + loss.name()) << '\n'
      << backward.str();
}

void print(const Tape& tape) { print(tape, std::cout); }

}  // namespace tapestry
