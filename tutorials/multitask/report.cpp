#include "report.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "tutorials/support/csv.hpp"
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

// What curves show: a quantity of one task in one epoch, where it was measured.
using Quantity = std::function<std::optional<double>(const nn::TaskEpoch&)>;

void add_curve(LinePlot& panel, const std::string& name, const nn::History& history,
               std::size_t task, const Quantity& quantity) {
  Series series{name, {}, {}};
  for (const nn::Epoch& epoch : history)
    if (const auto value = quantity(epoch.tasks[task])) {
      series.xs.push_back(static_cast<double>(epoch.number));
      series.ys.push_back(*value);
    }
  if (!series.xs.empty()) panel.series.push_back(series);
}

void write_and_say(const std::string& base, const std::vector<LinePlot>& panels) {
  const PlotFiles files = write_plot(base, panels);
  std::cout << "Wrote " << files.csv.string();
  if (files.png.empty())
    std::cout << ". " << files.skipped << '\n';
  else
    std::cout << " and " << files.png.string() << '\n';
}

// A panel a task. A task that was never drawn in an epoch has no training value there.
void write_panels(const std::string& base, const Results& results, const std::string& y_label,
                  const Quantity& training, const Quantity& validation) {
  std::vector<LinePlot> panels;
  for (std::size_t t = 0; t < results.together.scores.size(); ++t) {
    LinePlot panel{results.together.scores[t].task + results.data_note, "epoch", y_label, {}};
    add_curve(panel, "together, training", results.together.history, t, training);
    add_curve(panel, "together, validation", results.together.history, t, validation);
    if (!results.alone.empty()) {
      add_curve(panel, "alone, training", results.alone[t].history, 0, training);
      add_curve(panel, "alone, validation", results.alone[t].history, 0, validation);
    }
    if (!panel.series.empty()) panels.push_back(panel);
  }
  if (panels.empty())
    std::cout << "No curves: no task was trained on, and there is no validation.\n";
  else
    write_and_say(base, panels);
}

// What the tasks' metrics were on the validation images, a panel a task; nothing without them.
void write_metrics(const std::string& base, const Results& results) {
  std::vector<LinePlot> panels;
  for (std::size_t t = 0; t < results.together.scores.size(); ++t) {
    const nn::Score& score = results.together.scores[t];
    LinePlot panel{score.task + results.data_note, "epoch", "validation score", {}};
    for (std::size_t m = 0; m < score.metrics.size(); ++m) {
      const Quantity metric = [m](const nn::TaskEpoch& task) {
        return task.validation ? std::optional(task.validation->metrics[m].value) : std::nullopt;
      };
      const std::string& name = score.metrics[m].name;
      add_curve(panel, "together, " + name, results.together.history, t, metric);
      if (!results.alone.empty())
        add_curve(panel, "alone, " + name, results.alone[t].history, 0, metric);
    }
    if (!panel.series.empty()) panels.push_back(panel);
  }
  if (!panels.empty()) write_and_say(base, panels);
}

// A row for each task of a trained net.
void add_rows(std::vector<std::vector<std::string>>& rows, const Trained& trained,
              const std::string& suffix) {
  for (std::size_t t = 0; t < trained.scores.size(); ++t) {
    double seconds = 0;
    std::size_t batches = 0;
    for (const nn::Epoch& epoch : trained.history) {
      seconds += epoch.tasks[t].seconds;
      batches += epoch.tasks[t].batches;
    }
    const nn::Score& score = trained.scores[t];
    std::vector<std::string> row = {score.task + suffix, percent(score.accuracy),
                                    fixed(score.loss, 4)};
    for (const nn::MetricValue& metric : score.metrics) row.push_back(fixed(metric.value, 4));
    for (const std::string& cell :
         {std::to_string(batches), std::to_string(nn::count(trained.net->parameters({t}))),
          fixed(seconds, 1)})
      row.push_back(cell);
    rows.push_back(row);
  }
}

// The headings of a table of scores: what comes before the metrics, they themselves, and the rest.
std::vector<std::string> headings(const Results& results, std::vector<std::string> first,
                                  const std::vector<std::string>& last) {
  for (const nn::MetricValue& metric : results.together.scores[0].metrics)
    first.push_back(metric.name);
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

// The row of a whole training, which has no score of its own.
std::vector<std::string> total_row(const Results& results, const std::string& name,
                                   std::size_t parameters, double seconds) {
  std::vector<std::string> row = headings(results, {name, "-", "-"}, {"-"});
  std::fill(row.begin() + 3, row.end(), "-");
  row.push_back(std::to_string(parameters));
  row.push_back(fixed(seconds, 1));
  return row;
}

void add_scores(std::vector<std::vector<CsvCell>>& rows, const Trained& trained,
                const std::string& trained_with) {
  for (const nn::Score& score : trained.scores) {
    std::vector<CsvCell> row = {score.task, trained_with, score.examples, score.accuracy,
                                score.loss};
    for (const nn::MetricValue& metric : score.metrics) row.emplace_back(metric.value);
    rows.push_back(row);
  }
}

}  // namespace

void introduce(const std::string& task, const datasets::ImageSet& train, std::size_t trained_on,
               std::size_t validation, std::size_t test) {
  std::cout << task << ": " << (train.stand_in ? "GENERATED " : "") << train.name << ", "
            << train.height << " x " << train.width << " x " << train.channels << "; " << trained_on
            << " images to train on, " << validation << " for validation, " << test
            << " to test on\n";
}

void introduce_training(const Options& options, std::size_t rounds) {
  std::cout << "Training: " << options.epochs << " epochs of " << rounds << " rounds, ";
  if (options.selection) {
    std::cout << described(*options.selection);
  } else {
    std::cout << (options.joint ? "each one step on both tasks together"
                                : "each one step on the first task and then one on the second");
  }
  if (options.penalty)
    std::cout << "; Omega '" << options.penalty->name() << "' (" << options.penalty->settings()
              << ") on the " << options.omega_on;
  if (plain_descent(options))
    std::cout
        << "; plain descent (Sgd, rate " << options.rate
        << "), because this Omega has kinks and acts by its proximal step: compare with the same "
           "of strength 0, not with Adam";
  std::cout << ".\nShown as it goes: accuracy and loss (in nats) on the batches trained on.\n\n";
}

void print_table(const Results& results) {
  std::vector<std::vector<std::string>> rows;
  add_rows(rows, results.together, "");
  std::size_t parameters = 0;
  double seconds = 0;
  for (const Trained& alone : results.alone) {
    add_rows(rows, alone, " alone");
    parameters += nn::count(alone.net->parameters());
    seconds += alone.seconds;
  }
  rows.push_back(total_row(results, "both together", nn::count(results.together.net->parameters()),
                           results.together.seconds));
  if (!results.alone.empty()) rows.push_back(total_row(results, "each alone", parameters, seconds));
  std::cout << "\nOn the test images, each task with its own head:\n"
            << table_text(headings(results, {"task", "accuracy", "loss (nats)"},
                                   {"batches", "parameters", "seconds"}),
                          rows)
            << "A task's parameters include the trunk, which both together count once. A task's "
               "seconds are\nits own steps'; those of a whole training include validation.\n\n";
}

void write_scores(const std::string& folder, const Results& results) {
  std::vector<std::vector<CsvCell>> rows;
  add_scores(rows, results.together, "both");
  for (const Trained& alone : results.alone) add_scores(rows, alone, "alone");
  const std::string file = folder + "/scores.csv";
  write_csv(file, headings(results, {"task", "trained", "examples", "accuracy", "loss"}, {}), rows);
  std::cout << "Wrote " << file << '\n';
}

void write_curves(const std::string& folder, const Results& results) {
  write_panels(
      folder + "/curves", results, "accuracy (%)",
      [](const nn::TaskEpoch& task) {
        return task.batches > 0 ? std::optional(100 * task.accuracy) : std::nullopt;
      },
      [](const nn::TaskEpoch& task) {
        return task.validation ? std::optional(100 * task.validation->accuracy) : std::nullopt;
      });
  write_panels(
      folder + "/curves-loss", results, "loss (nats)",
      [](const nn::TaskEpoch& task) {
        return task.batches > 0 ? std::optional(task.loss) : std::nullopt;
      },
      [](const nn::TaskEpoch& task) {
        return task.validation ? std::optional(task.validation->loss) : std::nullopt;
      });
  write_metrics(folder + "/curves-metrics", results);
}

void write_predictions(const std::string& folder, const nn::MultiTaskNet& net,
                       const std::vector<const datasets::ImageSet*>& tests,
                       const std::vector<datasets::Scaling>& scalings) {
  const NoRecording pause;
  std::vector<Example> examples;
  for (std::size_t t = 0; t < tests.size(); ++t) {
    const datasets::ImageSet& test = *tests[t];
    const std::size_t shown = std::min<std::size_t>(test.size(), 24);
    const nn::Batch batch = make_batch(test, 0, shown, scalings[t]);
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
  const Tensor& weight = net.encoder(task)[0].value();
  const std::size_t features = weight.shape()[0], units = weight.shape()[1];
  Tensor shown = uninitialised({features, std::min(kUnits, units)});
  for (std::size_t i = 0; i < features; ++i)
    for (std::size_t u = 0; u < shown.shape()[1]; ++u) shown(i, u) = weight(i, u);
  const std::string file = folder + "/weights-" + of.name + ".png";
  weight_images("The encoder of " + of.name + " (" + std::to_string(shown.shape()[1]) + " of " +
                    std::to_string(units) + " units)",
                shown, of.input_shape[0], of.input_shape[1], of.input_shape[2], 16)
      .write_png(file);
  std::cout << "Wrote " << file << '\n';
}
