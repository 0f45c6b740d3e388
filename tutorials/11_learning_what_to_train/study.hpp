// The study of this page: its data, its net, and one training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "datasets/generated/helper_tasks.hpp"
#include "nn/nn.hpp"

namespace tapestry {

inline constexpr std::size_t kTasks = 11, kFewRows = 60, kManyRows = 4000, kTestRows = 4000;
inline constexpr std::size_t kBatch = 32, kLook = 100;  // rows of a step's batch, and of a look's
inline constexpr std::size_t kEpoch = 50;               // rounds

// [net]
// Everything is shared: whatever the task, it is the same question to the net, and the tasks are
// sources of answers.
class OneNet : public nn::MultiTaskModel {
 public:
  OneNet(std::vector<nn::Task> tasks, Rng& rng)
      : tasks_(std::move(tasks)),
        body_("body", {20, 32, 16}, nn::Activation::relu, rng),
        head_("head", 16, 2, nn::Activation::none, rng) {}
  const std::vector<nn::Task>& tasks() const override { return tasks_; }
  nn::Outputs forward(const Var& x, const nn::TaskNumbers& of, const nn::Context&) const override {
    const Var z = body_(x), y = head_(z);
    return {std::vector<Var>(of.size(), y), std::vector<Var>(of.size(), z)};
  }
  nn::Parameters shared() const override {
    return nn::joined(body_.parameters(), head_.parameters());
  }
  nn::Parameters own(std::size_t) const override { return {}; }

 private:
  std::vector<nn::Task> tasks_;
  nn::Mlp body_;
  nn::Dense head_;
};
// [net]

// All that is given in one run of the study: it follows from the seed.
struct Data {
  std::uint64_t seed;
  datasets::HelperTasks tasks;
  std::vector<nn::Batch> train;  // one a task: 60 rows of the target, 4000 of each helper
  nn::Batch held_out, test;      // of the target

  explicit Data(std::uint64_t seed);
};

std::vector<Data> data_of_seeds(std::uint64_t first, std::size_t count);

// What a way to choose the tasks may look at. The target's looks are at its rows held out.
struct Sight {
  const nn::MultiTaskModel& net;
  std::shared_ptr<const nn::GradientProbe> probe;
  std::shared_ptr<nn::Reward> gain;  // on the rows held out
};

using Steps = std::function<nn::Steps(const Sight&)>;

struct Run {
  double accuracy = 0;         // of the target, on the test rows, in percent
  std::vector<double> chosen;  // the part of the rounds that a task was in
  nn::History history;
};

std::vector<nn::Task> eleven_tasks();

// The sources of a probe: batches of the tasks' own rows, and of the target the rows held out.
std::vector<nn::BatchSource> looks_of(const Data& data);

// Trains this net, or a OneNet, for so many rounds.
Run train(nn::MultiTaskModel& net, const Data& data, std::size_t rounds, const Steps& steps);
Run train(const Data& data, std::size_t rounds, const Steps& steps);

// A net with a trunk for all and a head for each.
nn::MultiTaskNet net_with_heads(std::uint64_t seed);

// The same tasks every round.
nn::Steps always(const nn::TaskNumbers& tasks);

}  // namespace tapestry
