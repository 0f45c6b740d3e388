// The work that lenet_step and lenet_step_libtorch both do, so that their times can be compared:
//   images [batch x 1 x 28 x 28]
//   -> convolution 5x5, 10 channels -> ReLU -> max-pool 2    [batch x 10 x 12 x 12]
//   -> convolution 5x5, 20 channels -> ReLU -> max-pool 2    [batch x 20 x 4 x 4]
//   -> dense 320 -> 50 -> ReLU -> dense 50 -> 10 -> softmax cross-entropy, Adam (rate 1e-3)
// A step is one batch: forward, backward and update. No library is needed here: both engines
// include this header.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace lenet {

constexpr std::size_t kSide = 28, kClasses = 10, kChannels1 = 10, kChannels2 = 20, kKernel = 5;
constexpr std::size_t kFlat = 320, kHidden = 50;
// Many different batches: with a single one the loss goes to 0 and its gradients into denormals,
// which slow every engine down and measure nothing.
constexpr std::size_t kBatches = 50;

struct Images {
  std::vector<float> pixels;  // [batch x 1 x 28 x 28], standard normal
  std::vector<int> labels;    // [batch], uniform
};

inline std::vector<Images> make_batches(std::size_t batch) {
  std::mt19937_64 rng(7);
  std::normal_distribution<float> pixel;
  std::uniform_int_distribution<int> label(0, kClasses - 1);
  std::vector<Images> batches(kBatches);
  for (Images& images : batches) {
    images.pixels.resize(batch * kSide * kSide);
    images.labels.resize(batch);
    for (float& x : images.pixels) x = pixel(rng);
    for (int& y : images.labels) y = label(rng);
  }
  return batches;
}

// The program's arguments: [BATCH (64)] [STEPS (100)]. Prints the usage and exits where they are
// not positive numbers.
struct Arguments {
  std::size_t batch = 64, steps = 100;
};
inline Arguments arguments(int argc, char** argv) {
  Arguments chosen;
  for (int i = 1; i < argc; ++i) {
    char* end = nullptr;
    const long n = std::strtol(argv[i], &end, 10);
    if (i > 2 || n < 1 || *end != '\0') {
      std::fprintf(stderr, "usage: %s [BATCH (64)] [STEPS (100)]\n", argv[0]);
      std::exit(2);
    }
    (i == 1 ? chosen.batch : chosen.steps) = static_cast<std::size_t>(n);
  }
  return chosen;
}

// Calls step(i) `steps` times in each of 7 rounds, and prints the median and the best round.
template <class Step>
void time_steps(const char* engine, const Arguments& chosen, Step step) {
  using Clock = std::chrono::steady_clock;
  for (std::size_t i = 0; i < 20; ++i) step(i % kBatches);
  std::vector<double> microseconds;
  for (int round = 0; round < 7; ++round) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < chosen.steps; ++i) step(i % kBatches);
    const std::chrono::duration<double, std::micro> took = Clock::now() - start;
    microseconds.push_back(took.count() / static_cast<double>(chosen.steps));
  }
  std::sort(microseconds.begin(), microseconds.end());
  std::printf("%-10s lenet, batch %4zu  median %8.1f us/step  best %8.1f us/step\n", engine,
              chosen.batch, microseconds[3], microseconds[0]);
}

}  // namespace lenet
