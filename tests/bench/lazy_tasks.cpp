// What tasks cost that are not chosen: 8 a step, drawn from P(T | |T| = 8), of 10 tasks to 40,000.
//
//   lazy_tasks [TASKS...]     10 100 1000 10000 40000 unless given
//
// Each task has a head 64 -> 1 on one shared trunk 64 -> 64, 64 rows a task, Adam with decay, and a
// mean-regularised Omega on all heads. For each number of tasks, in a process of its own: setting
// up (net, sources, trainer), 2,000 steps, their median time, a checkpoint written and read back,
// and the largest resident memory of it all.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "nn/layers/mlp.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/fit.hpp"

using namespace tapestry;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

constexpr std::size_t kChosen = 8, kRows = 64, kSteps = 2000;

struct Job {
  nn::MultiTaskNet net;
  nn::Adam adam{1e-3};
  std::vector<nn::BatchSource> sources;
  nn::FitOptions options;
  std::unique_ptr<nn::Trainer> trainer;

  static nn::MultiTaskNet make_net(std::size_t n) {
    std::vector<nn::Task> tasks;
    for (std::size_t t = 0; t < n; ++t)
      tasks.push_back({"task " + std::to_string(t), {64}, 1, nn::squared_error()});
    Rng rng(1);
    return {tasks, {{}, nn::Mlp("trunk", {64, 64}, nn::Activation::relu, rng), 64}, 1};
  }

  explicit Job(std::size_t n) : net(make_net(n)) {
    Rng rng(2);
    const auto batch = std::make_shared<const nn::Batch>(
        nn::Batch{random_normal({kRows, 64}, rng), {}, random_normal({kRows, 1}, rng)});
    for (std::size_t t = 0; t < n; ++t)
      sources.emplace_back(nn::numbered_from(t, [batch](Rng&) { return *batch; }));
    options.rounds_per_epoch = kSteps;
    options.epochs = 2;
    options.steps = nn::drawn(nn::exactly_k(std::vector<double>(n, 0.0), kChosen));
    options.penalties = {nn::on_heads(std::make_shared<nn::MeanRegularised>(0.01))};
    trainer = std::make_unique<nn::Trainer>(net, sources, adam, options);
  }
};

void measure(std::size_t n) {
  const auto start = std::chrono::steady_clock::now();
  auto job = std::make_unique<Job>(n);
  const double set_up = seconds_since(start);
  std::vector<double> times;
  for (std::size_t step = 0; step < kSteps; ++step) {
    const auto before = std::chrono::steady_clock::now();
    job->trainer->round();
    times.push_back(seconds_since(before));
  }
  // The median of the second half; an epoch's end is in the last step alone.
  std::nth_element(times.begin() + kSteps / 2, times.begin() + 3 * kSteps / 4, times.end());
  const double step = times[3 * kSteps / 4] * 1e6;
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("lazy_tasks_" + std::to_string(getpid()));
  const auto before_write = std::chrono::steady_clock::now();
  {
    nn::Archive archive;
    archive("trainer", *job->trainer);
    archive.write(file.string());
  }
  const double write = seconds_since(before_write);
  job = nullptr;
  Job again(n);
  const auto before_read = std::chrono::steady_clock::now();
  {
    nn::Archive archive(file.string());
    archive("trainer", *again.trainer);
  }
  const double read = seconds_since(before_read);
  std::filesystem::remove(file);
  again.trainer->round();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "%6zu tasks  %7.1f us/step  set up %6.2f s  checkpoint %5.2f s, read %5.2f s  %5ld MB\n", n,
      step, set_up, write, read, usage.ru_maxrss / 1024);
}

}  // namespace

int main(int count, char** words) try {
  std::vector<std::size_t> numbers;
  for (int i = 1; i < count; ++i) numbers.push_back(std::stoul(words[i]));
  if (numbers.empty()) numbers = {10, 100, 1000, 10'000, 40'000};
  for (const std::size_t n : numbers) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      measure(n);
      std::fflush(stdout);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) std::printf("%6zu tasks: failed\n", n);
  }
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
