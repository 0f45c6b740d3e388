#include "options.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "engine/base/error.hpp"
#include "tutorials/support/command_line.hpp"

namespace {

using tapestry::base::fail;

void check_count(const char* name, std::uint64_t count) {
  if (count < 1 || count > 1'000'000)
    fail(name, ": ", count, " was given, but it must be 1 to 1000000.");
}

std::vector<std::string> split_methods(const std::string& list) {
  const std::vector<std::string> known = {"single", "equal", "mgda"};
  std::vector<std::string> methods;
  std::istringstream in(list + ',');
  for (std::string method; std::getline(in, method, ',');) {
    if (std::find(known.begin(), known.end(), method) == known.end())
      fail("--methods: '", method,
           "' is unknown: give some of single, equal, mgda, as in --methods "
           "single,mgda.");
    if (std::find(methods.begin(), methods.end(), method) != methods.end())
      fail("--methods: '", method, "' was given twice: give each method once.");
    methods.push_back(method);
  }
  return methods;
}

void check(const Options& options) {
  check_count("--epochs", options.epochs);
  check_count("--batch", options.batch);
  check_count("--threads", options.threads);
  if (!(options.rate > 0) || !std::isfinite(options.rate))
    fail("--rate: ", options.rate, " was given, but it must be positive and finite.");
  if (!(options.seconds >= 0) || !std::isfinite(options.seconds))
    fail("--seconds: ", options.seconds, " was given, but it must be 0 or more, and finite.");
}

}  // namespace

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  std::string methods = "single,equal,mgda";
  tapestry::CommandLine line(
      "multimnist",
      "Trains LeNet to tell the left and the right digit of MultiMNIST: a net for each, one net "
      "with equal weights, one net with MGDA (Sener & Koltun 2018).");
  line.option("--data", options.data,
              "Folder with mnist/ (see datasets/download); without it, generated digits");
  line.from_environment("--data", "TAPESTRY_DATA");
  line.option("--methods", methods, "Which of single, equal, mgda to train");
  line.option("--epochs", options.epochs, "Passes over the training images, for each method");
  line.option("--seconds", options.seconds,
              "Instead of --epochs: about how long each method may train (single: both nets)");
  line.option("--batch", options.batch, "Images in a batch");
  line.option("--rate", options.rate, "Adam's learning rate, falling to a hundredth of it");
  line.option("--seed", options.seed, "Seed of all that is random");
  line.option("--threads", options.threads, "Threads of the matrix products");
  line.option("--out", options.out, "Folder for the curves");
  line.flag("--diagnose", options.diagnose,
            "Also compare the tasks' gradients in every tenth step of equal and mgda");
  line.flag("--quick", options.quick, "A small run: 2 epochs on 2,000 images");
  if (!line.parse(argc, argv)) return std::nullopt;
  options.methods = split_methods(methods);
  if (line.given("--seconds") && line.given("--epochs"))
    fail("--seconds and --epochs: both say how long to train: give one of the two.");
  if (options.quick && !line.given("--epochs")) options.epochs = 2;
  check(options);
  return options;
}
