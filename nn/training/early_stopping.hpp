// EarlyStopping: training ends when validation gets no better, with the parameters of its best
// epoch.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <string>

#include "nn/training/fit_options.hpp"
#include "nn/training/observer.hpp"

namespace tapestry::nn {

// The mean of the tasks' validation losses; smaller is better. Throws where a task has none: give
// FitOptions::validation.
double mean_validation_loss(const Epoch& epoch);

// Ends training after `patience` epochs in a row without a better score, and gives the model the
// parameters of the epoch with the best one (what a balancer or an Omega has learnt stays as it
// is); of equals, the first. With a patience that is never reached it only keeps the best. (After
// Prechelt 1998, "Early stopping - but when?", whose class UP it is, with epochs for strips.)
// Throws for a patience of 0, and for a score that is not finite.
class EarlyStopping : public Observer {
 public:
  using ScoreOf = std::function<double(const Epoch&)>;  // smaller is better

  explicit EarlyStopping(std::size_t patience, ScoreOf score = mean_validation_loss);

  void at_start(MultiTaskModel& model) override;
  void after_epoch(MultiTaskModel& model, const Epoch& epoch) override;
  bool wants_to_stop() const override { return worse_ >= patience_; }
  void at_end(MultiTaskModel& model) override;
  void serialise(Archive& archive) override;

  std::size_t best_epoch() const { return best_epoch_; }  // its number; 0 before the first

 private:
  std::size_t patience_;
  ScoreOf score_;
  double best_ = std::numeric_limits<double>::infinity();
  std::size_t best_epoch_ = 0, worse_ = 0;
  std::map<std::string, Tensor> parameters_;  // of the best epoch, by name
  std::map<std::string, Shape> shapes_;       // the model's
};

}  // namespace tapestry::nn
