// One template for both ways: a step is a list of tasks with the number of their batch.
#pragma once
#include <numeric>
#include <utility>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/index/gather.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "engine/ops/reduce/argmax.hpp"
#include "model.hpp"
using namespace tapestry;

namespace training {

using Turn = std::vector<std::pair<std::size_t, std::size_t>>;  // a task, and its batch's number

inline std::pair<Var, std::vector<int>> rows(const TaskData& data, std::size_t first,
                                             std::size_t count) {
  std::vector<int> numbers(count), labels;
  for (std::size_t i = 0; i < count; ++i) {
    numbers[i] = int((first + i) % data.labels.size());
    labels.push_back(data.labels[std::size_t(numbers[i])]);
  }
  return {take_rows(Var::constant(data.inputs), numbers), labels};
}

template <class TurnOf>
void steps(const Model& model, const std::vector<TaskData>& data, std::size_t count,
           std::size_t batch, double rate, const TurnOf& turn_of) {
  for (std::size_t s = 0; s < count; ++s) {
    std::vector<Var> moved = model.shared;
    Tape tape;
    std::vector<Var> losses;
    for (const auto& [task, k] : turn_of(s)) {
      const auto [x, labels] = rows(data[task], k * batch, batch);
      losses.push_back(softmax_cross_entropy(model.forward(task, x), labels));
      for (const Var& one : model.own[task]) moved.push_back(one);
    }
    const std::vector<Tensor> ones(losses.size(), full({}, 1));
    const auto gradients = tape.gradient(losses, moved, ones);
    for (std::size_t p = 0; p < moved.size(); ++p)
      moved[p].set_value(moved[p].value() + gradients[p] * -rate);
  }
}

}  // namespace training

inline void train_alternating(const Model& model, const std::vector<TaskData>& data,
                              std::size_t steps, std::size_t batch, double rate) {
  training::steps(model, data, steps, batch, rate, [&](std::size_t s) -> training::Turn {
    return {{s % data.size(), s / data.size()}};
  });
}

inline void train_joint(const Model& model, const std::vector<TaskData>& data, std::size_t steps,
                        std::size_t batch, double rate) {
  training::steps(model, data, steps, batch, rate, [&](std::size_t s) {
    training::Turn all;
    for (std::size_t t = data.size(); t-- > 0;) all.push_back({t, s});
    return all;
  });
}

inline std::vector<Score> evaluate(const Model& model, const std::vector<TaskData>& data,
                                   std::size_t batch) {
  std::vector<Score> out(data.size());
  for (std::size_t t = 0; t < data.size(); ++t) {
    std::size_t done = 0, right = 0;
    double loss = 0;
    while (done < data[t].labels.size()) {
      const std::size_t count = std::min(batch, data[t].labels.size() - done);
      const auto [x, labels] = training::rows(data[t], done, count);
      const Var z = model.forward(t, x);
      const auto classes = argmax(z, 1);
      right += std::inner_product(classes.begin(), classes.end(), labels.begin(), std::size_t{0},
                                  std::plus<>(), std::equal_to<>());
      loss += double(count) * softmax_cross_entropy(z, labels).item();
      done += count;
    }
    out[t] = {double(right) / double(done), loss / double(done)};
  }
  return out;
}
