#include "options.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>

#include "engine/error.hpp"

namespace {

// Checks that more than one option can fail together.
void check(const Options& options) {
  using tapestry::fail;
  if (!options.select.empty() && options.select.size() != 2)
    fail("--select: ", options.select.size(),
         " scores were given, but there are two tasks: give one score each, as in --select 0,1.");
  for (double score : options.select)
    if (!std::isfinite(score)) fail("--select: the score ", score, " must be finite.");
  if (!options.select.empty() && options.joint)
    fail("--select and --joint: a step is on the drawn tasks or on both; give one of the two.");
  if (options.omega_predictions && options.omega == 0)
    fail("--omega-on predictions: there is no penalty to apply; give its strength with --omega.");
  if (!(options.rate > 0) || !std::isfinite(options.rate))
    fail("--rate: ", options.rate, " must be positive and finite.");
  if (!(options.omega >= 0) || !std::isfinite(options.omega))
    fail("--omega: ", options.omega, " must be 0 or more, and finite.");
  if (!(options.validation >= 0 && options.validation < 1))
    fail("--validation: ", options.validation, " must lie in [0, 1).");
}

}  // namespace

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  std::string omega_on = "heads";
  CLI::App app(
      "Trains one network with a shared trunk and a head per task on two tasks: handwritten digits "
      "and pictures of objects.",
      "multitask");
  const auto at_least_1 = CLI::Range(1, 1'000'000);
  app.add_option(
         "--data", options.data,
         "Folder with mnist/ and cifar-10-batches-bin/ (see datasets/download); without it, "
         "generated stand-ins")
      ->envname("TAPESTRY_DATA");
  app.add_option("--epochs", options.epochs, "Passes over the digits' training images")
      ->check(at_least_1)
      ->capture_default_str();
  app.add_option("--batch", options.batch, "Images in each task's batches")
      ->check(at_least_1)
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of all that is random")->capture_default_str();
  app.add_option("--rate", options.rate, "Adam's learning rate; a fifth of it in the last quarter")
      ->capture_default_str();
  app.add_option("--validation", options.validation,
                 "Share of the training images held out for the curves")
      ->capture_default_str();
  app.add_option("--omega", options.omega,
                 "Strength of the penalty on differences between the tasks")
      ->capture_default_str();
  app.add_option("--omega-on", omega_on, "What it compares: the tasks' heads, or predictions")
      ->check(CLI::IsMember({"heads", "predictions"}))
      ->capture_default_str();
  app.add_flag("--joint", options.joint, "One step on both tasks' batches, not a step each");
  app.add_option("--select", options.select,
                 "Scores s1,s2: draw each step's tasks from P(T) with these")
      ->delimiter(',');
  app.add_flag("--baselines", options.baselines, "Also train each task alone, on the same budget");
  app.add_option("--threads", options.threads, "Threads of the matrix products")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--out", options.out, "Folder for curves, pictures and parameters")
      ->capture_default_str();
  app.add_flag("--quick", options.quick, "A small run: 4 epochs on 4,000 images a task");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return std::nullopt;
  } catch (const CLI::ParseError& wrong) {
    tapestry::fail(wrong.what(), ". (multitask --help lists the options.)");
  }
  options.omega_predictions = omega_on == "predictions";
  if (options.quick && app.count("--epochs") == 0) options.epochs = 4;
  check(options);
  return options;
}
