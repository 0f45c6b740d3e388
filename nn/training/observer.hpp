// Observer: what looks at training while it goes on, and may end it: FitOptions::observers.
#pragma once

#include "nn/files/archive.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

struct Epoch;

class Observer {
 public:
  virtual ~Observer() = default;

  // Once, before a run: an observer that has seen another one forgets it.
  virtual void at_start(MultiTaskModel& /*model*/) {}

  // After each epoch, its validation included.
  virtual void after_epoch(MultiTaskModel& model, const Epoch& epoch) = 0;

  // Asked after each epoch; true ends training.
  virtual bool wants_to_stop() const { return false; }

  // Once, when fit is at its end; not where it was stopped and is to go on.
  virtual void at_end(MultiTaskModel& /*model*/) {}

  // Writes or reads what it remembers from epoch to epoch.
  virtual void serialise(Archive&) {}
};

}  // namespace tapestry::nn
