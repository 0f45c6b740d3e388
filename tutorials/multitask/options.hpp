// The options of the multitask program.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/omega/omega.hpp"
#include "selection.hpp"

struct Options {
  std::string data;          // folder of the real data sets; empty: the generated stand-ins
  std::uint64_t epochs = 8;  // passes over the digits' training images
  std::uint64_t batch = 64;  // rows in each task's batches
  std::uint64_t seed = 1;    // of the weights, the batches, the draws of tasks, the stand-ins
  double rate = 1e-3;        // Adam's step size, or Sgd's (see plain_descent); a fifth of it after
                             // three quarters of training
  double validation = 0.05;  // share of the training images held out for the curves
  std::string omega;         // the penalty, FAMILY:STRENGTH or a strength alone; empty: none
  std::shared_ptr<const tapestry::nn::Omega> penalty;  // made of that, or nullptr
  std::string omega_on = "heads";                      // what it compares: "heads" or "predictions"
  std::string net = "dense";                           // which net: "dense" or "lenet", see net.hpp
  bool joint = false;  // one step on both tasks together in place of a step each
  std::string select;  // draw each step's tasks from P(T): see selection.hpp; empty: off
  std::optional<Selection> selection;  // made of that
  bool baselines = false;              // also train each task alone
  std::uint64_t threads = 1;           // of the matrix products; more pay only where cores are idle
  std::string out = "out";             // folder for what the program writes
  bool resume = false;                 // go on from the checkpoints in that folder
  bool quick = false;                  // 4,000 images a task, four epochs
};

// Whether the penalty has kinks and acts on the heads by its proximal step: then the optimiser is
// Sgd without momentum.
bool plain_descent(const Options& options);

// The options on the command line, or nothing where --help has been answered. Throws where an
// option is unknown or its value is not of its kind, with a sentence that says so.
std::optional<Options> read_options(int argc, char** argv);
