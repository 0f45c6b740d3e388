// Which Omega finds which truth: 20 linear tasks whose true weights are known.
//
// In each world the tasks' weights have one structure: they lie around a mean, have low rank, use
// the same few features, form clusters, change along a chain, or have nothing in common. Every
// method gets the same rows, as many tries (strengths), and chooses among them on validation rows.
// Its error is the mean over the tasks of || w_found - w_true ||^2: with inputs x ~ N(0, I) that is
// exactly how much its expected squared error on new rows exceeds that of the truth.
//
// Claimed, and checked: the method that assumes the structure beats the tasks alone and every
// method that assumes something else; and on unrelated tasks no method helps. The sizes were chosen
// on seeds 1 to 20; unless --first says otherwise the worlds are others.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "methods.hpp"
#include "nn/convex/fista.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/verdict/compare.hpp"
#include "nn/verdict/interval.hpp"
#include "options.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/csv.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;
using datasets::Structure;

namespace {

using Errors = std::vector<std::vector<double>>;  // [method][seed]

constexpr std::size_t kTries = 24;  // of each method, all its ratios together

std::vector<double> strengths(std::size_t count) {
  std::vector<double> list;
  for (std::size_t k = 0; k < count; ++k)
    list.push_back(1000 * std::pow(1e-3, static_cast<double>(k) / static_cast<double>(count - 1)));
  return list;
}

double validation_error(const std::vector<nn::Batch>& tasks, const Tensor& w) {
  double sum = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].inputs.shape()[0]; ++i) {
      double prediction = 0;
      for (std::size_t j = 0; j < w.shape()[1]; ++j) prediction += tasks[t].inputs(i, j) * w(t, j);
      sum += std::pow(tasks[t].targets(i, 0) - prediction, 2);
    }
  return sum;
}

double error_of(const Tensor& w, const Tensor& truth) {
  double sum = 0;
  for (std::size_t i = 0; i < w.size(); ++i) sum += std::pow(w.data()[i] - truth.data()[i], 2);
  return sum / static_cast<double>(w.shape()[0]);
}

double error_of(const Method& method, const datasets::PlantedTasks& world, std::size_t tries) {
  const nn::LinearTasks loss(world.train);
  double best = 0, error = -1;
  for (const double ratio : method.ratios) {
    nn::FistaOptions how;
    how.tolerance = 1e-3;  // the solution's error is far below that of the rows
    for (const double strength : strengths(tries / method.ratios.size())) {
      const nn::Solution solution = minimise(loss, *method.omega(strength, ratio), how);
      how.start = solution.parts;
      const double chosen_by = validation_error(world.validation, solution.weights);
      if (error >= 0 && chosen_by >= best) continue;
      best = chosen_by;
      error = error_of(solution.weights, world.weights);
    }
  }
  return error;
}

// The same for all structures.
datasets::PlantedSizes sizes() {
  datasets::PlantedSizes sizes;
  sizes.train = 30;
  sizes.validation = 20;
  sizes.noise = 0.5;
  sizes.spread = 0.3;
  return sizes;
}

Errors measure(Structure structure, const Options& options) {
  Errors errors(methods().size());
  for (std::uint64_t k = 0; k < options.seeds; ++k) {
    const datasets::PlantedTasks world = planted_tasks(structure, options.first + k, sizes());
    for (std::size_t m = 0; m < methods().size(); ++m)
      errors[m].push_back(error_of(methods()[m], world, options.quick ? kTries / 3 : kTries));
  }
  return errors;
}

std::string fixed(double number, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << number;
  return out.str();
}

double mean(const std::vector<double>& values) { return nn::mean_interval(values).mean; }

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// How many comparisons are made in all, so that each one's interval is widened for their number
// (Bonferroni): every method with the single tasks, and each match with every mismatch.
std::size_t comparisons() {
  std::size_t count = 0;
  for (const Structure structure : structures()) {
    count += methods().size() - 1;
    if (!match_of(structure).empty()) count += methods().size() - 2 - also_assume(structure).size();
  }
  return count;
}

struct Claim {
  bool holds;
  std::string text;
};

// What the errors of one structure show; printed. Returns what is claimed of them: in a quick run,
// whose few seeds make wide intervals, less.
std::vector<Claim> judge(Structure structure, const Errors& errors, bool quick) {
  const std::string name = name_of(structure), match = match_of(structure);
  const double level = 1 - 0.05 / static_cast<double>(comparisons());
  std::vector<std::vector<std::string>> rows;
  std::vector<Claim> claims;
  std::size_t matching = 0;
  for (std::size_t m = 0; m < methods().size(); ++m)
    if (methods()[m].name == match) matching = m;
  for (std::size_t m = 0; m < methods().size(); ++m) {
    const std::string& method = methods()[m].name;
    const bool is_match = method == match, contains = is_in(also_assume(structure), method);
    std::string verdict = "-", beaten = "-";
    if (m > 0) {
      const nn::Interval gain = nn::paired_difference(errors[0], errors[m], level);
      verdict =
          words(nn::verdict_of(gain)) + ", " + fixed(gain.low, 3) + " to " + fixed(gain.high, 3);
      if (is_match)
        claims.push_back(
            {quick ? gain.mean > 0 : gain.low > 0, name + ": " + method + " beats single tasks"});
      if (match.empty()) claims.push_back({gain.low <= 0, name + ": " + method + " does not help"});
    }
    if (!match.empty() && !is_match && m > 0) {
      const nn::Interval margin = nn::paired_difference(errors[m], errors[matching], level);
      beaten = fixed(margin.low, 3) + " to " + fixed(margin.high, 3);
      if (!contains && !quick)
        claims.push_back({margin.low > 0, name + ": " + match + " beats " + method});
    }
    rows.push_back({method + (is_match   ? " (match)"
                              : contains ? " (contains)"
                                         : ""),
                    fixed(mean(errors[m]), 4), verdict, beaten});
  }
  std::cout << '\n'
            << name << ":\n"
            << table_text({"method", "error", "against single", "worse than the match by"}, rows);
  return claims;
}

void write_files(const std::string& folder, const std::vector<Errors>& all,
                 const Options& options) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path base = std::filesystem::path(folder) / "planted";
  HeatMap map{
      "error, as a multiple of the single tasks' (blue: less; * made for it)", {}, {}, {}, {}, 1};
  for (const Method& method : methods()) map.columns.push_back(method.name);
  std::vector<std::vector<CsvCell>> rows;
  for (std::size_t s = 0; s < all.size(); ++s) {
    const Structure structure = structures()[s];
    map.rows.push_back(name_of(structure));
    map.values.emplace_back();
    map.texts.emplace_back();
    for (std::size_t m = 0; m < methods().size(); ++m) {
      const std::string& method = methods()[m].name;
      const double ratio = mean(all[s][m]) / mean(all[s][0]);
      map.values.back().push_back(std::log2(ratio));
      map.texts.back().push_back(fixed(ratio, 2) + (method == match_of(structure) ? "*" : ""));
      for (std::size_t k = 0; k < all[s][m].size(); ++k)
        rows.push_back({name_of(structure), method, options.first + k, all[s][m][k]});
    }
  }
  write_csv(base.string() + ".csv", {"structure", "method", "seed", "error"}, rows);
  heat_maps("Planted structures and what each method makes of them", {map}, 1)
      .write_png(base.string() + ".png");
  std::cout << "\nWrote " << base.string() << ".csv and " << base.string() << ".png\n";
}

void run(const Options& options) {
  const auto began = std::chrono::steady_clock::now();
  std::cout << "Generated worlds, " << options.seeds << " of each structure, from seed "
            << options.first << "; intervals of 95 %, for " << comparisons()
            << " comparisons together\n";
  std::vector<Errors> all;
  for (const Structure structure : structures()) all.push_back(measure(structure, options));
  write_files(options.out, all, options);
  std::string false_ones;
  std::size_t count = 0;
  for (std::size_t s = 0; s < all.size(); ++s)
    for (const Claim& claim : judge(structures()[s], all[s], options.quick)) {
      ++count;
      if (!claim.holds) false_ones += (false_ones.empty() ? "" : "; ") + claim.text;
    }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << "\n" << count << " claims. Took " << fixed(took.count(), 1) << " s\n";
  check(false_ones.empty(), "these claims do: " + false_ones);
}

}  // namespace

// 2 for a wrong option, 1 for any other error; the reason goes to standard error.
int main(int argc, char** argv) {
  int status = 2;
  try {
    const auto options = read_options(argc, argv);
    status = 1;
    if (options) run(*options);
  } catch (const std::exception& error) {
    std::cout.flush();
    std::cerr << "planted: " << error.what() << '\n';
    return status;
  }
  return 0;
}
