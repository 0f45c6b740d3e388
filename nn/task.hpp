// What a task is: a name, the shape of its inputs, how many outputs it has, and its loss.
#pragma once

#include <functional>
#include <string>

#include "engine/batch.hpp"
#include "engine/var.hpp"

namespace tapestry::nn {

// A task's loss: predictions [batch x outputs] and the batch they were made for -> scalar.
struct Loss {
  std::string name;
  std::function<Var(const Var& prediction, const Batch& batch)> of;
  bool classifies;  // whether predictions are logits and the batch has labels
};

Loss cross_entropy();  // softmax cross-entropy in nats, the mean over the batch
Loss squared_error();  // mean squared error against batch.targets

struct Task {
  std::string name;
  Shape input_shape;    // of one example, such as {1, 28, 28}
  std::size_t outputs;  // classes, or numbers to predict
  Loss loss = cross_entropy();
};

}  // namespace tapestry::nn
