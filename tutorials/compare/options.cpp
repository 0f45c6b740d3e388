#include "options.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "tutorials/support/command_line.hpp"

namespace {

using tapestry::base::fail;

void check_count(const char* name, std::uint64_t count, std::uint64_t least = 1) {
  if (count < least || count > 1'000'000)
    fail(name, ": ", count, " was given, but it must be ", least, " to 1000000.");
}

void check(const Options& options) {
  if (options.problem != "pictures" && options.problem != "multimnist")
    fail("--problem: '", options.problem, "' was given, but it must be pictures or multimnist.");
  check_count("--seeds", options.seeds, 2);  // one alone does not show how much scores vary
  check_count("--rows", options.rows, 16);
  check_count("--validation", options.validation);
  check_count("--epochs", options.epochs);
  check_count("--rounds", options.rounds);
  check_count("--batch", options.batch);
  check_count("--width", options.width, 8);
  check_count("--threads", options.threads);
  if (options.batch > options.sizes().front())
    fail("--batch: ", options.batch, " was given, but the smallest training set, of --rows ",
         options.rows, ", has ", options.sizes().front(), " rows: give fewer, or more --rows.");
  if (!(options.rate > 0) || !std::isfinite(options.rate))
    fail("--rate: ", options.rate, " was given, but it must be positive and finite.");
  if (!(options.target > 0 && options.target <= 1))
    fail("--target: ", options.target, " was given, but it must be above 0 and at most 1.");
}

}  // namespace

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  tapestry::CommandLine line(
      "compare",
      "Trains single-task models, one model for all, and several ways of sharing on two tasks, "
      "with "
      "one budget and over several seeds, and says of each whether it helped.");
  line.option("--data", options.data,
              "Folder with mnist/ and cifar-10-batches-bin/ (see datasets/download); without it, "
              "generated stand-ins");
  line.from_environment("--data", "TAPESTRY_DATA");
  line.option("--problem", options.problem,
              "pictures: digits and objects; multimnist: two digits in one image");
  line.option("--seeds", options.seeds, "How many seeds: 1, 2, ...");
  line.option("--rows", options.rows, "Training rows of each task");
  line.option("--validation", options.validation, "Rows of each task to choose by");
  line.option("--epochs", options.epochs, "Checkpoints, of which validation chooses one");
  line.option("--rounds", options.rounds, "Batches of each task between two checkpoints");
  line.option("--batch", options.batch, "Images in each task's batches");
  line.option("--width", options.width, "Units of the first layer; the second has half as many");
  line.option("--rate", options.rate, "Adam's learning rate");
  line.option("--target", options.target,
              "Learning efficiency: the share of the single tasks' accuracy that is waited for");
  line.flag("--bonferroni", options.bonferroni,
            "Correct the intervals for how many verdicts there are");
  line.option("--threads", options.threads,
              "Threads of the matrix products; more pay only where cores are idle");
  line.option("--out", options.out, "Folder for tables and pictures");
  line.flag("--quick", options.quick,
            "A small run, too short to show much: 3 seeds, 400 rows, 3 checkpoints");
  if (!line.parse(argc, argv)) return std::nullopt;
  if (options.quick) {
    if (!line.given("--seeds")) options.seeds = 3;
    if (!line.given("--rows")) options.rows = 400;
    if (!line.given("--validation")) options.validation = 200;
    if (!line.given("--epochs")) options.epochs = 3;
    if (!line.given("--rounds")) options.rounds = 20;
    if (!line.given("--width")) options.width = 16;
  }
  check(options);
  return options;
}
