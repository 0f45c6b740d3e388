// Recording. The walk back is in walk.cpp.
#include "engine/tape.hpp"

#include <algorithm>
#include <atomic>

#include "engine/error.hpp"
#include "engine/node.hpp"

namespace tapestry {
namespace {

std::atomic<std::uint64_t> tapes_made{0};

// The tapes of this thread, innermost last; a nullptr stands for a NoRecording.
std::vector<Tape*>& stack() {
  thread_local std::vector<Tape*> tapes;
  return tapes;
}

}  // namespace

Tape::Tape() : serial_(++tapes_made) { stack().push_back(this); }

Tape::~Tape() {
  // Usually the last; but a Tape on the heap may end before one that was made after it.
  auto& tapes = stack();
  const auto mine = std::find(tapes.rbegin(), tapes.rend(), this);
  if (mine != tapes.rend()) tapes.erase(std::next(mine).base());
}

Tape* Tape::recording() { return stack().empty() ? nullptr : stack().back(); }

NoRecording::NoRecording() { stack().push_back(nullptr); }
NoRecording::~NoRecording() { stack().pop_back(); }

Var record(const char* op, Tensor value, std::initializer_list<Edge> edges) {
  return Tape::append(op, std::move(value), edges.begin(), edges.size());
}
Var record(const char* op, Tensor value, const std::vector<Edge>& edges) {
  return Tape::append(op, std::move(value), edges.data(), edges.size());
}

Var Tape::append(const char* op, Tensor value, const Edge* edges, std::size_t count) {
  Var output = Var::make(op, std::move(value), "");
  Tape* tape = recording();
  if (tape == nullptr) return output;
  // The record comes last: where an input is refused, no record is left half made.
  const std::size_t first_link = tape->links_.size();
  for (std::size_t i = 0; i < count; ++i)
    tape->links_.push_back({tape->source_of(edges[i].input), std::move(edges[i].pullback)});
  output.node_->tape = tape->serial_;
  output.node_->place = tape->records_.size();
  tape->records_.push_back({output, first_link, count});
  return output;
}

Tape::Source Tape::source_of(const Var& input) {
  const Var::Node& node = input.node();
  if (node.tape == serial_) return static_cast<Source>(node.place);
  const Source fresh = -1 - static_cast<Source>(leaves_.size());
  if (input.is_constant()) {  // nobody can ask for it, so it need not be found again
    leaves_.push_back({input, node.place});
    return fresh;
  }
  const auto [entry, is_new] = leaf_sources_.try_emplace(&node, fresh);
  if (is_new)
    leaves_.push_back({input, node.place});
  else
    check_leaf(leaves_[static_cast<std::size_t>(-1 - entry->second)]);
  return entry->second;
}

const Var& Tape::var_at(Source source) const {
  return source >= 0 ? records_[static_cast<std::size_t>(source)].output
                     : leaves_[static_cast<std::size_t>(-1 - source)].var;
}

bool Tape::find(const Var& x, Source& source) const {
  if (x.node().tape == serial_) {
    source = static_cast<Source>(x.node().place);
    return true;
  }
  const auto entry = leaf_sources_.find(&x.node());
  if (entry == leaf_sources_.end()) return false;
  source = entry->second;
  return true;
}

Tape::Entry Tape::operator[](std::size_t index) const {
  if (index >= size())
    fail("tape[", index, "]: the tape holds ", size(), " records, numbered from 0.");
  const Record& record = records_[index];
  Entry entry{record.output, {}, {}};
  for (std::size_t i = 0; i < record.links; ++i) {
    const Link& link = links_[record.first_link + i];
    entry.inputs.push_back(var_at(link.source));
    entry.pullbacks.push_back(link.pullback);
  }
  return entry;
}

bool Tape::holds(const Var& x) const { return x.node().tape == serial_; }

std::size_t Tape::index_of(const Var& x) const {
  if (!holds(x)) fail("index_of: ", describe(x), " has no record on this tape", history_of(x));
  return static_cast<std::size_t>(x.node().place);
}

Interceptor& interceptor() {
  thread_local Interceptor current;
  return current;
}

}  // namespace tapestry
