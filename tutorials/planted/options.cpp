#include "options.hpp"

#include "engine/base/error.hpp"
#include "tutorials/support/command_line.hpp"

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  tapestry::CommandLine line(
      "planted",
      "Plants a structure in the weights of some tasks, and compares what each "
      "Omega finds with the truth.");
  line.option("--seeds", options.seeds, "Worlds of each structure");
  line.option("--first", options.first, "The first one's seed; 1 to 20 were used to choose sizes");
  line.option("--out", options.out, "Folder for the results as CSV and PNG");
  line.flag("--quick", options.quick, "A small run: 2 seeds, and a third of the strengths");
  if (!line.parse(argc, argv)) return std::nullopt;
  if (options.quick && !line.given("--seeds")) options.seeds = 2;
  if (options.seeds < 2 || options.seeds > 10'000)
    tapestry::base::fail("--seeds: ", options.seeds,
                         " was given, but it must be 2 to 10000: an interval needs two.");
  return options;
}
