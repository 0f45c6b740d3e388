// Reward: how well a step went, as one number, for scorers that learn from what they drew.
#pragma once

#include <memory>
#include <vector>

#include "nn/files/archive.hpp"
#include "nn/tasks/batch.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

class Reward {
 public:
  virtual ~Reward() = default;

  // What was gained since the last call; what the first call returns is not looked at.
  virtual double since_last() = 0;

  // As TaskScorer::check_run.
  virtual void check_run(const MultiTaskModel& /*model*/, bool /*saved*/) const {}

  // Writes or reads what it remembers from call to call.
  virtual void serialise(Archive&) {}
};

// By how much the losses of some tasks fell, on examples held out from training:
// sum over the tasks of log L(at the last call) - log L(now), the relative fall, so that the
// losses' units do not matter. (What counts are examples that training does not see: on its own
// ones, a step that overfits looks like a good one.)
class HeldOutGain : public Reward {
 public:
  struct Examples {
    std::size_t task;
    Batch batch;
  };

  // The model must outlive it. A call costs one forward pass for each. Throws for no examples, an
  // unknown task and a batch without answers; since_last() for a loss that is not positive and
  // finite.
  HeldOutGain(const MultiTaskModel& model, std::vector<Examples> held_out);
  double since_last() override;
  void check_run(const MultiTaskModel& model, bool saved) const override;
  void serialise(Archive& archive) override;

 private:
  const MultiTaskModel& model_;
  std::vector<Examples> held_out_;
  double log_loss_ = 0;
};

}  // namespace tapestry::nn
