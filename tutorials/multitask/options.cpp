#include "options.hpp"

#include <charconv>
#include <cmath>

#include "engine/base/error.hpp"
#include "nn/omega/families.hpp"
#include "tutorials/support/command_line.hpp"

namespace {

using tapestry::base::fail;

void check_count(const char* name, std::uint64_t count) {
  if (count < 1 || count > 1'000'000)
    fail(name, ": ", count, " was given, but it must be 1 to 1000000.");
}

// The names of those that a network can have.
std::string families() {
  std::string names;
  for (const tapestry::nn::OmegaFamily& family : tapestry::nn::omega_families())
    if (family.make(1, family.shapes[0], 10)->parts() == 1)
      names += (names.empty() ? "" : ", ") + family.name;
  return names;
}

// The penalty on two tasks; a number alone is the strength of the mean-regularised one, and 0 none.
std::shared_ptr<const tapestry::nn::Omega> read_penalty(const std::string& text) {
  double strength = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, strength);
  const bool a_number = !text.empty() && read.ec == std::errc() && read.ptr == end;
  if (text.empty() || (a_number && strength == 0)) return nullptr;
  std::shared_ptr<const tapestry::nn::Omega> omega;
  try {
    omega = tapestry::nn::read_omega(a_number ? "mean:" + text : text, 2);
  } catch (const tapestry::Error& error) {
    fail("--omega ", text, ": ", error.what());
  }
  if (omega->parts() != 1)
    fail("--omega: ", text,
         " was given, whose weights are the sum of two parts, which those of a "
         "network are not: choose a family of one part.");
  return omega;
}

void check(const Options& options) {
  check_count("--epochs", options.epochs);
  check_count("--batch", options.batch);
  check_count("--threads", options.threads);
  if (!(options.rate > 0) || !std::isfinite(options.rate))
    fail("--rate: ", options.rate, " was given, but it must be positive and finite.");
  if (!(options.validation >= 0 && options.validation < 1))
    fail("--validation: ", options.validation, " was given, but it must lie in [0, 1).");
  if (options.omega_on != "heads" && options.omega_on != "predictions")
    fail("--omega-on: '", options.omega_on, "' was given, but it must be heads or predictions.");
  if (options.omega_on == "predictions" && !options.penalty)
    fail("--omega-on predictions: there is no penalty to apply: give it with --omega.");
  if (options.net != "dense" && options.net != "lenet")
    fail("--net: '", options.net, "' was given, but it must be dense or lenet.");
  if (!options.select.empty() && options.joint)
    fail("--select and --joint: a step is on the drawn tasks, or on both: give one of the two.");
  if (options.selection && options.selection->scorer == "learned" && options.validation == 0)
    fail(
        "--select learned: nothing is held out to see what a step is worth: give --validation "
        "above 0.");
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
  line.option(
      "--rate", options.rate,
      "Adam's learning rate; a fifth of it in the last quarter (0.05 with an Omega that has "
      "kinks: it needs plain descent)");
  line.option("--validation", options.validation,
              "Share of the training images held out for the curves");
  line.option(
      "--omega", options.omega,
      "Omega, the penalty that ties the tasks, as FAMILY:STRENGTH, with FAMILY one of " +
          families() +
          "; a number alone is mean's strength. Some take further numbers, as elastic:0.1:0.5 "
          "does, a ridge of 0.5 times the strength (see tutorials/09_omega)");
  line.option("--omega-on", options.omega_on, "What it is of: the tasks' heads, or predictions");
  line.option("--net", options.net, "Which net: dense layers, or lenet, with convolutions");
  line.flag("--joint", options.joint, "One step on both tasks' batches, not a step each");
  line.option(
      "--select", options.select,
      "Draw each step's tasks from P(T): scores s1,s2, or one of loss, progress, "
      "uncertainty, size, learned; then, after colons, k=N, at-most=N, at-least=1 or "
      "budget=N:costs=N,N, and reweight, as in 1,-1 or learned:k=1. Without a rule a step may "
      "have both tasks, one or none (see tutorials/10_choosing_tasks; for 'learned', by the "
      "validation losses, 11_learning_what_to_train)");
  line.flag("--baselines", options.baselines, "Also train each task alone, on the same budget");
  line.option("--threads", options.threads,
              "Threads of the matrix products; more pay only where cores are idle");
  line.option("--out", options.out, "Folder for curves, pictures and parameters");
  line.flag("--resume", options.resume,
            "Go on with a run that was stopped (Ctrl-C) or killed, from its folder --out");
  line.flag("--quick", options.quick, "A small run: 4 epochs on 4,000 images a task");
  if (!line.parse(argc, argv)) return std::nullopt;
  if (options.quick && !line.given("--epochs")) options.epochs = 4;
  options.penalty = read_penalty(options.omega);
  options.selection = read_selection(options.select);
  check(options);
  if (plain_descent(options) && !line.given("--rate")) options.rate = 0.05;
  return options;
}

bool plain_descent(const Options& options) {
  return options.penalty && !options.penalty->smooth() && options.penalty->has_prox() &&
         options.omega_on == "heads";
}
