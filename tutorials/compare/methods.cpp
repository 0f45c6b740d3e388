#include "methods.hpp"

#include "nn/balancing/mgda.hpp"
#include "nn/balancing/pcgrad.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/sharing/mmoe.hpp"
#include "nn/sharing/soft_sharing.hpp"

using namespace tapestry;

namespace {

// The largest width with which a net for each task holds no more numbers, all together, than one
// shared net of `width`.
std::size_t width_of_same_size(const std::vector<nn::Task>& tasks, std::size_t width) {
  const auto trunk = [&](std::size_t w) {
    return (size_of(tasks[0].input_shape) + 1) * w + (w + 1) * (w / 2);
  };
  const auto heads = [&](std::size_t w) {
    std::size_t sum = 0;
    for (const nn::Task& task : tasks) sum += (w / 2 + 1) * task.outputs;
    return sum;
  };
  std::size_t narrow = width;
  while (narrow > 2 && tasks.size() * trunk(narrow) + heads(narrow) > trunk(width) + heads(width))
    --narrow;
  return narrow;
}

}  // namespace

std::vector<nn::Method> methods_of(const Problem& problem, const Options& options,
                                   std::size_t rows) {
  const Trainer trainer(problem, options, rows);
  const std::vector<nn::Task> tasks = problem.nn_tasks();
  const std::size_t width = options.width, narrow = width_of_same_size(tasks, width);
  const std::vector<double> strengths =
      options.quick ? std::vector<double>{0.001, 0.1} : std::vector<double>{0.0001, 0.01, 1};

  // Hard sharing, and what of FitOptions is particular to a method.
  const auto shared = [=](std::uint64_t seed, const nn::FitOptions& how) {
    SharedBottom net(tasks, width, seed);
    return trainer.train(net, how, seed);
  };

  std::vector<nn::Method> all;
  all.push_back({"single-task",
                 {0},
                 [=](double, std::uint64_t seed) { return trainer.train_alone(width, seed); },
                 /*separate=*/true});
  all.push_back({"single-task, narrow",
                 {0},
                 [=](double, std::uint64_t seed) { return trainer.train_alone(narrow, seed); },
                 /*separate=*/true});
  all.push_back({"pooled", {0}, [=](double, std::uint64_t seed) {
                   return trainer.train_pooled(width, seed);
                 }});
  all.push_back({"hard sharing", {0}, [=](double, std::uint64_t seed) {
                   return shared(seed, joint_options());
                 }});
  all.push_back({"hard + Omega on heads", strengths, [=](double strength, std::uint64_t seed) {
                   nn::FitOptions how = joint_options();
                   how.penalties = {nn::on_heads(std::make_shared<nn::MeanRegularised>(strength))};
                   return shared(seed, how);
                 }});
  all.push_back({"hard + MGDA", {0}, [=](double, std::uint64_t seed) {
                   return shared(seed, joint_options({.balancer = std::make_shared<nn::Mgda>()}));
                 }});
  all.push_back({"hard + PCGrad", {0}, [=](double, std::uint64_t seed) {
                   return shared(seed,
                                 joint_options({.balancer = std::make_shared<nn::PcGrad>(seed)}));
                 }});
  all.push_back({"soft sharing", strengths, [=](double strength, std::uint64_t seed) {
                   nn::SoftSharing net(tasks, {{width, width / 2}, {}}, seed);
                   nn::FitOptions how = joint_options();
                   how.penalties = {
                       nn::on_layers(std::make_shared<nn::MeanRegularised>(strength), net.tied())};
                   return trainer.train(net, how, seed);
                 }});
  // Two experts of half the width: about as large as hard sharing.
  all.push_back({"MMoE", {0}, [=](double, std::uint64_t seed) {
                   nn::Mmoe net(tasks, {2, {width / 2, width / 2}, {}}, seed);
                   return trainer.train(net, joint_options(), seed);
                 }});
  return all;
}
