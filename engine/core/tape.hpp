// Tape: the list of what was computed, in the order in which it was computed, and the backward
// pass.
//
// While a Tape lives, every op called on its thread appends one record to it: its output, and for
// each input a pullback. Inputs are computed before outputs, so the order of creation is already an
// order in which every record stands after all it depends on. Going backwards through it needs no
// sort and no recursion.
//
//   Tape tape;
//   Var loss = mean_squared_error(matmul(x, w), y);
//   std::vector<Tensor> gradients = tape.gradient(loss, {w});
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/core/pullback.hpp"
#include "engine/core/var.hpp"

namespace tapestry {

// One input of an op, with its pullback.
struct Edge {
  Var input;
  mutable Pullback pullback;  // mutable: record() moves it out of its initializer_list
};

// The name of an op: a string literal. The tape keeps the pointer; a name that is computed, as by
// std::string::c_str(), and whose text may be gone later, does not compile.
struct OpName {
  consteval OpName(const char* literal) : text(literal) {}
  const char* text;
};

// Makes an op's output Var and, if a tape is recording on this thread, appends it to that tape.
Var record(OpName op, Tensor value, std::initializer_list<Edge> edges);
Var record(OpName op, Tensor value, std::vector<Edge> edges);

// For an op whose pullbacks share work: maps g and y to the gradients at those inputs whose
// positions are asked for, in that order. A backward pass calls it once.
using JointPullback = std::function<std::vector<Var>(const std::vector<std::size_t>& positions,
                                                     const Var& g, const Var& y)>;
Var record_jointly(OpName op, Tensor value, const std::vector<Var>& inputs, JointPullback pullback);

// What becomes of a Var whose gradient is asked for, and which no op of the tape has used.
enum class Unused {
  refused,  // an error: it was computed in another way than was thought, or forgotten
  zeros,    // a gradient of zeros
};

class Tape;

// How a tape records; see Tape::Options.
struct TapeOptions {
  // Throw at the first op whose output, and in a backward pass at the first pullback whose
  // gradient, has a NaN or an infinity, naming the record, its inputs and the element. Reads every
  // element: use it to find a mistake, not in every run.
  bool stop_at_nan = false;
};

// A place on a thread's stack of those that record, or keep from it. A list through the objects
// themselves, and not a thread's vector: a tape of static storage ends after all that threads own.
struct TapeFrame {
  Tape* tape;  // nullptr: NoRecording
  TapeFrame* below = nullptr;
};

class Tape {
 public:
  using Options = TapeOptions;  // Tape tape(Tape::Options{.stop_at_nan = true});

  // Starts recording what this thread computes. Tapes nest: an outer tape pauses until the inner
  // one ends, and a Var of the outer tape is a leaf to the inner one. A tape must end on the thread
  // that made it.
  Tape() : Tape(Options()) {}
  explicit Tape(const Options& options);
  ~Tape();
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // The gradients of a loss with one element, in the order and shapes of `wrt`, which may hold any
  // leaves and any Vars of this tape. A Var that the tape has used, and that the loss does not
  // depend on, gets zeros, and so does a constant. Nothing is recorded or changed: a second call
  // gives the same answer. Throws where the loss is not on this tape or has more than one element,
  // where a Var of `wrt` is of another tape, or was used by no op of this one unless `unused` says
  // zeros, and where a leaf was changed after it had been recorded.
  std::vector<Tensor> gradient(const Var& loss, const std::vector<Var>& wrt,
                               Unused unused = Unused::refused) const;

  // The same for an output of any shape, given the gradient at the output ("upstream"); and for
  // several outputs at once, each with its own: the gradients of sum_i <upstream_i, output_i>.
  std::vector<Tensor> gradient(const Var& output, const std::vector<Var>& wrt,
                               const Tensor& upstream, Unused unused = Unused::refused) const;
  std::vector<Tensor> gradient(const std::vector<Var>& outputs, const std::vector<Var>& wrt,
                               const std::vector<Tensor>& upstreams,
                               Unused unused = Unused::refused) const;

  // The gradients of each loss by itself: [loss][wrt]. What multi-task methods that compare or
  // combine the tasks' gradients begin with.
  std::vector<std::vector<Tensor>> gradients(const std::vector<Var>& losses,
                                             const std::vector<Var>& wrt,
                                             Unused unused = Unused::refused) const;

  // The same gradients as Vars: the backward pass itself is recorded on this tape, so that they can
  // be differentiated again.
  std::vector<Var> gradient_vars(const Var& loss, const std::vector<Var>& wrt,
                                 Unused unused = Unused::refused);
  std::vector<Var> gradient_vars(const Var& output, const std::vector<Var>& wrt,
                                 const Var& upstream, Unused unused = Unused::refused);

  // A look at one record: what was computed, from what, in which Scope.
  struct Entry {
    Var output;
    std::vector<Var> inputs;
    std::vector<Pullback> pullbacks;  // beside each input
    std::string scope;                // such as "trunk/layer 0"; "" outside of any Scope
  };
  std::size_t size() const { return records_.size(); }
  const Options& options() const { return options_; }
  Entry operator[](std::size_t index) const;  // throws past the end

  // The leaves that the records use, in the order of their first use, without the constants. To an
  // inner tape, the Vars of an outer one are leaves, too.
  std::vector<Var> leaves() const;

  // The index of a Var's record on this tape; throws where it has none.
  std::size_t index_of(const Var& x) const;
  bool holds(const Var& x) const;

  // The tape that records on this thread now, or nullptr.
  static Tape* recording();

  // What record and record_jointly call, and nobody else needs to: makes the output and, if a tape
  // is recording, appends it there.
  static Var append(const char* op, Tensor value, const Edge* edges, std::size_t count,
                    JointPullback joint = nullptr);

  // What all gradients above are made with, and checkpointed sections: the backward pass from the
  // outputs to the record `first_record`, for `wrt`. What was recorded before that counts as given.
  // It is recorded, if a tape is recording.
  std::vector<Var> backward(const std::vector<Var>& outputs, const std::vector<Var>& wrt,
                            const std::vector<Var>& upstreams, Unused unused,
                            std::size_t first_record = 0) const;

 private:
  // Where an input comes from: a record of this tape (its index, 0 and up), or a leaf (its slot s
  // as -1 - s).
  using Source = std::int64_t;
  struct Link {
    Source source;
    Pullback pullback;
  };
  struct Record {
    Var output;
    std::size_t first_link;
    std::size_t links;
  };
  struct Leaf {
    Var var;
    std::uint64_t version;  // its count of changes when first used here
  };
  // From this record on, the records were made in this scope.
  struct ScopeMark {
    std::size_t first_record;
    std::uint64_t number;
    std::string path;
  };

  static bool is_alive(std::uint64_t serial);
  void mark_scope();
  void check_operand(const char* op, const Var& input) const;
  Source source_of(const Var& input);
  const Var& var_at(Source source) const;
  bool find(const Var& x, Source& source) const;

  struct BackwardPass;
  std::vector<Source> places_of(const std::vector<Var>& wrt, Unused unused) const;
  static std::vector<Tensor> values_of(std::vector<Var> gradients);
  std::vector<Tensor> backward_values(const std::vector<Var>& outputs, const std::vector<Var>& wrt,
                                      std::vector<Var> upstreams, Unused unused) const;
  [[noreturn]] void refuse_unused(const Var& x) const;
  void check_output(const Var& output) const;
  void check_loss(const Var& loss) const;
  void check_leaf(const Leaf& used) const;
  std::string history_of(const Var& x) const;
  std::string blame_for_output(const char* op, const Tensor& value, const Edge* edges,
                               std::size_t count) const;

  TapeFrame frame_{this};
  Options options_;
  // Deques, not vectors: gradient_vars appends records while a pullback of an earlier one runs, and
  // a deque's elements stay where they are.
  std::deque<Record, PoolAllocator<Record>> records_;
  std::deque<Link, PoolAllocator<Link>> links_;
  std::vector<Leaf> leaves_;
  std::unordered_map<const Var::Node*, Source> leaf_sources_;
  std::vector<ScopeMark> scopes_;
  std::unordered_map<std::size_t, JointPullback> joint_;  // by record; few ops have one
  std::uint64_t serial_;
};

// While it lives, nothing is recorded on this thread: for evaluation inside a tape's scope.
class NoRecording {
 public:
  NoRecording();
  ~NoRecording();
  NoRecording(const NoRecording&) = delete;
  NoRecording& operator=(const NoRecording&) = delete;

 private:
  TapeFrame frame_{nullptr};
};

}  // namespace tapestry
