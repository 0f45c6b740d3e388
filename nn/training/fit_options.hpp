// What fit and Trainer are told, and what they measure.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "nn/files/archive.hpp"
#include "nn/optimise/schedule.hpp"
#include "nn/training/checkpoints.hpp"
#include "nn/training/evaluate.hpp"
#include "nn/training/observer.hpp"
#include "nn/training/penalty.hpp"
#include "nn/training/steps.hpp"

namespace tapestry::nn {

// What was measured of one task during one epoch.
struct TaskEpoch {
  std::size_t batches = 0;  // that the task was trained on, those without its answers left out
  double loss = 0;          // mean over them, without Omega; 0 where there were none
  double accuracy = 0;      // of the predictions made for them, before each step
  std::optional<Score> validation;
  // That its steps took, fetching the batches included; a step on several tasks is shared equally
  // among them.
  double seconds = 0;
  std::size_t chosen = 0;  // steps that the selector gave it
  // Why, at the epoch's last round, where the selector says: its score, and P(t in T).
  std::optional<double> score = std::nullopt, probability = std::nullopt;
};

struct Epoch {
  std::size_t number = 0;    // from 1
  double seconds = 0;        // since fit began
  double learning_rate = 0;  // of the last round
  std::vector<TaskEpoch> tasks;

  void serialise(Archive& archive);
};

using History = std::vector<Epoch>;

// How far training is, for a progress line.
struct Progress {
  std::size_t epoch, epochs;  // epoch from 1
  std::size_t round, rounds;  // rounds done, of all epochs together
  double seconds, seconds_left;
  const Epoch& so_far;  // means over the current epoch's rounds until now
};

struct FitOptions {
  std::size_t epochs = 1;
  std::size_t rounds_per_epoch = 1;
  Steps steps = alternating();     // or joint(), drawn(): which tasks a step has, and how they
                                   // become one: nn/training/steps.hpp
  Schedule schedule = constant();  // factor on the optimiser's learning rate
  std::uint64_t seed = 1;          // of the draws of tasks, and of the layers' (dropout)
  std::vector<Penalty> penalties;  // on_heads(omega) and others: nn/training/penalty.hpp
  std::vector<Pass> validation;    // one a task, scored after each epoch; or none
  std::vector<std::shared_ptr<Observer>> observers;  // told after each epoch, such as EarlyStopping
  std::function<void(const Progress&)> watch;        // called after every round; or none
  std::optional<Checkpoints> checkpoints;            // where fit saves its state; or nowhere
  // Asked after every round; true ends the training there, with a checkpoint of that round where
  // there are checkpoints. See nn/training/stop_signals.hpp.
  std::function<bool()> stop;
};

}  // namespace tapestry::nn
