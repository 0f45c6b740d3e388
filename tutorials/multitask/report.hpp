// What the multitask program prints, and the files that it writes into its folder.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "datasets/image_set.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/fit.hpp"
#include "options.hpp"

// A net after training: how it went, and how each of its tasks scored on its test images.
struct Trained {
  std::shared_ptr<tapestry::nn::MultiTaskNet> net;
  tapestry::nn::History history;
  std::vector<tapestry::nn::Score> scores;
  double seconds = 0;  // training and validation
};

struct Results {
  Trained together;
  std::vector<Trained> alone;  // one a task; empty where no baselines were asked for
  std::string data_note;       // " (generated)" for stand-ins: to be shown with each figure
};

// A line on a task's data set; says so where it is a stand-in.
void introduce(const std::string& task, const tapestry::datasets::ImageSet& train,
               std::size_t trained_on, std::size_t validation, std::size_t test);

// A line on how training will go.
void introduce_training(const Options& options, std::size_t rounds_per_epoch);

// A table with a row a task: accuracy, loss, metrics, parameters and seconds, together and, where
// there are baselines, alone. All tasks have the same metrics.
void print_table(const Results& results);

// scores.csv: the test scores of that table with all their digits.
void write_scores(const std::string& folder, const Results& results);

// curves.csv, curves-loss.csv and curves-metrics.csv, and a PNG of each where gnuplot is installed:
// accuracy, loss and the tasks' metrics by epoch, a panel a task. Training's are means during the
// epoch, validation's are taken after it; metrics are of the validation alone.
void write_curves(const std::string& folder, const Results& results);

// predictions.png: test images of each task, with what they are and, where it errs, what the net
// takes them for. One test set and one scaling a task, in the net's order.
void write_predictions(const std::string& folder, const tapestry::nn::MultiTaskNet& net,
                       const std::vector<const tapestry::datasets::ImageSet*>& tests,
                       const std::vector<tapestry::datasets::Scaling>& scalings);

// weights-<task>.png: what each unit of the task's first layer looks at.
void write_first_weights(const std::string& folder, const tapestry::nn::MultiTaskNet& net,
                         std::size_t task);
