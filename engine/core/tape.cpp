// Recording. The backward pass is in backward.cpp and backward_pass.cpp.
#include "engine/core/tape.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "engine/array/finite.hpp"
#include "engine/base/error.hpp"
#include "engine/core/node.hpp"
#include "engine/core/scope.hpp"

namespace tapestry {
namespace {

std::atomic<std::uint64_t> tapes_made{0};

// The innermost frame of this thread, or nullptr.
thread_local TapeFrame* top = nullptr;

// The tape of that frame; apart, because each op asks for it.
thread_local Tape* innermost = nullptr;

void put_on(TapeFrame& frame) {
  frame.below = top;
  top = &frame;
  innermost = frame.tape;
}

// Usually takes the last; but one on the heap may end before another that was made after it.
bool take_off(const TapeFrame& frame) {
  TapeFrame** at = &top;
  while (*at != nullptr && *at != &frame) at = &(*at)->below;
  if (*at == nullptr) return false;
  *at = frame.below;
  innermost = top == nullptr ? nullptr : top->tape;
  return true;
}

// A destructor cannot throw, and going on would leave the other thread recording on a dead tape.
void end_on_own_thread(const TapeFrame& frame, const char* what) {
  if (take_off(frame)) return;
  std::fprintf(stderr, "A %s ended on another thread than the one that made it.\n", what);
  std::abort();
}

}  // namespace

Tape::Tape(const Options& options) : options_(options), serial_(++tapes_made) { put_on(frame_); }
Tape::~Tape() { end_on_own_thread(frame_, "Tape"); }

Tape* Tape::recording() { return innermost; }

NoRecording::NoRecording() { put_on(frame_); }
NoRecording::~NoRecording() { end_on_own_thread(frame_, "NoRecording"); }

Var record(OpName op, Tensor value, std::initializer_list<Edge> edges) {
  return Tape::append(op.text, std::move(value), edges.begin(), edges.size());
}
Var record(OpName op, Tensor value, std::vector<Edge> edges) {
  return Tape::append(op.text, std::move(value), edges.data(), edges.size());
}

Var record_jointly(OpName op, Tensor value, const std::vector<Var>& inputs,
                   JointPullback pullback) {
  if (!pullback)
    base::fail(op.text, ": the pullback that its inputs share is empty: give it a function.");
  // One for all inputs: what it has captured may be large.
  const auto shared = std::make_shared<const JointPullback>(std::move(pullback));
  std::vector<Edge> edges;
  edges.reserve(inputs.size());
  for (std::size_t k = 0; k < inputs.size(); ++k)
    edges.push_back({inputs[k], [shared, k](const Var& g, const Var& y) {
                       return (*shared)({k}, g, y).at(0);
                     }});
  return Tape::append(op.text, std::move(value), edges.data(), edges.size(),
                      [shared](const std::vector<std::size_t>& positions, const Var& g,
                               const Var& y) { return (*shared)(positions, g, y); });
}

Var Tape::append(const char* op, Tensor value, const Edge* edges, std::size_t count,
                 JointPullback joint) {
  for (std::size_t i = 0; i < count; ++i) {
    edges[i].input.node();  // refuses an empty Var
    if (!edges[i].pullback)
      base::fail(
          op, ": input ", i, ", ", describe(edges[i].input),
          ", has no pullback: give it one, or leave the input out if no gradient goes there.");
  }
  Tape* tape = recording();
  if (tape != nullptr && tape->options_.stop_at_nan &&
      kernels::first_not_finite(value) < value.size())
    throw Error(tape->blame_for_output(op, value, edges, count));
  if (tape != nullptr)
    for (std::size_t i = 0; i < count; ++i) tape->check_operand(op, edges[i].input);
  Var output = Var::make(op, std::move(value), "");
  if (tape == nullptr) {
    bool& cut = output.node_->cut;
    for (std::size_t i = 0; i < count && !cut; ++i) {
      const Var::Node& node = *edges[i].input.node_;
      cut = node.cut || node.tape != 0 || node.op == leaf::input || node.op == leaf::parameter;
    }
    return output;
  }
  // Only now, when no operand can be refused any more: a refused op leaves nothing behind.
  const std::size_t first_link = tape->links_.size();
  for (std::size_t i = 0; i < count; ++i)
    tape->links_.push_back({tape->source_of(edges[i].input), std::move(edges[i].pullback)});
  if (Scope::current_number() != (tape->scopes_.empty() ? 0 : tape->scopes_.back().number))
    tape->mark_scope();
  output.node_->tape = tape->serial_;
  output.node_->index = tape->records_.size();
  tape->records_.push_back({output, first_link, count});
  if (joint) tape->joint_.emplace(tape->size() - 1, std::move(joint));
  return output;
}

void Tape::mark_scope() {
  scopes_.push_back({records_.size(), Scope::current_number(), Scope::current()});
}

// The text of an error: which record would have had which bad element, and whether an input had one
// before it.
std::string Tape::blame_for_output(const char* op, const Tensor& value, const Edge* edges,
                                   std::size_t count) const {
  const std::string& scope = Scope::current();
  std::string inputs;
  bool came_in = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Tensor& x = edges[i].input.value();
    const bool finite = kernels::first_not_finite(x) == x.size();
    came_in = came_in || !finite;
    inputs += base::text(i == 0 ? "" : ", ", describe(edges[i].input), " (",
                         finite ? kernels::range_of(x) : kernels::element_not_finite(x), ")");
  }
  return base::text(
      "stop_at_nan: record ", records_.size(), ", ", op,
      scope.empty() ? "" : base::text(" in scope '", scope, "'"), ": ",
      kernels::element_not_finite(value), " in its output ", to_string(value.shape()),
      count == 0 ? "" : base::text("; its inputs: ", inputs),
      count == 0 ? ": no gradient goes to its inputs, so they are not shown here: look at "
                   "what went into it."
      : came_in  ? ": an input brought it in, so mend where that comes from."
                 : ": the inputs are finite, so this op made it: keep them inside its domain, "
                   "or scale them down.");
}

// Whether the tape of this serial number still stands on this thread's stack.
bool Tape::is_alive(std::uint64_t serial) {
  for (const TapeFrame* frame = top; frame != nullptr; frame = frame->below)
    if (frame->tape != nullptr && frame->tape->serial_ == serial) return true;
  return false;
}

void Tape::check_operand(const char* op, const Var& input) const {
  const Var::Node& node = input.node();
  if (node.tape == serial_ || input.is_constant()) return;
  if (node.tape != 0 && !is_alive(node.tape))
    base::fail(op, ": ", describe(input),
               " was recorded by a tape that has ended, or by one of another thread, so no "
               "gradient can go through it: compute it again on this tape, or say with "
               "stop_gradient that it is a constant.");
  if (node.cut)
    base::fail(op, ": ", describe(input),
               " was computed while no tape was recording, so no gradient can go through it: "
               "compute it after the Tape has been created, or say with stop_gradient that it is a "
               "constant.");
  if (node.version == 0) return;  // never changed: no need to look for what was recorded
  const auto entry = leaf_sources_.find(&node);
  if (entry != leaf_sources_.end() &&
      leaves_[static_cast<std::size_t>(-1 - entry->second)].version != node.version)
    base::fail(op, ": ", describe(input),
               " was changed after this tape had recorded its old value, and one tape cannot hold "
               "both: begin a new tape after the change.");
}

// Of an operand that check_operand has let pass.
Tape::Source Tape::source_of(const Var& input) {
  const Var::Node& node = input.node();
  if (node.tape == serial_) return static_cast<Source>(node.index);
  const Source fresh = -1 - static_cast<Source>(leaves_.size());
  if (input.is_constant()) {  // nobody can ask for it, so it need not be found again
    leaves_.push_back({input, node.version});
    return fresh;
  }
  const auto [entry, is_new] = leaf_sources_.try_emplace(&node, fresh);
  if (is_new) leaves_.push_back({input, node.version});
  return entry->second;
}

const Var& Tape::var_at(Source source) const {
  return source >= 0 ? records_[static_cast<std::size_t>(source)].output
                     : leaves_[static_cast<std::size_t>(-1 - source)].var;
}

bool Tape::find(const Var& x, Source& source) const {
  if (x.node().tape == serial_) {
    source = static_cast<Source>(x.node().index);
    return true;
  }
  const auto entry = leaf_sources_.find(&x.node());
  if (entry == leaf_sources_.end()) return false;
  source = entry->second;
  return true;
}

Tape::Entry Tape::operator[](std::size_t index) const {
  if (index >= size())
    base::fail("tape[", index, "]: the tape holds ", size(), " records, numbered from 0.");
  const Record& record = records_[index];
  Entry entry{record.output, {}, {}, ""};
  const auto after =
      std::upper_bound(scopes_.begin(), scopes_.end(), index,
                       [](std::size_t i, const ScopeMark& mark) { return i < mark.first_record; });
  if (after != scopes_.begin()) entry.scope = std::prev(after)->path;
  for (std::size_t i = 0; i < record.links; ++i) {
    const Link& link = links_[record.first_link + i];
    entry.inputs.push_back(var_at(link.source));
    entry.pullbacks.push_back(link.pullback);
  }
  return entry;
}

std::vector<Var> Tape::leaves() const {
  std::vector<Var> vars;
  for (const Leaf& leaf : leaves_)
    if (!leaf.var.is_constant()) vars.push_back(leaf.var);
  return vars;
}

bool Tape::holds(const Var& x) const { return x.node().tape == serial_; }

std::size_t Tape::index_of(const Var& x) const {
  if (!holds(x))
    base::fail("index_of: ", describe(x), " has no record on this tape", history_of(x));
  return static_cast<std::size_t>(x.node().index);
}

}  // namespace tapestry
