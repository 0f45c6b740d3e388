// The backward pass itself, declared for the functions of Tape that use it. Only backward.cpp and
// backward_pass.cpp include it.
#pragma once

#include <queue>
#include <vector>

#include "engine/core/tape.hpp"

namespace tapestry {

// The state of one backward pass. Gradients live here and not in the nodes: nothing needs to be
// zeroed before the next backward pass, and two backward passes over one tape cannot disturb each
// other.
struct Tape::BackwardPass {
  // What is known about one record or one leaf.
  struct Place {
    bool asked = false;  // the caller wants its gradient
    bool leads = false;  // it is asked for, or something asked for went into it
    Var gradient;        // the sum of the contributions so far; empty before the first
  };

  BackwardPass(const Tape& owner, std::size_t first_record, std::size_t end_record)
      : tape(owner), first(first_record), records_(end_record), leaves_(owner.leaves_.size()) {}

  Place& at(Source source) {
    return source >= 0 ? records_[static_cast<std::size_t>(source)]
                       : leaves_[static_cast<std::size_t>(-1 - source)];
  }

  // Marks what lies between the Vars asked for and the output. All other pullbacks are never run:
  // the gradient of the images would cost a matrix product that nobody looks at.
  void mark(const std::vector<Source>& asked);

  // "record 7, matmul in scope 'trunk'"
  std::string place_of(const Record& record) const;

  // For a gradient that does not fit its input: what kind of slip it probably is.
  std::string likely_slip(const Record& record, std::size_t k, const Shape& returned) const;

  // One input's gradient from the gradient at the output. An error in the pullback becomes a
  // PullbackError.
  Var pull(const Record& record, std::size_t k, const Var& g) const;

  const Var& input_of(const Record& record, std::size_t k) const {
    return tape.var_at(tape.links_[record.first_link + k].source);
  }

  // What a pullback made of g, in the input's shape, goes to that input.
  void send(const Record& record, std::size_t k, const Var& g, const Var& pulled);

  // For stop_at_nan: of what a pullback returned, and of the sum that it was added to.
  void check_finite(const Record& record, std::size_t k, const Tensor& g,
                    const Tensor& gradient) const;
  void check_finite_sum(const Var& input, const Tensor& sum) const;

  // A Var that is used more than once gets the sum of what its uses send back.
  void accumulate(Var& sum, Var contribution) const;

  // A contribution to the gradient at a record or a leaf.
  void give(Source source, Var contribution);

  // The same for one input whose pullback can add to the sum in place (see Pullback).
  void add_in_place(const Record& record, std::size_t k, const Var& g);

  // Through all records, the last one first.
  void run();

  // The same for one of many outputs, whose part of the tape may be small: only records that have
  // been given something are looked at, the last one first.
  void run_from_waiting();

  // Before the next of many outputs.
  void forget();

  // Runs the pullbacks of one record, whose gradient is complete: all its uses stand behind it.
  void visit(std::size_t i);

  // The gradients at what was asked for: beside each source its shape, for zeros.
  std::vector<Var> collect(const std::vector<Source>& asked, const std::vector<Var>& wrt);

  void send_jointly(const Record& record, const JointPullback& pullback, const Var& g);

  const Tape& tape;
  const std::size_t first;  // the backward pass ends here; what lies before counts as given
  bool one_of_many = false;
  std::vector<Place, PoolAllocator<Place>> records_;
  std::vector<Place, PoolAllocator<Place>> leaves_;
  std::vector<Source> given_;                 // for one_of_many: what has got a gradient,
  std::priority_queue<std::size_t> waiting_;  // and of that, the records that are to be visited
};

}  // namespace tapestry
