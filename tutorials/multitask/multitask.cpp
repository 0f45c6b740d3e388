// The main job: one network, a shared trunk and a head per task, learns digits (28 x 28 x 1) and
// pictures of objects (32 x 32 x 3) together.
//
//   L(f) = sum_t loss_t(y_t, f_t(x_t)) + Omega(f),   f_t = head_t . trunk . encoder_t
//
// A run that is stopped or killed goes on with --resume from where it was.
//
// Each batch trains its own task's encoder and head, and the trunk. Each task is then scored with
// its own head, on its own test images, which nothing was chosen by.
#include <iostream>

#include "datasets/batches.hpp"
#include "datasets/split.hpp"
#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "net.hpp"
#include "nn/files/checkpoint.hpp"
#include "nn/metrics/classification.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/fit.hpp"
#include "nn/training/progress_line.hpp"
#include "nn/training/stop_signals.hpp"
#include "options.hpp"
#include "report.hpp"
#include "tutorials/support/program.hpp"
#include "tutorials/support/two_tasks.hpp"

using namespace tapestry;

namespace {

// What is trained and scored of one task.
struct TaskData {
  nn::Task task;
  datasets::ImageSet train, test;
  datasets::Split split;
  datasets::Scaling scaling;

  TaskData(const std::string& name, datasets::TrainTest sets, const Options& options)
      : task{name,
             {sets.train.channels, sets.train.height, sets.train.width},
             sets.train.classes(),
             nn::cross_entropy(),
             {nn::metrics::top_k(3), nn::metrics::macro_f1(), nn::metrics::auc()}},
        train(std::move(sets.train)),
        test(std::move(sets.test)),
        split(datasets::split_by_fractions(train.size(), options.validation, 0, options.seed)),
        scaling(datasets::centred(train)) {}

  nn::Pass validation_pass() const {
    return [this](const auto& visit) {
      constexpr std::size_t kRows = 500;
      for (std::size_t i = 0; i < split.validation.size(); i += kRows) {
        const auto rows = std::span(split.validation).subspan(i);
        visit(make_batch(train, rows.first(std::min(kRows, rows.size())), scaling));
      }
    };
  }

  // The first of them, as one batch.
  nn::Batch held_out() const {
    const auto rows = std::span(split.validation);
    return make_batch(train, rows.first(std::min<std::size_t>(256, rows.size())), scaling);
  }

  nn::Pass test_pass() const {
    return [this](const auto& visit) { for_each_batch(test, 500, visit, scaling); };
  }
};

using AllTasks = std::vector<TaskData>;

AllTasks load(const Options& options) {
  const StandInCounts counts = options.quick ? StandInCounts{4000, 1000} : StandInCounts{};
  TwoTasks sets = load_two_tasks(options.data, options.seed, counts);
  if (options.quick)
    for (datasets::TrainTest* set : {&sets.digits, &sets.objects}) {
      set->train = first_images(set->train, counts.train);
      set->test = first_images(set->test, counts.test);
    }
  AllTasks tasks;
  const bool real = !options.data.empty();
  tasks.emplace_back(real ? "mnist" : "digits", std::move(sets.digits), options);
  tasks.emplace_back(real ? "cifar-10" : "objects", std::move(sets.objects), options);
  return tasks;
}

// Where Ctrl-C came: all is saved, and nothing more is to be done.
struct Stopped {};

// Trains a net for these tasks, of the same widths, on the same batches, for as many rounds,
// whether they are all the tasks or only one of them.
Trained train(const std::string& label, const std::vector<const TaskData*>& data,
              std::size_t rounds_per_epoch, const Options& options) {
  std::vector<nn::Task> tasks;
  std::vector<nn::BatchSource> sources;
  std::vector<nn::Pass> test;
  std::vector<std::size_t> examples;
  std::vector<nn::Batch> held_out;  // what a learned selection is rewarded by
  nn::FitOptions how;
  for (const TaskData* task : data) {
    tasks.push_back(task->task);
    sources.push_back(datasets::Batches(task->train, task->split.train, options.batch, options.seed,
                                        task->scaling));
    test.push_back(task->test_pass());
    examples.push_back(task->split.train.size());
    if (!task->split.validation.empty()) {
      how.validation.push_back(task->validation_pass());
      held_out.push_back(task->held_out());
    }
  }
  const auto net = make_net(options.net, tasks, options.seed);
  how.epochs = options.epochs;
  how.rounds_per_epoch = rounds_per_epoch;
  how.schedule = nn::step_decay(0.75, 0.2);
  how.seed = options.seed;
  if (data.size() > 1) {  // one task alone has nothing to share, to choose from or to join
    if (options.joint) how.steps = nn::joint();
    if (options.selection) how.steps = steps_of(*options.selection, *net, examples, held_out);
    if (options.penalty)
      how.penalties = {options.omega_on == "heads" ? nn::on_heads(options.penalty)
                                                   : nn::on_predictions(options.penalty)};
  }
  how.watch = nn::ProgressLine(label, tasks, std::cout, nn::terminal_width());

  how.checkpoints = nn::Checkpoints{options.out + "/checkpoints/" + label};
  how.checkpoints->resume = options.resume;
  if (!options.resume) nn::remove_checkpoints(how.checkpoints->folder);  // an earlier run's
  how.stop = [] { return nn::StopSignals::came(); };

  nn::Adam adam(options.rate);
  nn::Sgd sgd(options.rate);
  nn::Optimiser& optimiser = plain_descent(options) ? static_cast<nn::Optimiser&>(sgd) : adam;
  nn::History history = nn::fit(*net, sources, optimiser, how);
  if (history.size() < how.epochs) throw Stopped();
  const double seconds = history.back().seconds;
  return {net, std::move(history), nn::evaluate(*net, test), seconds};
}

// Reads the saved parameters into a new net and scores it again: what is in the file is what was
// scored.
void prove_saved(const std::string& file, const Trained& trained, const AllTasks& data,
                 const Options& options) {
  const auto again = make_net(options.net, trained.net->tasks(), /*seed=*/0);
  nn::load_parameters(file, again->parameters());
  for (std::size_t t = 0; t < data.size(); ++t) {
    const nn::Score score = nn::evaluate(*again, t, data[t].test_pass());
    if (score.loss != trained.scores[t].loss || score.confusion != trained.scores[t].confusion)
      base::fail("'", file, "' does not hold the net that was scored: ", score.task,
                 " now has accuracy ", score.accuracy, ", not ", trained.scores[t].accuracy, ".");
  }
  std::cout << "Read " << file << " back into a new net: it scores exactly the same.\n";
}

std::vector<std::string> both_names(const AllTasks& data) {
  std::vector<std::string> names;
  for (const TaskData& task : data) names.push_back(task.task.name);
  return names;
}

void run(const Options& options) {
  const nn::StopSignals signals;
  set_threads(static_cast<int>(options.threads));
  require_writable_folder(options.out, "--out");
  const AllTasks data = load(options);
  std::vector<const TaskData*> both;
  for (const TaskData& task : data) {
    both.push_back(&task);
    introduce(task.task.name, task.train, task.split.train.size(), task.split.validation.size(),
              task.test.size());
  }
  const std::size_t rounds = std::max<std::size_t>(1, data[0].split.train.size() / options.batch);
  introduce_training(options, rounds);

  Results results;
  if (data[0].test.stand_in) results.data_note = " (generated)";
  results.together = train("both", both, rounds, options);
  if (options.baselines)
    for (const TaskData* task : both)
      results.alone.push_back(train(task->task.name + " alone", {task}, rounds, options));

  print_table(results);
  if (options.selection) {
    std::cout << chosen_text(results.together.history, both_names(data));
    if (options.baselines)
      std::cout << "Alone, each task had " << options.epochs * rounds
                << " steps: where fewer were drawn, this is no comparison.\n";
  }
  write_scores(options.out, results);
  const std::string file = options.out + "/parameters.safetensors";
  nn::save_parameters(file, results.together.net->parameters());
  prove_saved(file, results.together, data, options);
  write_curves(options.out, results);
  write_predictions(options.out, *results.together.net, {&data[0].test, &data[1].test},
                    {data[0].scaling, data[1].scaling});
  for (std::size_t t = 0; t < data.size() && options.net == "dense"; ++t)
    write_first_weights(options.out, *results.together.net, t);
}

}  // namespace

// 2 for a wrong option, 1 for any other error; the reason goes to standard error. 130, as for
// programs that Ctrl-C ends, where training was stopped.
int main(int argc, char** argv) {
  return run_program(
      "multitask", [&] { return read_options(argc, argv); },
      [](const Options& options) {
        try {
          run(options);
        } catch (const Stopped&) {
          std::cout << "Stopped, with everything saved: the same command with --resume goes on.\n";
          return 130;
        }
        return 0;
      });
}
