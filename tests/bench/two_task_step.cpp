// How long one step of the founding article's two-task network takes, through the public API:
//   two_task_step [BATCH] [STEPS]   two tasks, one shared layer 784 -> 128 + ReLU, a head 128 -> 10
//                                   per task, softmax cross-entropy, Adam; a step is one batch of
//                                   each task, with its own forward, backward and update
//   two_task_step --scalar          the cost of the tape itself: a chain of 4,000 scalar ops
// Times are the median and the best of 7 rounds; of the scalar ops, whose rounds take a
// millisecond, of 300: OpenBLAS's threads keep the other cores awake for a while after the start.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "nn/layers/dense.hpp"
#include "nn/optimise/optimiser.hpp"
#include "nn/tasks/batch.hpp"

using namespace tapestry;

namespace {

constexpr std::size_t kInputs = 784, kHidden = 128, kClasses = 10, kTasks = 2;
// Many different batches: with a single one the loss goes to 0 and its gradients into denormals,
// which slow every engine down and measure nothing.
constexpr std::size_t kBatches = 50;

using Clock = std::chrono::steady_clock;

double nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

// Inputs from a standard normal distribution, labels uniform: [batch][task], flattened.
std::vector<nn::Batch> make_batches(std::size_t rows) {
  Rng rng(7);
  std::uniform_int_distribution<int> label(0, kClasses - 1);
  std::vector<nn::Batch> batches(kBatches * kTasks);
  for (nn::Batch& batch : batches) {
    batch.inputs = random_normal({rows, kInputs}, rng);
    for (std::size_t i = 0; i < rows; ++i) batch.labels.push_back(label(rng));
  }
  return batches;
}

void time_steps(std::size_t rows, std::size_t steps) {
  std::vector<nn::Batch> batches = make_batches(rows);
  std::vector<Var> inputs;
  for (nn::Batch& batch : batches) inputs.emplace_back("inputs", std::move(batch.inputs));
  Rng rng(1);
  const nn::Dense trunk("trunk", kInputs, kHidden, nn::Activation::relu, rng);
  std::vector<nn::Dense> heads;
  for (std::size_t t = 0; t < kTasks; ++t)
    heads.emplace_back("head." + std::to_string(t), kHidden, kClasses, nn::Activation::none, rng);
  nn::Adam adam(1e-3);

  const auto step = [&](std::size_t i) {
    for (std::size_t t = 0; t < kTasks; ++t) {
      const std::size_t k = (i % kBatches) * kTasks + t;
      const nn::Parameters parameters = nn::joined(trunk.parameters(), heads[t].parameters());
      const Tape tape;
      const Var loss = softmax_cross_entropy(heads[t](trunk(inputs[k])), batches[k].labels);
      adam.step(parameters, tape.gradient(loss, parameters));
    }
  };
  for (std::size_t i = 0; i < 20; ++i) step(i);
  std::vector<double> microseconds;
  for (int round = 0; round < 7; ++round) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < steps; ++i) step(i);
    microseconds.push_back(nanoseconds_since(start) / 1e3 / static_cast<double>(steps));
  }
  std::sort(microseconds.begin(), microseconds.end());
  std::printf("%-10s batch %4zu  median %8.1f us/step  best %8.1f us/step\n", "tapestry", rows,
              microseconds[3], microseconds[0]);
}

// y = y w + w, 2,000 times: 4,000 ops.
void time_scalar_ops() {
  const Var w = Var::parameter("w", full({}, 1));
  constexpr std::size_t kRounds = 300;
  std::vector<double> nanoseconds;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const auto start = Clock::now();
    const Tape tape;
    Var y = w;
    for (int i = 0; i < 2000; ++i) y = y * w + w;
    tape.gradient(y, {w});
    nanoseconds.push_back(nanoseconds_since(start) / 4000);
  }
  std::sort(nanoseconds.begin(), nanoseconds.end());
  std::printf("%-10s scalar op, forward + backward: median %.0f ns/op, best %.0f ns/op\n",
              "tapestry", nanoseconds[kRounds / 2], nanoseconds[0]);
}

int usage() {
  std::fprintf(stderr,
               "usage: two_task_step [BATCH (64)] [STEPS (200)]   or   two_task_step --scalar\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == std::string("--scalar")) return time_scalar_ops(), 0;
  std::size_t numbers[2] = {64, 200};
  for (int i = 1; i < argc; ++i) {
    char* end = nullptr;
    const long n = std::strtol(argv[i], &end, 10);
    if (i > 2 || n < 1 || *end != '\0') return usage();
    numbers[i - 1] = static_cast<std::size_t>(n);
  }
  time_steps(numbers[0], numbers[1]);
}
