#include "options.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "tutorials/support/command_line.hpp"

namespace {

using tapestry::base::fail;

void check_count(const char* name, std::uint64_t count) {
  if (count < 1 || count > 1'000'000)
    fail(name, ": ", count, " was given, but it must be 1 to 1000000.");
}

void check(const Options& options) {
  check_count("--epochs", options.epochs);
  check_count("--batch", options.batch);
  check_count("--threads", options.threads);
  if (!(options.rate > 0) || !std::isfinite(options.rate))
    fail("--rate: ", options.rate, " was given, but it must be positive and finite.");
  if (!(options.validation >= 0 && options.validation < 1))
    fail("--validation: ", options.validation, " was given, but it must lie in [0, 1).");
  if (!(options.omega >= 0) || !std::isfinite(options.omega))
    fail("--omega: ", options.omega, " was given, but it must be 0 or more, and finite.");
  if (options.omega_on != "heads" && options.omega_on != "predictions")
    fail("--omega-on: '", options.omega_on, "' was given, but it must be heads or predictions.");
  if (options.omega_on == "predictions" && options.omega == 0)
    fail("--omega-on predictions: there is no penalty to apply: give its strength with --omega.");
  if (options.net != "dense" && options.net != "lenet")
    fail("--net: '", options.net, "' was given, but it must be dense or lenet.");
  if (!options.select.empty() && options.select.size() != 2)
    fail("--select: ", options.select.size(),
         " scores were given, but there are two tasks: give one score each, as in --select 0,1.");
  for (double score : options.select)
    if (!std::isfinite(score)) fail("--select: the score ", score, " must be finite.");
  if (!options.select.empty() && options.joint)
    fail("--select and --joint: a step is on the drawn tasks, or on both: give one of the two.");
}

}  // namespace

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  tapestry::CommandLine line(
      "multitask",
      "Trains one network with a shared trunk and a head per task on two tasks: handwritten digits "
      "and pictures of objects.");
  line.option("--data", options.data,
              "Folder with mnist/ and cifar-10-batches-bin/ (see datasets/download); without it, "
              "generated stand-ins");
  line.from_environment("--data", "TAPESTRY_DATA");
  line.option("--epochs", options.epochs, "Passes over the digits' training images");
  line.option("--batch", options.batch, "Images in each task's batches");
  line.option("--seed", options.seed, "Seed of all that is random");
  line.option("--rate", options.rate, "Adam's learning rate; a fifth of it in the last quarter");
  line.option("--validation", options.validation,
              "Share of the training images held out for the curves");
  line.option("--omega", options.omega, "Strength of the penalty on differences between the tasks");
  line.option("--omega-on", options.omega_on, "What it compares: the tasks' heads, or predictions");
  line.option("--net", options.net, "Which net: dense layers, or lenet, with convolutions");
  line.flag("--joint", options.joint, "One step on both tasks' batches, not a step each");
  line.option("--select", options.select,
              "Scores s1,s2: draw each step's tasks from P(T) with these");
  line.flag("--baselines", options.baselines, "Also train each task alone, on the same budget");
  line.option("--threads", options.threads,
              "Threads of the matrix products; more pay only where cores are idle");
  line.option("--out", options.out, "Folder for curves, pictures and parameters");
  line.flag("--resume", options.resume,
            "Go on with a run that was stopped (Ctrl-C) or killed, from its folder --out");
  line.flag("--quick", options.quick, "A small run: 4 epochs on 4,000 images a task");
  if (!line.parse(argc, argv)) return std::nullopt;
  if (options.quick && !line.given("--epochs")) options.epochs = 4;
  check(options);
  return options;
}
