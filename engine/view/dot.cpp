#include "engine/view/dot.hpp"

#include <algorithm>
#include <iomanip>
#include <map>
#include <optional>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/view/backward_log.hpp"
#include "engine/view/print.hpp"

namespace tapestry {
namespace {

// In a label, Graphviz gives a meaning to quotes, to backslashes ("\N" is the node's id) and to
// ampersands ("&lt;").
std::string escaped(const std::string& plain) {
  std::ostringstream out;
  for (const char c : plain) {
    const int code = static_cast<unsigned char>(c);
    if (c == '\\' || c == '"')
      out << '\\' << c;
    else if (c == '&')
      out << "&amp;";
    else if (c == '\n')
      out << "\\n";
    else if (code < 32 || code == 127)
      out << "\\\\x" << std::hex << std::setw(2) << std::setfill('0') << code;
    else
      out << c;
  }
  return out.str();
}

using Path = std::vector<std::string>;

Path path_of(const std::string& scope) {
  Path path;
  std::istringstream parts(scope);
  for (std::string part; std::getline(parts, part, '/');) path.push_back(part);
  return path;
}

Path common(const Path& a, const Path& b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return {a.begin(), end};
}

// A scope with the nodes that stand in it.
struct Cluster {
  std::string nodes;
  std::map<std::string, Cluster> inner;

  Cluster& at(const Path& path) {
    Cluster* here = this;
    for (const std::string& part : path) here = &here->inner[part];
    return *here;
  }

  void write(std::ostream& out, std::size_t& count) const {
    out << nodes;
    for (const auto& [name, cluster] : inner) {
      out << "subgraph cluster_" << count++ << " {\nlabel=\"" << escaped(name) << "\";\n";
      cluster.write(out, count);
      out << "}\n";
    }
  }
};

struct Leaf {
  std::string id;
  Var var;
  Path path;
};

class Drawing {
 public:
  Drawing(const Tape& tape, const std::optional<BackwardLog>& log) : tape_(tape) {
    if (!log) return;
    for (const BackwardStep& step : log->steps)
      gradients_[tape[step.record].output.identity()] = summary(step.gradient);
    for (const LeafGradient& leaf : log->leaves)
      gradients_[leaf.leaf.identity()] = summary(leaf.gradient);
    for (std::size_t index : log->unvisited) dashed_[index] = true;
  }

  std::string text_of() {
    for (std::size_t i = 0; i < tape_.size(); ++i) add_record(i);
    for (const Leaf& leaf : leaves_) add_leaf(leaf);
    std::ostringstream out;
    out << "digraph tape {\nnode [fontname=\"sans-serif\"];\ngraph [fontname=\"sans-serif\"];\n";
    std::size_t count = 0;
    all_.write(out, count);
    out << arrows_ << "}\n";
    return out.str();
  }

 private:
  void add_record(std::size_t i) {
    const Tape::Entry entry = tape_[i];
    const Path path = path_of(entry.scope);
    const std::string& name = entry.output.name();
    std::string label = base::text("%", i, " ", escaped(entry.output.op()));
    if (!name.empty()) label += "\\n" + escaped(name);
    label += "\\n" + to_string(entry.output.shape()) + gradient_line(entry.output);
    all_.at(path).nodes += base::text("r", i, " [shape=ellipse, label=\"", label, "\"",
                                      dashed_.count(i) ? ", style=dashed" : "", "];\n");
    for (const Var& input : entry.inputs)
      arrows_ += base::text(id_of(input, path), " -> r", i, ";\n");
  }

  // A leaf's node can be written only when all its uses are known.
  std::string id_of(const Var& input, const Path& user) {
    if (tape_.holds(input)) return base::text("r", tape_.index_of(input));
    const auto [place, is_new] = places_.try_emplace(input.identity(), leaves_.size());
    if (is_new)
      leaves_.push_back({base::text("leaf", leaves_.size()), input, user});
    else
      leaves_[place->second].path = common(leaves_[place->second].path, user);
    return leaves_[place->second].id;
  }

  void add_leaf(const Leaf& leaf) {
    std::string label = escaped(name_of_input(tape_, leaf.var));
    if (leaf.var.rank() > 0) label += "\\n" + to_string(leaf.var.shape());
    label += gradient_line(leaf.var);
    all_.at(leaf.path).nodes += base::text(leaf.id, " [shape=box, label=\"", label, "\"];\n");
  }

  std::string gradient_line(const Var& x) const {
    const auto gradient = gradients_.find(x.identity());
    return gradient == gradients_.end() ? "" : "\\ngradient " + gradient->second;
  }

  const Tape& tape_;
  std::map<const void*, std::string> gradients_;
  std::map<std::size_t, bool> dashed_;
  std::map<const void*, std::size_t> places_;
  std::vector<Leaf> leaves_;
  Cluster all_;
  std::string arrows_;
};

}  // namespace

std::string to_dot(const Tape& tape) { return Drawing(tape, std::nullopt).text_of(); }

std::string to_dot(const Tape& tape, const Var& loss) {
  return Drawing(tape, backward_log(tape, loss)).text_of();
}

}  // namespace tapestry
