// Which Omega finds which truth: 20 linear tasks whose true weights are known.
//
// In each world the tasks' weights have one structure, or nothing in common
// (datasets/generated/planted_tasks.hpp). Every family of Omegas (nn/omega/families.cpp) gets the
// same rows and as many tries, and chooses its strength and its shape among them on validation
// rows. Its error is the mean over the tasks of || w_found - w_true ||^2: with inputs x ~ N(0, I)
// that is exactly how much its expected squared error on new rows exceeds that of the truth.
//
// Claimed, and checked: a family that assumes the structure beats the tasks alone and every family
// that assumes something else (methods.cpp says in advance which these are); and on unrelated tasks
// no family helps. The sizes were chosen on seeds 1 to 20; unless --first says otherwise the worlds
// are others.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "engine/base/replace_file.hpp"
#include "measure.hpp"
#include "nn/omega/families.hpp"
#include "nn/verdict/compare.hpp"
#include "nn/verdict/interval.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/csv.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/program.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

namespace {

using Errors = std::vector<std::vector<double>>;  // [family][seed]

Errors errors_of(const std::vector<std::vector<Found>>& found) {
  Errors errors;
  for (const std::vector<Found>& family : found) {
    errors.emplace_back();
    for (const Found& each : family) errors.back().push_back(each.error);
  }
  return errors;
}

std::string fixed(double number, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << number;
  return out.str();
}

double mean(const std::vector<double>& values) { return nn::mean_interval(values).mean; }

template <class Element>
bool is_in(const std::vector<Element>& list, const Element& element) {
  return std::find(list.begin(), list.end(), element) != list.end();
}

// Whether it is claimed that the match beats the family.
bool has_to_beat(const Plan& plan, const std::string& match, const std::string& family) {
  return is_in(plan.matches, match) && !is_in(plan.matches, family) &&
         !is_in(plan.contain, family) && !is_in(plan.not_claimed, std::pair(match, family));
}

// Tasks with nothing in common are ridge's; it is what the others are compared with.
bool is_unrelated(const Plan& plan) { return is_in(plan.matches, nn::omega_families()[0].name); }

// How many comparisons are made in all, so that each one's interval is widened for their number
// (Bonferroni): every family with the single tasks, and each match with those that it has to beat.
std::size_t comparisons() {
  const std::vector<nn::OmegaFamily>& families = nn::omega_families();
  std::size_t count = plans().size() * (families.size() - 1);
  for (const Plan& plan : plans())
    for (std::size_t f = 1; f < families.size() && !is_unrelated(plan); ++f)
      for (const std::string& match : plan.matches)
        count += has_to_beat(plan, match, families[f].name);
  return count;
}

// Throws where the plans name a family that there is not.
void check_names() {
  for (const Plan& plan : plans())
    for (const auto* names : {&plan.matches, &plan.contain})
      for (const std::string& name : *names) nn::omega_family(name);
}

struct Claim {
  bool holds;
  std::string text;
};

// What the errors of one structure show; printed. Returns what is claimed of them: in a quick run,
// whose few seeds make wide intervals, less.
std::vector<Claim> judge(const Plan& plan, const Errors& errors, bool quick) {
  const std::vector<nn::OmegaFamily>& families = nn::omega_families();
  const std::string name = name_of(plan.structure);
  const double level = 1 - 0.05 / static_cast<double>(comparisons());
  const bool unrelated = is_unrelated(plan);
  const auto range = [](const nn::Interval& i) {
    return fixed(i.low, 3) + " to " + fixed(i.high, 3);
  };
  std::vector<std::vector<std::string>> rows;
  std::vector<Claim> claims;
  for (std::size_t f = 0; f < families.size(); ++f) {
    const std::string& family = families[f].name;
    const bool is_match = is_in(plan.matches, family);
    std::string verdict = "-", worse = "-";
    if (f > 0) {
      const nn::Interval gain = nn::paired_difference(errors[0], errors[f], level);
      verdict = words(nn::verdict_of(gain)) + ", " + range(gain);
      if (is_match)
        claims.push_back(
            {quick ? gain.mean > 0 : gain.low > 0, name + ": " + family + " beats single tasks"});
      if (unrelated) claims.push_back({gain.low <= 0, name + ": " + family + " does not help"});
    }
    // Of several matches, the one with the smallest margin is shown.
    double least = INFINITY;
    for (std::size_t m = 0; m < families.size() && !unrelated && !is_match && f > 0; ++m) {
      if (!is_in(plan.matches, families[m].name)) continue;
      const nn::Interval margin = nn::paired_difference(errors[f], errors[m], level);
      if (has_to_beat(plan, families[m].name, family) && !quick)
        claims.push_back({margin.low > 0, name + ": " + families[m].name + " beats " + family});
      if (margin.low >= least) continue;
      least = margin.low;
      worse = range(margin);
    }
    rows.push_back({family + (is_match                      ? " (match)"
                              : is_in(plan.contain, family) ? " (contains)"
                                                            : ""),
                    fixed(mean(errors[f]), 4), verdict, worse});
  }
  std::cout << '\n'
            << name << ":\n"
            << table_text({"family", "error", "against single", "worse than the match by"}, rows);
  return claims;
}

// A row for each family, and a column for each structure, whose name is broken at its spaces.
HeatMap picture_of(const Results& results) {
  const std::vector<nn::OmegaFamily>& families = nn::omega_families();
  HeatMap map{"error, as a multiple of ridge's, each task alone (blue: less; * made for it)",
              {},
              {},
              {},
              {},
              1};
  for (const Plan& plan : plans()) {
    map.columns.push_back(name_of(plan.structure));
    std::replace(map.columns.back().begin(), map.columns.back().end(), ' ', '\n');
  }
  for (std::size_t f = 0; f < families.size(); ++f) {
    map.rows.push_back(families[f].name);
    map.values.emplace_back();
    map.texts.emplace_back();
    for (std::size_t p = 0; p < results.size(); ++p) {
      const Errors errors = errors_of(results[p]);
      const double ratio = mean(errors[f]) / mean(errors[0]);
      map.values.back().push_back(std::log2(ratio));
      map.texts.back().push_back(fixed(ratio, 2) +
                                 (is_in(plans()[p].matches, families[f].name) ? "*" : ""));
    }
  }
  return map;
}

void write_files(const Results& results, const Options& options) {
  const std::filesystem::path base = std::filesystem::path(options.out) / "planted";
  const std::vector<nn::OmegaFamily>& families = nn::omega_families();
  std::vector<std::vector<CsvCell>> rows;
  for (std::size_t p = 0; p < results.size(); ++p)
    for (std::size_t f = 0; f < families.size(); ++f)
      for (std::size_t k = 0; k < results[p][f].size(); ++k) {
        const Found& found = results[p][f][k];
        std::string shape;
        for (const double number : found.shape)
          shape += (shape.empty() ? "" : ":") + base::text(number);
        rows.push_back({name_of(plans()[p].structure), families[f].name, options.first + k, shape,
                        found.strength, found.error});
      }
  write_csv(base.string() + ".csv", {"structure", "family", "seed", "shape", "strength", "error"},
            rows);
  heat_maps("Planted structures and what each family makes of them", {picture_of(results)}, 1)
      .write_png(base.string() + ".png");
  std::cout << "\nWrote " << base.string() << ".csv and " << base.string() << ".png\n";
}

void run(const Options& options) {
  require_writable_folder(options.out, "--out");
  check_names();
  const auto began = std::chrono::steady_clock::now();
  std::cout << "Generated worlds, " << options.seeds << " of each structure, from seed "
            << options.first << "; intervals of 95 %, for " << comparisons()
            << " comparisons together\n";
  const Results results = measure(options);
  write_files(results, options);
  std::string false_ones;
  std::size_t count = 0;
  for (std::size_t p = 0; p < results.size(); ++p)
    for (const Claim& claim : judge(plans()[p], errors_of(results[p]), options.quick)) {
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
  return run_program(
      "planted", [&] { return read_options(argc, argv); }, run);
}
