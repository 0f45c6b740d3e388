#include "options.hpp"

#include "engine/base/error.hpp"
#include "tutorials/support/command_line.hpp"

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  tapestry::CommandLine line(
      "school",
      "Predicts pupils' exam scores, 139 schools being the tasks: alone, pooled, and sharing.");
  line.option("--data", options.data,
              "Folder with school.csv, whose first line is school,score,x0,...; without it, "
              "generated schools");
  line.from_environment("--data", "TAPESTRY_DATA");
  line.option("--splits", options.splits, "Random splits into 75 % training and 25 % test rows");
  line.option("--seed", options.seed, "Seed of the splits");
  line.option("--out", options.out, "Folder for the results as CSV and PNG");
  line.flag("--quick", options.quick, "A small run: 2 splits");
  if (!line.parse(argc, argv)) return std::nullopt;
  if (options.quick && !line.given("--splits")) options.splits = 2;
  if (options.splits < 2 || options.splits > 1000)
    tapestry::base::fail("--splits: ", options.splits,
                         " was given, but it must be 2 to 1000: an interval needs two.");
  return options;
}
