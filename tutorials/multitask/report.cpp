#include "report.hpp"

#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "engine/error.hpp"
#include "engine/tape.hpp"
#include "tutorials/support/picture_grids.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

namespace {

std::string fixed(double number, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << number;
  return out.str();
}

std::string percent(double share) { return fixed(100 * share, 2) + " %"; }

// Epochs and percentages of one quantity of a task's history.
template <class Quantity>
Series curve(const std::string& name, const nn::History& history, Quantity share) {
  Series series{name, {}, {}};
  for (const nn::Epoch& epoch : history) {
    series.xs.push_back(static_cast<double>(epoch.number));
    series.ys.push_back(100 * share(epoch));
  }
  return series;
}

void add_curves(LinePlot& panel, const std::string& name, const nn::History& history,
                std::size_t task) {
  panel.series.push_back(curve(name + ", training", history, [task](const nn::Epoch& epoch) {
    return epoch.tasks[task].accuracy;
  }));
  if (history[0].tasks[task].validation)
    panel.series.push_back(curve(name + ", validation", history, [task](const nn::Epoch& epoch) {
      return epoch.tasks[task].validation->accuracy;
    }));
}

}  // namespace

void make_folder(const std::string& folder) {
  std::error_code wrong;
  std::filesystem::create_directories(folder, wrong);
  if (wrong)
    fail("--out: the folder '", folder, "' cannot be made: ", wrong.message(),
         "; name another one.");
}

void introduce(const datasets::ImageSet& train, std::size_t trained_on, std::size_t validation,
               std::size_t test) {
  std::cout << train.name << ": " << train.height << " x " << train.width << " x " << train.channels
            << ", " << trained_on << " images to train on, " << validation << " for validation, "
            << test << " to test on" << (train.stand_in ? "; GENERATED, NOT THE REAL DATA" : "")
            << '\n';
}

void introduce_training(const Options& options, std::size_t rounds) {
  std::cout << "Training: " << options.epochs << " epochs of " << rounds << " rounds, ";
  if (!options.select.empty()) {
    const std::vector<double> p = nn::SubsetSelection(options.select).marginals();
    std::cout << "each on the tasks drawn from P(T): the first with probability " << fixed(p[0], 3)
              << ", the second with " << fixed(p[1], 3);
  } else {
    std::cout << (options.joint ? "each one step on both tasks" : "each one step on either task");
  }
  if (options.omega > 0)
    std::cout << "; Omega of strength " << options.omega << " on the " << options.omega_on;
  std::cout << ".\n\n";
}

void print_table(const Results& results) {
  std::vector<std::string> header = {"task", "accuracy"};
  if (!results.alone.empty()) header.push_back("trained alone");
  header.insert(header.end(), {"loss (nats)", "parameters", "batches"});
  std::vector<std::vector<std::string>> rows;
  for (std::size_t t = 0; t < results.together.scores.size(); ++t) {
    const nn::Score& score = results.together.scores[t];
    std::size_t batches = 0;
    for (const nn::Epoch& epoch : results.together.history) batches += epoch.tasks[t].batches;
    std::vector<std::string> row = {score.task, percent(score.accuracy)};
    if (!results.alone.empty()) row.push_back(percent(results.alone[t].scores[0].accuracy));
    row.insert(row.end(), {fixed(score.loss, 4),
                           std::to_string(nn::count(results.together.net->parameters({t}))),
                           std::to_string(batches)});
    rows.push_back(row);
  }
  std::cout << "\nOn the test images:\n" << table_text(header, rows);
  std::cout << "\nBoth together: " << nn::count(results.together.net->parameters())
            << " parameters (the trunk's count for each task above, and once here), "
            << fixed(results.together.seconds, 1) << " s";
  std::size_t parameters = 0;
  double seconds = 0;
  for (const Trained& alone : results.alone) {
    parameters += nn::count(alone.net->parameters());
    seconds += alone.seconds;
  }
  if (!results.alone.empty())
    std::cout << "; each alone: " << parameters << " parameters, " << fixed(seconds, 1) << " s";
  std::cout << ".\n";
}

void write_curves(const std::string& folder, const Results& results) {
  std::vector<LinePlot> panels;
  for (std::size_t t = 0; t < results.together.scores.size(); ++t) {
    LinePlot panel{results.together.scores[t].task, "epoch", "accuracy (%)", {}};
    add_curves(panel, "together", results.together.history, t);
    if (!results.alone.empty()) add_curves(panel, "alone", results.alone[t].history, 0);
    panels.push_back(panel);
  }
  const PlotFiles files = write_plot(folder + "/curves", panels);
  std::cout << "Wrote " << files.csv.string();
  if (files.png.empty())
    std::cout << ". " << files.skipped << '\n';
  else
    std::cout << " and " << files.png.string() << '\n';
}

void write_predictions(const std::string& folder, const nn::MultiTaskNet& net,
                       const std::vector<const datasets::ImageSet*>& tests,
                       const std::vector<datasets::Scaling>& scalings) {
  const NoRecording pause;
  std::vector<Example> examples;
  for (std::size_t t = 0; t < tests.size(); ++t) {
    const datasets::ImageSet& test = *tests[t];
    const std::size_t shown = std::min<std::size_t>(test.size(), 24);
    const Batch batch = make_batch(test, 0, shown, scalings[t]);
    const std::vector<int> predicted = nn::argmax_rows(net.predict(t, Var(batch.inputs)).value());
    const auto name = [&](int label) { return test.class_names[static_cast<std::size_t>(label)]; };
    for (std::size_t i = 0; i < shown; ++i) {
      const auto begin = test.pixels.begin() + static_cast<std::ptrdiff_t>(i * test.features());
      const bool correct = predicted[i] == test.labels[i];
      std::string caption = name(test.labels[i]);
      if (!correct) caption += " \u2192 " + name(predicted[i]);
      examples.push_back({{begin, begin + static_cast<std::ptrdiff_t>(test.features())},
                          test.channels,
                          test.height,
                          test.width,
                          caption,
                          correct});
    }
  }
  const std::string file = folder + "/predictions.png";
  const std::string generated = tests[0]->stand_in ? " (generated stand-ins)" : "";
  image_grid("Test images" + generated + ": truth, and prediction if wrong", examples, 12)
      .write_png(file);
  std::cout << "Wrote " << file << '\n';
}

void write_first_weights(const std::string& folder, const nn::MultiTaskNet& net, std::size_t task) {
  constexpr std::size_t kUnits = 64;  // the first of them: enough to see what they look at
  const nn::Task& of = net.tasks()[task];
  const Tensor& weight = net.adapter(task)[0].value();
  const std::size_t features = weight.shape()[0], units = weight.shape()[1];
  Tensor shown = Tensor::from_shape({features, std::min(kUnits, units)});
  for (std::size_t i = 0; i < features; ++i)
    for (std::size_t u = 0; u < shown.shape()[1]; ++u) shown(i, u) = weight(i, u);
  const std::string file = folder + "/weights-" + of.name + ".png";
  weight_images("first layer of " + of.name, shown, of.input_shape[0], of.input_shape[1],
                of.input_shape[2], 16)
      .write_png(file);
  std::cout << "Wrote " << file << '\n';
}
