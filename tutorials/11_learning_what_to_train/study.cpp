#include "tutorials/11_learning_what_to_train/study.hpp"

#include <string>

#include "datasets/random.hpp"

namespace tapestry {
namespace {

datasets::HelperTasks tasks_of(std::uint64_t seed) {
  Rng rng(seed);
  return datasets::HelperTasks({}, rng);
}

// Batches of so many of these rows, drawn with putting back.
nn::BatchSource batches_of(const nn::Batch& rows, std::size_t size, std::uint64_t seed) {
  return nn::drawn_from(Rng(seed), [&rows, size](Rng& rng) {
    std::vector<std::size_t> chosen(size);
    for (std::size_t& row : chosen) row = datasets::random_index(rng, rows.labels.size());
    return nn::rows_of(rows, chosen);
  });
}

double accuracy_on(const nn::MultiTaskModel& net, const nn::Batch& rows) {
  const std::vector<int> said = nn::argmax_rows(net.predict(0, Var("x", rows.inputs)).value());
  double right = 0;
  for (std::size_t i = 0; i < said.size(); ++i) right += said[i] == rows.labels[i] ? 1 : 0;
  return 100 * right / static_cast<double>(said.size());
}

}  // namespace

Data::Data(std::uint64_t of) : seed(of), tasks(tasks_of(of)) {
  Rng rng(1000 + seed);
  for (std::size_t t = 0; t < kTasks; ++t)
    train.push_back(tasks.draw(t, t == 0 ? kFewRows : kManyRows, rng));
  held_out = tasks.draw(0, kFewRows, rng);
  test = tasks.draw(0, kTestRows, rng);
}

std::vector<Data> data_of_seeds(std::uint64_t first, std::size_t count) {
  std::vector<Data> all;
  for (std::size_t k = 0; k < count; ++k) all.emplace_back(first + k);
  return all;
}

std::vector<nn::Task> eleven_tasks() {
  std::vector<nn::Task> tasks;
  for (std::size_t t = 0; t < kTasks; ++t) tasks.push_back({"task " + std::to_string(t), {20}, 2});
  return tasks;
}

std::vector<nn::BatchSource> looks_of(const Data& data) {
  std::vector<nn::BatchSource> looks{
      nn::drawn_from(Rng(0), [&data](Rng&) { return data.held_out; })};
  for (std::size_t t = 1; t < kTasks; ++t)
    looks.push_back(batches_of(data.train[t], kLook, 1000 * data.seed + 500 + t));
  return looks;
}

Run train(nn::MultiTaskModel& net, const Data& data, std::size_t rounds, const Steps& steps) {
  std::vector<nn::BatchSource> sources;
  for (std::size_t t = 0; t < kTasks; ++t)
    sources.push_back(batches_of(data.train[t], kBatch, 1000 * data.seed + t));
  nn::Adam adam(3e-3);
  nn::FitOptions how;
  how.rounds_per_epoch = kEpoch;
  how.epochs = rounds / kEpoch;
  how.seed = data.seed;
  how.steps = steps({net, std::make_shared<nn::GradientProbe>(net, looks_of(data)),
                     std::make_shared<nn::HeldOutGain>(
                         net, std::vector<nn::HeldOutGain::Examples>{{0, data.held_out}})});
  Run run;
  run.history = nn::fit(net, sources, adam, how);
  run.accuracy = accuracy_on(net, data.test);
  run.chosen.resize(kTasks);
  for (const nn::Epoch& epoch : run.history)
    for (std::size_t t = 0; t < kTasks; ++t)
      run.chosen[t] +=
          static_cast<double>(epoch.tasks[t].chosen) / static_cast<double>(kEpoch * how.epochs);
  return run;
}

Run train(const Data& data, std::size_t rounds, const Steps& steps) {
  Rng rng(data.seed);
  OneNet net(eleven_tasks(), rng);
  return train(net, data, rounds, steps);
}

nn::MultiTaskNet net_with_heads(std::uint64_t seed) {
  Rng rng(seed);
  nn::MultiTaskNet::Parts parts{
      {}, nn::Sequential(nn::Mlp("body", {20, 32, 16}, nn::Activation::relu, rng)), 16};
  return nn::MultiTaskNet(eleven_tasks(), std::move(parts), seed);
}

nn::Steps always(const nn::TaskNumbers& tasks) {
  std::vector<double> scores(kTasks, -nn::kAlways);
  for (const std::size_t t : tasks) scores[t] = nn::kAlways;
  return nn::drawn(nn::SubsetSelection(scores));
}

}  // namespace tapestry
