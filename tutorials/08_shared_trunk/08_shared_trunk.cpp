// A shared trunk: two data sets, two encoders, one trunk, two heads, and what sharing does.
//
// The page that goes with this program is README.md, beside it; the listing's mistakes are in
// mistakes.cpp.
#include <cmath>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string>

#include "tutorials/08_shared_trunk/two_sets.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/command_line.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/program.hpp"
#include "tutorials/support/story.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

// [train]
struct Trained {
  nn::MultiTaskNet net;
  nn::History history;
  std::vector<nn::Score> scores;  // on the test images, each task with its own head
};

// A net for these tasks: an encoder and a head for each, and one trunk.
Trained train(const std::vector<Set>& sets, const nn::Steps& steps, std::size_t epochs) {
  std::vector<nn::Task> tasks;
  std::vector<nn::BatchSource> batches;
  std::vector<nn::Pass> test;
  nn::FitOptions how;
  for (const Set& set : sets) {
    tasks.push_back(set.task);
    batches.push_back(set.batches());
    test.push_back(set.pass(set.test));
    how.validation.push_back(set.pass(set.validation));
  }
  nn::MultiTaskNet net(tasks, {.encoder = 256, .trunk = {128}}, /*seed=*/1);
  nn::Adam adam(1e-3);
  how.steps = steps;
  how.epochs = epochs;
  how.rounds_per_epoch = sets[0].train.size() / 64;
  how.schedule = nn::step_decay(/*when=*/0.75, /*factor=*/0.2);
  nn::History history = nn::fit(net, batches, adam, how);
  std::vector<nn::Score> scores = nn::evaluate(net, test);
  return {std::move(net), std::move(history), std::move(scores)};
}
// [train]

Series curve(const std::string& name, const nn::History& history, std::size_t task) {
  Series series{name, {}, {}};
  for (const nn::Epoch& epoch : history) {
    series.xs.push_back(static_cast<double>(epoch.number));
    series.ys.push_back(100 * epoch.tasks[task].validation->accuracy);
  }
  return series;
}

std::string percent(double share) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << 100 * share << " %";
  return text.str();
}

void story(const std::string& folder, bool quick) {
  const std::vector<Set> sets = two_sets(folder, quick);
  std::cout << "Images: " << sets[0].train.name << ", and " << sets[1].train.name << '\n';
  const std::size_t epochs = quick ? 5 : 8;

  // [nets]
  const Trained alternating = train(sets, nn::alternating(), epochs);
  const Trained joint = train(sets, nn::joint(), epochs);
  const Trained digits_alone = train({sets[0]}, nn::alternating(), epochs);
  const Trained objects_alone = train({sets[1]}, nn::alternating(), epochs);
  // [nets]
  nine_mistakes(sets, alternating.net);

  std::vector<std::vector<std::string>> rows;
  std::vector<LinePlot> panels;
  for (std::size_t t = 0; t < 2; ++t) {
    const Trained& alone = t == 0 ? digits_alone : objects_alone;
    const double together = alternating.scores[t].accuracy, single = alone.scores[0].accuracy;
    rows.push_back(
        {sets[t].task.name, percent(together), percent(joint.scores[t].accuracy), percent(single)});
    panels.push_back({sets[t].task.name + (sets[t].test.stand_in ? " (generated)" : ""),
                      "epoch",
                      "validation accuracy (%)",
                      {curve("alternating", alternating.history, t),
                       curve("joint", joint.history, t), curve("alone", alone.history, 0)}});
    check(together > (t == 0 ? 0.8 : 0.3), sets[t].task.name + ": learnt, and with its own head");
  }
  std::cout << '\n'
            << table_text({"accuracy on the test images", "alternating", "joint", "alone"}, rows);
  write_plot(output_folder("08_shared_trunk") / "curves", panels);

  // [sharing]
  const std::size_t shared = nn::count(alternating.net.shared());
  const std::size_t together = nn::count(alternating.net.parameters());
  const std::size_t apart =
      nn::count(digits_alone.net.parameters()) + nn::count(objects_alone.net.parameters());
  check_equal(apart - together, shared, "two nets hold the trunk twice, and one holds it once");
  // [sharing]
  std::cout << "\nParameters: " << together << " in one net, " << apart << " in two; the trunk has "
            << shared << '\n';
  for (std::size_t t = 0; t < 2; ++t) {
    // [noise]
    const double alone = (t == 0 ? digits_alone : objects_alone).scores[0].accuracy;
    const double gain = alternating.scores[t].accuracy - alone;
    const double images = static_cast<double>(alternating.scores[t].examples);
    const double noise = std::sqrt(2 * alone * (1 - alone) / images);  // of such a difference
    // [noise]
    const bool shown = std::abs(gain) > 3 * noise;
    std::cout << sets[t].task.name << ": sharing "
              << (!shown     ? "makes no difference that so many test images could show"
                  : gain > 0 ? "helped"
                             : "did harm")
              << '\n';
    std::cerr << "(" << sets[t].task.name << ": " << percent(gain) << ", with a noise of "
              << percent(noise) << ")\n";
  }
}

struct Options {
  std::string folder;
  bool quick = false;
};

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  CommandLine line("08_shared_trunk", "Two data sets, two encoders, one trunk, two heads.");
  line.option("--data", options.folder,
              "Folder with mnist/ and cifar-10-batches-bin/ (see datasets/download); without it, "
              "generated stand-ins");
  line.from_environment("--data", "TAPESTRY_DATA");
  line.flag("--quick", options.quick, "A small run: 5 epochs on 1,600 images a task");
  return line.parse(argc, argv) ? std::optional(options) : std::nullopt;
}

int main(int argc, char** argv) {
  set_threads(1);  // the same figures on machines with more
  return run_program(
      "08_shared_trunk", [&] { return read_options(argc, argv); },
      [](const Options& options) { story(options.folder, options.quick); });
}
