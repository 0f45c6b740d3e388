#include "net.hpp"

#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/net/pooling.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/initialise.hpp"

using namespace tapestry;

namespace {

constexpr std::size_t kSide = 32, kKernel = 5, kFirst = 16, kSecond = 32, kWidth = 256;
constexpr std::size_t kFlat = kSecond * (kSide / 4) * (kSide / 4);

// The maximum first: it commutes with the ReLU, which then has a quarter of the numbers to do.
Var pooled(const Var& x) { return relu(max_pool2d(x, 2)); }

Var flat(const Var& x) { return reshape(x, {x.shape()[0], kFlat}); }

nn::MultiTaskNet::Parts lenet(const std::vector<nn::Task>& tasks, std::uint64_t seed) {
  std::vector<nn::Module> encoders;
  for (const nn::Task& task : tasks) {
    const std::size_t side = task.input_shape.at(1);
    const Convolution padded{1, (kSide + kKernel - 1 - side) / 2};
    Rng rng = nn::part_generator(seed, "encoder." + task.name);
    encoders.emplace_back(nn::Sequential(
        nn::Conv2d("encoder." + task.name, task.input_shape[0], kFirst, kKernel, rng, padded),
        pooled));
  }
  Rng rng = nn::part_generator(seed, "trunk");
  nn::Conv2d convolution("trunk.conv", kFirst, kSecond, kKernel, rng, {1, kKernel / 2});
  nn::Dense dense("trunk.dense", kFlat, kWidth, nn::Activation::relu, rng);
  return {std::move(encoders),
          nn::Sequential(std::move(convolution), pooled, flat, std::move(dense), nn::Dropout(0.25)),
          kWidth};
}

}  // namespace

std::shared_ptr<nn::MultiTaskNet> make_net(const std::string& name,
                                           const std::vector<nn::Task>& tasks, std::uint64_t seed) {
  if (name == "dense")
    return std::make_shared<nn::MultiTaskNet>(tasks, nn::MultiTaskNet::Widths{}, seed);
  return std::make_shared<nn::MultiTaskNet>(tasks, lenet(tasks, seed), seed);
}
