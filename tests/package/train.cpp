// Trains two tasks in one net on the embedded stand-ins, writes the parameters and reads them
// again.
#include <exception>
#include <iostream>

#include "datasets/datasets.hpp"
#include "nn/nn.hpp"

using namespace tapestry;

int main() try {
  const datasets::ImageSet digits = datasets::stroke_digits(600, 1);
  const datasets::ImageSet objects = datasets::textured_objects(600, 1);
  nn::MultiTaskNet net({{"digits", {digits.features()}, 10}, {"objects", {objects.features()}, 10}},
                       {.encoder = 64, .trunk = {64}}, /*seed=*/1);
  nn::Adam adam(3e-3);
  nn::FitOptions how;
  how.epochs = 10;
  how.rounds_per_epoch = 100;
  for (const datasets::ImageSet* set : {&digits, &objects})
    how.validation.push_back(
        [set](const auto& visit) { datasets::for_each_batch(*set, 100, visit); });
  const nn::History history = nn::fit(
      net, {datasets::Batches(digits, 32, 1), datasets::Batches(objects, 32, 2)}, adam, how);
  nn::save_parameters("parameters", net.parameters());
  nn::load_parameters("parameters", net.parameters());
  bool learnt = true;
  for (const nn::TaskEpoch& task : history.back().tasks) {
    std::cout << task.validation->task << ": accuracy " << task.validation->accuracy << '\n';
    learnt = learnt && task.validation->accuracy > 0.8;  // by chance: 0.1
  }
  return learnt ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
