// The same step as lenet_step's in libtorch, on one thread:
//   lenet_step_libtorch [BATCH] [STEPS]
// Built only where CMake finds libtorch. Set OPENBLAS_NUM_THREADS=1 (or MKL_NUM_THREADS), too: the
// matrix library under libtorch may have threads of its own.
#include <torch/torch.h>

#include "tests/bench/lenet_workload.hpp"

int main(int argc, char** argv) {
  const lenet::Arguments chosen = lenet::arguments(argc, argv);
  at::set_num_threads(1);
  torch::manual_seed(1);
  const auto batch = static_cast<std::int64_t>(chosen.batch);
  const auto side = static_cast<std::int64_t>(lenet::kSide);
  std::vector<torch::Tensor> inputs, labels;
  for (lenet::Images& images : lenet::make_batches(chosen.batch)) {
    inputs.push_back(torch::from_blob(images.pixels.data(), {batch, 1, side, side}).clone());
    labels.push_back(
        torch::tensor(std::vector<std::int64_t>(images.labels.begin(), images.labels.end())));
  }

  torch::nn::Conv2d conv1(torch::nn::Conv2dOptions(1, lenet::kChannels1, lenet::kKernel));
  torch::nn::Conv2d conv2(
      torch::nn::Conv2dOptions(lenet::kChannels1, lenet::kChannels2, lenet::kKernel));
  torch::nn::Linear hidden(lenet::kFlat, lenet::kHidden), head(lenet::kHidden, lenet::kClasses);
  std::vector<torch::Tensor> parameters;
  for (const auto& own :
       {conv1->parameters(), conv2->parameters(), hidden->parameters(), head->parameters()})
    parameters.insert(parameters.end(), own.begin(), own.end());
  torch::optim::Adam adam(parameters, 1e-3);

  lenet::time_steps("libtorch", chosen, [&](std::size_t i) {
    adam.zero_grad();
    torch::Tensor y = torch::max_pool2d(torch::relu(conv1->forward(inputs[i])), 2);
    y = torch::max_pool2d(torch::relu(conv2->forward(y)), 2);
    y = torch::relu(hidden->forward(y.reshape({batch, lenet::kFlat})));
    torch::nn::functional::cross_entropy(head->forward(y), labels[i]).backward();
    adam.step();
  });
}
