#include "engine/print.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

#include "engine/error.hpp"

namespace tapestry {
namespace {

using Row = std::vector<std::string>;

// "%3" for a record of this tape; a leaf's name, or its kind; a constant's value.
std::string reference(const Tape& tape, const Var& x) {
  if (tape.holds(x)) return "%" + std::to_string(tape.index_of(x));
  if (!x.name().empty()) return x.name();
  return x.is_constant() ? summary(x.value()) : x.op();
}

Row row_of(const Tape& tape, std::size_t index) {
  const Tape::Entry entry = tape[index];
  std::string inputs;
  for (const Var& input : entry.inputs)
    inputs += (inputs.empty() ? "" : ", ") + reference(tape, input);
  const std::string& name = entry.output.name();
  return {"%" + std::to_string(index), std::string(entry.output.op()) + "(" + inputs + ")",
          to_string(entry.output.shape()), summary(entry.output.value()), name};
}

void print_rows(const std::vector<Row>& rows, std::ostream& out) {
  std::vector<std::size_t> width(rows[0].size(), 0);
  for (const Row& row : rows)
    for (std::size_t k = 0; k < row.size(); ++k) width[k] = std::max(width[k], row[k].size());
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t k = 0; k < row.size(); ++k)
      line += row[k] + std::string(width[k] - row[k].size() + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

}  // namespace

std::string summary(const Tensor& x) {
  constexpr std::size_t kShown = 4;
  std::ostringstream out;
  out << std::setprecision(4);
  if (x.dimension() == 0) {
    out << x.data()[0];
    return out.str();
  }
  out << '[';
  for (std::size_t i = 0; i < std::min(x.size(), kShown); ++i)
    out << (i ? ", " : "") << x.data()[i];
  if (x.size() > kShown) out << ", ... " << x.size() << " in all";
  out << ']';
  return out.str();
}

void print(const Tape& tape, std::ostream& out) {
  std::vector<Row> rows = {{"", "op", "shape", "value", "name"}};
  for (std::size_t i = 0; i < tape.size(); ++i) rows.push_back(row_of(tape, i));
  print_rows(rows, out);
}

void print(const Tape& tape, std::ostream& out, const Var& loss) {
  std::vector<Var> outputs;
  for (std::size_t i = 0; i < tape.size(); ++i) outputs.push_back(tape[i].output);
  const std::vector<Tensor> gradients = tape.gradient(loss, outputs);
  std::vector<Row> rows = {{"", "op", "shape", "value", "gradient", "name"}};
  for (std::size_t i = 0; i < tape.size(); ++i) {
    Row row = row_of(tape, i);
    row.insert(row.end() - 1, summary(gradients[i]));
    rows.push_back(row);
  }
  print_rows(rows, out);
}

}  // namespace tapestry
