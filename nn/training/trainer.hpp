// Trainer: training round by round, and its state. fit() is a loop over it.
//
//   Trainer trainer(net, sources, adam, options);
//   while (!trainer.done()) trainer.round();
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "nn/optimise/optimiser.hpp"
#include "nn/tasks/multi_task_model.hpp"
#include "nn/tasks/source.hpp"
#include "nn/training/fit_options.hpp"

namespace tapestry::nn {

class FitStep;
struct StepBatches;

class Trainer {
 public:
  // Model and optimiser must outlive it; it checks the options and throws, as fit() says.
  // FitOptions::checkpoints, stop and watch are fit's and not looked at here.
  Trainer(MultiTaskModel& model, const std::vector<BatchSource>& sources, Optimiser& optimiser,
          const FitOptions& options);
  Trainer(MultiTaskModel& model, const std::vector<SourceGroup>& groups, Optimiser& optimiser,
          const FitOptions& options);
  Trainer(MultiTaskModel& model, const SharedSource& source, Optimiser& optimiser,
          const FitOptions& options);
  ~Trainer();  // gives the optimiser its own learning rate back
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  // All rounds are done, or an observer wanted to stop.
  bool done() const { return rounds_done_ == rounds() || stopped_; }

  // One round; after an epoch's last one also what ends the epoch: the balancer is told, the
  // validation is done, the history has one more, the observers look. Throws where it is done
  // already.
  void round();

  std::size_t rounds() const { return options_.epochs * options_.rounds_per_epoch; }
  std::size_t rounds_done() const { return rounds_done_; }
  bool between_epochs() const { return rounds_done_ % options_.rounds_per_epoch == 0; }

  // What observers do when training is at its end, such as bringing back the best epoch's
  // parameters. fit calls it.
  void finish();

  // To be called after parameters were moved by others than this Trainer, between rounds: what an
  // Omega keeps of all tasks' weights is computed anew. (Observers may move them without a word.)
  void parameters_changed();

  // Calls `visit` with how far it is.
  void report(const std::function<void(const Progress&)>& visit) const;

  const History& history() const { return history_; }  // of the epochs that are complete

  // Writes or reads all that the rounds to come depend on, but for the data. Reading throws where
  // the model, the options, the optimiser or the balancer are not those of the run that was saved;
  // the run is then of no further use.
  void serialise(Archive& archive);

 private:
  // What was measured of one task in the current epoch.
  struct Tally {
    std::size_t chosen = 0, batches = 0, examples = 0, correct = 0;
    double loss = 0, seconds = 0;

    TaskEpoch mean() const;
  };
  // A source of inputs that several tasks share, and what it gave in a round: once, whatever the
  // number of the round's steps.
  struct Group {
    SourceGroup group;
    std::size_t round = 0;  // of the batch
    SharedBatch batch;

    void serialise(Archive& archive);
  };

  Trainer(MultiTaskModel& model, Optimiser& optimiser, const FitOptions& options);

  StepBatches examples(const TaskNumbers& tasks);  // the next ones of these tasks
  const TaskNumbers& checked_step(const TaskNumbers& tasks) const;
  void step(const TaskNumbers& tasks);
  void end_epoch();
  void add_reasons(Epoch& epoch) const;
  void expect_the_same_run(Archive& archive) const;
  void expect_the_same_schedule(Archive& archive) const;
  void serialise_parameters(Archive& archive);
  void check_history(const Archive& archive) const;
  std::vector<TaskEpoch> means() const;
  double seconds() const;  // of training, earlier runs' included

  MultiTaskModel& model_;
  Optimiser& optimiser_;
  const FitOptions options_;
  const double base_rate_;
  std::vector<BatchSource> own_sources_;  // either one a task
  std::vector<Group> groups_;             // or these
  std::unique_ptr<FitStep> step_;
  Rng draws_;                                // of the tasks
  std::size_t rounds_done_ = 0, round_ = 0;  // round_: the one that is being done, from 1
  TaskNumbers trained_;                      // in this round, as they came
  std::vector<Tally> tallies_;
  double rate_ = 0;  // of the last round
  History history_;
  bool stopped_ = false;  // by an observer
  double earlier_seconds_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace tapestry::nn
