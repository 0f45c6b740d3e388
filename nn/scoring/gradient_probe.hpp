// GradientProbe: the tasks' gradients in what they share, looked at beside training, so that what a
// task does for another can be told before it trains.
//
// A look takes a fresh batch of the task's own source, runs the model as for evaluation and changes
// nothing. It costs one forward and one backward pass.
#pragma once

#include "nn/tasks/multi_task_model.hpp"
#include "nn/tasks/source.hpp"

namespace tapestry::nn {

class GradientProbe {
 public:
  struct Look {
    Batch batch;
    double loss = 0;
    std::vector<Tensor> gradients;  // of the loss, one for each of model.shared()
  };

  // One source a task, that training does not take from too; a target's best gives examples that it
  // is not trained on, or what is rewarded is overfitting. The model must outlive the probe. Throws
  // where there is not one source a task, one is empty, or the tasks share no parameters.
  GradientProbe(const MultiTaskModel& model, std::vector<BatchSource> sources);

  std::size_t tasks() const { return sources_.size(); }

  // Throws for a batch without answers, and a loss or gradient that is not finite.
  Look look(std::size_t task) const;

  // The task's loss on this batch after a step of -rate * gradients on what is shared, which is
  // then put back, bit for bit. Throws where it is not finite.
  double loss_after(std::size_t task, const Batch& batch, const std::vector<Tensor>& gradients,
                    double rate) const;

  // Throws where it looks at another model than this one, or the run is to be saved and a source
  // cannot be.
  void check_run(const std::string& who, const MultiTaskModel& model, bool saved) const;

  // Writes or reads where the sources are.
  void serialise(Archive& archive) { archive.same_size("sources", sources_); }

 private:
  Var loss(std::size_t task, const Batch& batch) const;

  const MultiTaskModel& model_;
  std::vector<BatchSource> sources_;
};

// <a, b>, of gradients of the same parameters.
double inner_product(const std::vector<Tensor>& a, const std::vector<Tensor>& b);

}  // namespace tapestry::nn
