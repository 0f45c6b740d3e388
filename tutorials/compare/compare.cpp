// Does sharing help? Single-task models, one pooled model and several ways of sharing, trained with
// one budget over several seeds, and judged by the same rules. docs/verdict.md says how to read it.
#include <filesystem>
#include <iostream>

#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "methods.hpp"
#include "nn/verdict/advantages.hpp"
#include "options.hpp"
#include "report.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/program.hpp"

using namespace tapestry;

namespace {

void run(const Options& options) {
  set_threads(static_cast<int>(options.threads));
  require_writable_folder(options.out, "--out");
  const Problem problem = load_problem(options);
  std::vector<nn::Measure> measures;
  for (const ProblemTask& task : problem.tasks) {
    measures.push_back({task.task.name, "accuracy"});
    std::cout << task.task.name << ": " << (problem.stand_in ? "GENERATED stand-ins, " : "")
              << task.pool.name << "; " << task.test.size() << " images to test on\n";
  }
  std::vector<std::uint64_t> seeds;
  for (std::uint64_t seed = 1; seed <= options.seeds; ++seed) seeds.push_back(seed);
  std::cout << "Each model: " << options.epochs << " x " << options.rounds << " batches of "
            << options.batch << " of each task; epoch and strength chosen on " << options.validation
            << " validation images of each.\n";

  nn::CompareOptions how;
  how.bonferroni = options.bonferroni;
  how.watch = [](const std::string& method, double strength, std::uint64_t seed) {
    if (seed == 1) std::cout << "training " << method << ", strength " << strength << std::endl;
  };
  const nn::DataCurve curve = nn::compare_rows(
      measures,
      [&](std::size_t rows) {
        std::cout << "With " << rows << " training rows of each task:\n";
        return methods_of(problem, options, rows);
      },
      options.sizes(), seeds, how);
  report_verdicts(curve.comparisons.back(), options.out);
  report_advantages(curve, options.target, options.out);

  const nn::Comparison& most = curve.comparisons.back();
  const std::vector<nn::ModelSize> sizes = nn::model_sizes(most);
  for (std::size_t m = 0; m < sizes.size(); ++m)
    if (most.methods[m].name == "hard sharing" || most.methods[m].name == "pooled")
      check(sizes[m].parameters < sizes[most.options.baseline].parameters,
            most.methods[m].name + " holds fewer numbers than a net for each task");
}

}  // namespace

// 2 for a wrong option, 1 for any other error; the reason goes to standard error.
int main(int argc, char** argv) {
  return run_program(
      "compare", [&] { return read_options(argc, argv); }, run);
}
