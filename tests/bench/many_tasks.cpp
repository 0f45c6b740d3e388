// A step on 32 tasks, where there are 32 of them and where there are 10,000: what the others cost.
// With a mean-regularised Omega on the heads, or another.
//
//   many_tasks [ROWS [FAMILY:STRENGTH]]    rows in each task's batches, 64 unless given; mean:0.01
//
// What is left is memory: 32 heads stand in a cache, and 10,000 do not, so that the third line,
// with always the same 32 of the 10,000, is as fast as the first. It counts for the more, the less
// there is to compute.
#include <algorithm>
#include <chrono>
#include <iostream>

#include "nn/layers/mlp.hpp"
#include "nn/omega/families.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/fit.hpp"

using namespace tapestry;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// 32 different ones of the first `of` tasks, evenly drawn.
class Some : public nn::Selector {
 public:
  explicit Some(std::size_t of) : of_(of) {}
  std::string name() const override { return "32 of them"; }
  std::vector<nn::TaskNumbers> next_round(std::size_t, Rng& rng) override {
    nn::TaskNumbers some;
    while (some.size() < 32) {
      const std::size_t t = rng() % of_;
      if (std::find(some.begin(), some.end(), t) == some.end()) some.push_back(t);
    }
    std::sort(some.begin(), some.end());
    return {some};
  }

 private:
  std::size_t of_;
};

struct Job {
  std::vector<nn::Task> tasks;
  nn::MultiTaskNet net;
  nn::Adam adam{1e-3};
  std::vector<nn::BatchSource> sources;
  nn::FitOptions options;
  std::unique_ptr<nn::Trainer> trainer;

  static std::vector<nn::Task> make_tasks(std::size_t n) {
    std::vector<nn::Task> tasks;
    for (std::size_t t = 0; t < n; ++t)
      tasks.push_back({"task " + std::to_string(t), {64}, 4, nn::squared_error()});
    return tasks;
  }
  static nn::MultiTaskNet make_net(const std::vector<nn::Task>& tasks) {
    Rng rng(1);
    return {tasks, {{}, nn::Mlp("trunk", {64, 64, 32}, nn::Activation::relu, rng), 32}, 1};
  }

  Job(std::size_t n, std::size_t drawn_of, std::size_t rows, const std::string& omega)
      : tasks(make_tasks(n)), net(make_net(tasks)) {
    Rng rng(2);
    const nn::Batch batch{random_normal({rows, 64}, rng), {}, random_normal({rows, 4}, rng)};
    const nn::BatchSource source = [batch] { return batch; };
    sources.assign(n, source);
    options.steps = nn::Steps(std::make_shared<Some>(drawn_of));
    options.rounds_per_epoch = 1'000'000;
    options.penalties = {nn::on_heads(nn::read_omega(omega, n))};
    trainer = std::make_unique<nn::Trainer>(net, sources, adam, options);
  }

  double step() {
    const auto start = std::chrono::steady_clock::now();
    trainer->round();
    return seconds_since(start);
  }
};

}  // namespace

int main(int count, char** words) try {
  const std::size_t rows = count > 1 ? std::stoul(words[1]) : 64;
  const std::string omega = count > 2 ? words[2] : "mean:0.01";
  const std::vector<nn::Task> tasks = Job::make_tasks(10'000);
  const auto start = std::chrono::steady_clock::now();
  const nn::MultiTaskNet net = Job::make_net(tasks);
  std::cout << "a net of 10000 tasks is built in " << seconds_since(start) << " s\n";

  Job few(32, 32, rows, omega), many(10'000, 10'000, rows, omega), same(10'000, 32, rows, omega);
  std::vector<double> of_few, of_many, of_same;
  for (int round = 0; round < 2300; ++round) {
    of_few.push_back(few.step());
    of_many.push_back(many.step());
    of_same.push_back(same.step());
  }
  // Medians of the last rounds, when Adam has met nearly all heads: at a head's first step it makes
  // its state, which is no cost of there being many tasks.
  const auto median = [](std::vector<double>& times) {
    times.erase(times.begin(), times.begin() + 2000);
    std::nth_element(times.begin(), times.begin() + 150, times.end());
    return times[150] * 1e6;
  };
  const double a = median(of_few), b = median(of_many), c = median(of_same);
  std::cout << "a step on 32 of 32 tasks: " << a << " us\n"
            << "a step on 32 of 10000 tasks: " << b << " us, " << b / a << " times as long\n"
            << "a step on the same 32 of 10000 tasks, always: " << c << " us, " << c / a
            << " times as long\n";
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
