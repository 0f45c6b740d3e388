// How long one training step of LeNet takes, on one thread, through the public API:
//   lenet_step [BATCH] [STEPS]      the net and the step are in lenet_workload.hpp
#include "engine/array/blas.hpp"
#include "engine/engine.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/optimise/optimiser.hpp"
#include "tests/bench/lenet_workload.hpp"

using namespace tapestry;

int main(int argc, char** argv) {
  const lenet::Arguments chosen = lenet::arguments(argc, argv);
  set_threads(1);
  std::vector<Var> inputs;
  std::vector<std::vector<int>> labels;
  for (const lenet::Images& images : lenet::make_batches(chosen.batch)) {
    inputs.emplace_back(tensor({chosen.batch, 1, lenet::kSide, lenet::kSide}, images.pixels));
    labels.push_back(images.labels);
  }

  Rng rng(1);
  const nn::Conv2d conv1("conv1", 1, lenet::kChannels1, lenet::kKernel, rng);
  const nn::Conv2d conv2("conv2", lenet::kChannels1, lenet::kChannels2, lenet::kKernel, rng);
  const nn::Dense hidden("hidden", lenet::kFlat, lenet::kHidden, nn::Activation::relu, rng);
  const nn::Dense head("head", lenet::kHidden, lenet::kClasses, nn::Activation::none, rng);
  nn::Parameters parameters;
  for (const nn::Parameters& own :
       {conv1.parameters(), conv2.parameters(), hidden.parameters(), head.parameters()})
    parameters = nn::joined(std::move(parameters), own);
  nn::Adam adam(1e-3);

  lenet::time_steps("tapestry", chosen, [&](std::size_t i) {
    const Tape tape;
    Var y = max_pool2d(relu(conv1(inputs[i])), 2);
    y = max_pool2d(relu(conv2(y)), 2);
    y = hidden(reshape(y, {chosen.batch, lenet::kFlat}));
    adam.step(parameters, tape.gradient(softmax_cross_entropy(head(y), labels[i]), parameters));
  });
}
