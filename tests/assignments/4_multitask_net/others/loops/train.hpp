// Values changed in place; the loss as a weighted sum of single rows; argmax by hand.
#pragma once
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "model.hpp"
using namespace tapestry;

inline Var batch_loss(const Model& model, const TaskData& data, std::size_t task, std::size_t first,
                      std::size_t batch) {
  const std::size_t n = data.labels.size(), width = data.inputs.size() / n;
  std::vector<Scalar> x;
  std::vector<int> y;
  std::size_t r = first % n;
  while (y.size() < batch) {
    for (std::size_t j = 0; j < width; ++j) x.push_back(data.inputs.data()[r * width + j]);
    y.push_back(data.labels[r]);
    if (++r == n) r = 0;
  }
  const Var logits = model.forward(task, Var::constant(tensor({batch, width}, x)));
  return sum(softmax_cross_entropy(logits, y, Reduction::none)) / double(batch);
}

inline void move(const std::vector<Var>& which, const std::vector<Tensor>& by, double rate) {
  for (std::size_t p = 0; p < which.size(); ++p) {
    Var one = which[p];
    const auto values = one.mutable_value();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] -= rate * by[p].data()[i];
  }
}

inline void train_alternating(const Model& model, const std::vector<TaskData>& data,
                              std::size_t steps, std::size_t batch, double rate) {
  std::vector<std::size_t> taken(data.size(), 0);
  std::size_t task = 0;
  for (std::size_t s = 0; s < steps; ++s, task = (task + 1) % data.size()) {
    std::vector<Tensor> at_trunk, at_own;
    {
      Tape tape;
      const Var loss = batch_loss(model, data[task], task, taken[task], batch);
      at_trunk = tape.gradient(loss, model.shared);
      at_own = tape.gradient(loss, model.own[task]);
    }
    taken[task] += batch;
    move(model.shared, at_trunk, rate);
    move(model.own[task], at_own, rate);
  }
}

inline void train_joint(const Model& model, const std::vector<TaskData>& data, std::size_t steps,
                        std::size_t batch, double rate) {
  for (std::size_t k = 0; k < steps; ++k) {
    // Each task's gradients by themselves; all steps after that.
    std::vector<std::vector<Tensor>> shared, own;
    for (std::size_t t = 0; t < data.size(); ++t) {
      Tape tape;
      const Var loss = batch_loss(model, data[t], t, k * batch, batch);
      shared.push_back(tape.gradient(loss, model.shared));
      own.push_back(tape.gradient(loss, model.own[t]));
    }
    for (std::size_t t = 0; t < data.size(); ++t) {
      move(model.shared, shared[t], rate);
      move(model.own[t], own[t], rate);
    }
  }
}

inline std::vector<Score> evaluate(const Model& model, const std::vector<TaskData>& data,
                                   std::size_t) {
  std::vector<Score> scores;
  for (std::size_t t = 0; t < data.size(); ++t) {  // a row at a time
    const std::size_t n = data[t].labels.size(), width = data[t].inputs.size() / n;
    Score score{0, 0};
    for (std::size_t r = 0; r < n; ++r) {
      const Scalar* from = data[t].inputs.data() + r * width;
      const Var z = model.forward(t, Var(tensor({1, width}, {from, from + width})));
      std::size_t best = 0;
      for (std::size_t c = 1; c < z.size(); ++c)
        if (z.value()(0, c) > z.value()(0, best)) best = c;
      score.accuracy += double(int(best) == data[t].labels[r]) / double(n);
      score.loss += softmax_cross_entropy(z, {data[t].labels[r]}).item() / double(n);
    }
    scores.push_back(score);
  }
  return scores;
}
