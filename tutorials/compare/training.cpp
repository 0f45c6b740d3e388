#include "training.hpp"

#include "datasets/batches.hpp"
#include "engine/array/random.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "nn/layers/initialise.hpp"

using namespace tapestry;

SharedBottom::SharedBottom(std::vector<nn::Task> tasks, std::size_t width, std::uint64_t seed)
    : SharingModel("SharedBottom", std::move(tasks), width / 2, {}, nn::Activation::relu, seed) {
  Rng rng = nn::part_generator(seed, "trunk");
  trunk_ = std::make_unique<nn::Mlp>("trunk", std::vector{numbers(), width, width / 2},
                                     nn::Activation::relu, rng);
}

std::vector<Var> SharedBottom::represent(const nn::TaskNumbers& tasks, const Var& x) const {
  return std::vector<Var>(tasks.size(), (*trunk_)(x));
}

namespace {

// A task's batches, validation and test for one seed.
struct SeedData {
  nn::BatchSource source;
  nn::Pass validation, test;
};

SeedData data_of(const ProblemTask& task, const Options& options, std::size_t rows,
                 std::uint64_t seed) {
  const Rows drawn = draw_rows(task.pool.size(), rows, options.validation, seed);
  datasets::Batches batches(task.pool, drawn.train, options.batch, seed, task.scaling);
  return {[batches]() mutable { return batches.next(); },
          pass_over(task.pool, task.scaling, drawn.validation), pass_over(task.test, task.scaling)};
}

std::vector<double> accuracies(const nn::MultiTaskModel& model, const std::vector<nn::Pass>& passes,
                               const std::vector<std::size_t>& heads) {
  std::vector<double> all;
  for (std::size_t t = 0; t < passes.size(); ++t)
    all.push_back(nn::evaluate(model, heads[t], passes[t]).accuracy);
  return all;
}

// Trains, and scores pass t with head heads[t] after each epoch.
nn::Run fit_and_score(nn::MultiTaskModel& model, const std::vector<nn::BatchSource>& sources,
                      const std::vector<nn::Pass>& validation, const std::vector<nn::Pass>& test,
                      const std::vector<std::size_t>& heads, nn::FitOptions how,
                      const Options& options, std::uint64_t seed) {
  nn::Run run{nn::count(model.parameters()), {}};
  how.epochs = options.epochs;
  how.rounds_per_epoch = options.rounds;
  how.seed = seed;
  how.watch = [&](const nn::Progress& at) {
    if (at.round % options.rounds == 0)
      run.epochs.push_back(
          {at.round, accuracies(model, validation, heads), accuracies(model, test, heads)});
  };
  nn::Adam adam(options.rate);
  nn::fit(model, sources, adam, how);
  return run;
}

// Rows of several batches as one batch.
nn::Batch together(const std::vector<nn::Batch>& batches) {
  std::vector<Var> inputs;
  nn::Batch all;
  for (const nn::Batch& batch : batches) {
    inputs.push_back(Var(batch.inputs));
    all.labels.insert(all.labels.end(), batch.labels.begin(), batch.labels.end());
  }
  all.inputs = concatenate(inputs, 0).value();
  return all;
}

nn::Batch renamed(nn::Batch batch, const std::vector<int>& classes) {
  for (int& label : batch.labels) label = classes[static_cast<std::size_t>(label)];
  return batch;
}

nn::Pass renamed(const nn::Pass& pass, const std::vector<int>& classes) {
  return [pass, classes](const auto& visit) {
    pass([&](const nn::Batch& batch) { visit(renamed(batch, classes)); });
  };
}

}  // namespace

nn::FitOptions joint_options(nn::Together together) {
  nn::FitOptions how;
  how.steps = nn::joint(std::move(together));
  return how;
}

nn::Run Trainer::train(nn::MultiTaskModel& model, const std::vector<std::size_t>& tasks,
                       nn::FitOptions how, std::uint64_t seed) const {
  std::vector<nn::BatchSource> sources;
  std::vector<nn::Pass> validation, test;
  std::vector<std::size_t> heads;
  for (std::size_t t : tasks) {
    const SeedData data = data_of(problem_.tasks[t], options_, rows_, seed);
    sources.push_back(data.source);
    validation.push_back(data.validation);
    test.push_back(data.test);
    heads.push_back(heads.size());
  }
  return fit_and_score(model, sources, validation, test, heads, std::move(how), options_, seed);
}

nn::Run Trainer::train(nn::MultiTaskModel& model, nn::FitOptions how, std::uint64_t seed) const {
  std::vector<std::size_t> all;
  for (std::size_t t = 0; t < problem_.tasks.size(); ++t) all.push_back(t);
  return train(model, all, std::move(how), seed);
}

nn::Run Trainer::train_alone(std::size_t width, std::uint64_t seed) const {
  nn::Run all;
  for (std::size_t t = 0; t < problem_.tasks.size(); ++t) {
    SharedBottom net({problem_.tasks[t].task}, width, seed);
    const nn::Run one = train(net, {t}, joint_options(), seed);
    all.parameters += one.parameters;
    all.epochs.resize(one.epochs.size());
    for (std::size_t e = 0; e < one.epochs.size(); ++e) {
      all.epochs[e].steps = one.epochs[e].steps;
      all.epochs[e].validation.push_back(one.epochs[e].validation[0]);
      all.epochs[e].test.push_back(one.epochs[e].test[0]);
    }
  }
  return all;
}

nn::Run Trainer::train_pooled(std::size_t width, std::uint64_t seed) const {
  std::vector<nn::BatchSource> sources;
  std::vector<nn::Pass> validation, test;
  for (std::size_t t = 0; t < problem_.tasks.size(); ++t) {
    const SeedData data = data_of(problem_.tasks[t], options_, rows_, seed);
    sources.push_back(data.source);
    validation.push_back(renamed(data.validation, problem_.pooled_class[t]));
    test.push_back(renamed(data.test, problem_.pooled_class[t]));
  }
  const nn::BatchSource all = [&] {
    std::vector<nn::Batch> batches;
    for (std::size_t t = 0; t < sources.size(); ++t)
      batches.push_back(renamed(sources[t](), problem_.pooled_class[t]));
    return together(batches);
  };
  const nn::Task task{"pooled", problem_.tasks[0].task.input_shape, problem_.pooled_classes};
  SharedBottom net({task}, width, seed);
  const std::vector<std::size_t> heads(problem_.tasks.size(), 0);
  return fit_and_score(net, {all}, validation, test, heads, joint_options(), options_, seed);
}
