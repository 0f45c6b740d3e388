// Backpropagation through time: what the backward pass over 1,024 steps of each cell costs, against
// its forward pass. The inputs are computed, so that a gradient flows into every step's piece of
// them.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "nn/nn.hpp"

using namespace tapestry;

namespace {

const Var& output_of(const Var& state) { return state; }
const Var& output_of(const nn::LstmState& state) { return state.h; }

template <class Cell>
void measure(const char* name) {
  constexpr std::size_t kSteps = 1024, kBatch = 8, kInputs = 16, kWidth = 32;
  Rng rng(1);
  const Cell cell(name, kInputs, kWidth, rng);
  const Var raw(random_normal({kSteps, kBatch, kInputs}, rng)), scale("scale", full({kInputs}, 1));
  std::vector<Var> asked = cell.parameters();
  asked.push_back(scale);
  using Clock = std::chrono::steady_clock;
  const auto milliseconds = [](Clock::time_point from) {
    return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
  };
  double forward = 1e9, backward = 1e9;
  for (int i = 0; i < 15; ++i) {
    const auto start = Clock::now();
    Tape tape;
    const Var x = raw * scale;
    Var loss = mean(square(output_of(nn::unroll(cell, x).back())));
    forward = std::min(forward, milliseconds(start));
    const auto turn = Clock::now();
    tape.gradient(loss, asked);
    backward = std::min(backward, milliseconds(turn));
  }
  std::printf("%-4s  forward %6.2f ms  backward %6.2f ms  ratio %.2f\n", name, forward, backward,
              backward / forward);
}

}  // namespace

int main() {
  measure<nn::RnnCell>("rnn");
  measure<nn::GruCell>("gru");
  measure<nn::LstmCell>("lstm");
}
