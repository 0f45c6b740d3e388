// A training run that goes on from its newest checkpoint, if there is one:
//
//   run_to_be_killed alternating|joint|selected FOLDER ROUNDS
//
// It writes checkpoints into FOLDER, one every 5 rounds, and at its end FOLDER/parameters and
// FOLDER/history. Ends with code 0 then, with 3 where a signal stopped it before, 1 for an error.
#include <fstream>
#include <iomanip>
#include <iostream>
#include <string>

#include "datasets/batches.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/balancing/pcgrad.hpp"
#include "nn/balancing/uncertainty.hpp"
#include "nn/files/checkpoint.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/fit.hpp"
#include "nn/training/stop_signals.hpp"

using namespace tapestry;

namespace {

std::vector<nn::Task> tasks() { return {{"first", {1, 28, 28}, 10}, {"second", {1, 28, 28}, 10}}; }

nn::MultiTaskNet make_net() {
  Rng rng(2);
  std::vector<nn::Module> encoders;
  for (const char* task : {"first", "second"})
    encoders.emplace_back(nn::Sequential(
        [](const Var& x) {
          return reshape(x, {x.shape()[0], 784});
        },
        nn::Dense(std::string("encoder.") + task, 784, 16, nn::Activation::relu, rng)));
  return {
      tasks(),
      {std::move(encoders),
       nn::Sequential(nn::Dropout(0.2), nn::Mlp("trunk", {16, 16}, nn::Activation::relu, rng)), 16},
      3};
}

nn::FitOptions options_of(const std::string& kind) {
  nn::FitOptions how;
  how.schedule = nn::step_decay(0.5, 0.1);
  how.seed = 4;
  if (kind == "alternating") {
    how.penalties = {nn::on_heads(std::make_shared<nn::MeanRegularised>(1e-3))};
  } else if (kind == "joint") {
    how.steps = nn::joint({.balancer = std::make_shared<nn::Uncertainty>(tasks())});
  } else if (kind == "selected") {
    how.steps = nn::drawn(nn::SubsetSelection({0.5, 1}), nn::Reweight::no,
                          {.balancer = std::make_shared<nn::PcGrad>(5)});
  } else {
    base::fail("there is no kind '", kind, "'.");
  }
  return how;
}

bool run(const std::string& kind, const std::string& folder, std::size_t rounds) {
  const nn::StopSignals signals;
  const datasets::ImageSet set = datasets::stroke_digits(200, 1);
  nn::MultiTaskNet net = make_net();
  nn::Adam adam(3e-3);
  nn::FitOptions how = options_of(kind);
  how.epochs = 4;
  how.rounds_per_epoch = rounds / 4;
  how.checkpoints = {folder, /*every=*/5, /*keep=*/2, /*resume=*/true};
  how.stop = [] { return nn::StopSignals::came(); };
  const auto pass = [&](const auto& visit) { datasets::for_each_batch(set, 100, visit); };
  how.validation = {pass, pass};
  const nn::History history =
      nn::fit(net, {datasets::Batches(set, 16, 6), datasets::Batches(set, 16, 7)}, adam, how);
  if (history.size() < how.epochs) return false;
  nn::save_parameters(folder + "/parameters", net.parameters());
  std::ofstream out(folder + "/history");
  out << std::setprecision(17);
  for (const nn::Epoch& epoch : history)
    for (const nn::TaskEpoch& task : epoch.tasks)
      out << epoch.number << ' ' << epoch.learning_rate << ' ' << task.batches << ' ' << task.loss
          << ' ' << task.accuracy << ' ' << task.validation->loss << '\n';
  return true;
}

}  // namespace

int main(int, char** argv) {
  try {
    return run(argv[1], argv[2], std::stoul(argv[3])) ? 0 : 3;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
