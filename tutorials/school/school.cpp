// Exam scores of 139 schools: what each way of sharing explains of the test pupils' scores.
//
// The task of a school is to predict its pupils' scores, linearly, from what is known of pupil and
// school (the ILEA school data; 15,362 pupils in MALSAR's form). Several random splits; in each,
// 75 % of every school's pupils train. A method's strength, and what else it has, is chosen on 20 %
// of those, with models of the other 80 %; then the model is trained once more on all 75 %, and
// scored on the test pupils. The score is the explained variance, 1 - SSE / SST, over all schools'
// test pupils together.
//
//   single-task ridge  a linear model for each school, all with one strength
//   pooled             one for all schools
//   the others         a linear model for each, tied by the Omega of that name
//                      (nn/omega/families.cpp), but those that need tasks in an order
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <thread>

#include "engine/array/blas.hpp"
#include "engine/base/replace_file.hpp"
#include "nn/convex/choose_strength.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/omega/families.hpp"
#include "nn/tasks/batch_rows.hpp"
#include "nn/verdict/interval.hpp"
#include "options.hpp"
#include "splits.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/csv.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/program.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

namespace {

struct Method {
  std::string name;
  const nn::OmegaFamily* omega;
  bool one_model = false;  // of all rows together
};

const std::vector<Method>& methods() {
  static const std::vector<Method> list = [] {
    std::vector<Method> all = {{"single-task ridge", &nn::omega_family("ridge")},
                               {"pooled", &nn::omega_family("ridge"), true}};
    for (const nn::OmegaFamily& family : nn::omega_families())
      if (family.name != "ridge" && !family.ordered) all.push_back({family.name, &family});
    return all;
  }();
  return list;
}

// What is claimed of the school data, as explained variance.
struct Claim {
  std::string method;
  double least, most;
};
const std::vector<Claim> kClaims = {{"single-task ridge", 0.315, 0.36},
                                    {"pooled", 0.33, 0.355},
                                    {"mean", 0.365, 1},
                                    {"trace", 0.36, 1},
                                    {"l21", 0.345, 1}};

Tensor same_for_all(const Tensor& weights, std::size_t tasks) {
  Tensor all = zeros({tasks, weights.shape()[1]});
  for (std::size_t t = 0; t < tasks; ++t)
    for (std::size_t j = 0; j < weights.shape()[1]; ++j) all(t, j) = weights(0, j);
  return all;
}

constexpr std::size_t kTries = 24;  // of each method, all its shapes together

struct Fitted {
  double strength = 0, score = 0;
};

Fitted fit_and_score(const Method& method, const SchoolSplit& split, std::uint64_t seed) {
  nn::FistaOptions how;
  how.tolerance = 1e-3;  // of the gradient: below what the score can show
  const std::vector<nn::Batch> rows =
      method.one_model ? std::vector<nn::Batch>{nn::pooled(split.train)} : split.train;
  std::optional<nn::StrengthChoice> best;
  for (const std::vector<double>& shape : method.omega->shapes) {
    const nn::StrengthChoice choice = nn::choose_strength(
        rows, nn::tasks_as<nn::LinearTasks>(),
        [&](double strength) { return method.omega->make(strength, shape, rows.size()); },
        nn::falling_strengths(1000, 0.5, kTries / method.omega->shapes.size()),
        nn::hold_out(0.2, seed), how);
    if (!best || choice.loss < best->loss) best = choice;
  }
  const Tensor& w = best->solution.weights;
  return {
      best->strength,
      explained_variance(split.test, method.one_model ? same_for_all(w, split.test.size()) : w)};
}

// The scores of each method, a split each.
using Scores = std::vector<std::vector<double>>;

std::string fixed(double number, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << number;
  return out.str();
}

void print_table(const Scores& scores) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t m = 0; m < methods().size(); ++m) {
    const nn::Interval score = nn::mean_interval(scores[m]);
    const nn::Interval gain = nn::paired_difference(scores[m], scores[0]);
    const auto range = [](const nn::Interval& i) {
      return fixed(100 * i.low, 2) + " to " + fixed(100 * i.high, 2);
    };
    rows.push_back({methods()[m].name, fixed(100 * score.mean, 2), range(score),
                    m == 0 ? "-" : fixed(100 * gain.mean, 2), m == 0 ? "-" : range(gain)});
  }
  std::cout << table_text(
      {"method", "explained %", "95 % interval", "more than alone", "95 % interval of that"}, rows);
}

void write_files(const std::string& folder, const Scores& scores,
                 const std::vector<std::vector<double>>& chosen) {
  const std::filesystem::path base = std::filesystem::path(folder) / "school";
  std::vector<std::vector<CsvCell>> rows;
  LinePlot panel{"test pupils", "split", "explained variance (%)", {}};
  for (std::size_t m = 0; m < methods().size(); ++m) {
    Series series{methods()[m].name, {}, {}};
    for (std::size_t split = 0; split < scores[m].size(); ++split) {
      rows.push_back({methods()[m].name, split + 1, chosen[m][split], scores[m][split]});
      series.xs.push_back(static_cast<double>(split + 1));
      series.ys.push_back(100 * scores[m][split]);
    }
    panel.series.push_back(series);
  }
  const std::filesystem::path csv = base.string() + "_splits.csv";
  write_csv(csv, {"method", "split", "strength", "explained_variance"}, rows);
  const PlotFiles files = write_plot(base, {panel});
  std::cout << "Wrote " << csv.string() << ", " << files.csv.string()
            << (files.png.empty() ? ". " + files.skipped : " and " + files.png.string()) << '\n';
}

void run(const Options& options) {
  const auto began = std::chrono::steady_clock::now();
  require_writable_folder(options.out, "--out");
  const Schools schools = load_schools(options.data);
  std::size_t pupils = 0;
  for (const nn::Batch& school : schools.tasks) pupils += school.inputs.shape()[0];
  std::cout << schools.description << ": " << schools.tasks.size() << " schools, " << pupils
            << " pupils, " << schools.tasks[0].inputs.shape()[1] << " features\n";
  set_threads(1);  // of the matrix products: the splits are what runs side by side
  // Each thread takes every so many-th split; what a split gives does not depend on the thread.
  const std::size_t threads = std::max(1U, std::min(std::thread::hardware_concurrency(), 8U));
  std::vector<std::vector<Fitted>> of_split(options.splits);
  const auto fit_from = [&](std::size_t first) {
    for (std::size_t split = first; split < options.splits; split += threads) {
      const SchoolSplit rows = split_schools(schools, options.seed + split);
      for (const Method& method : methods())
        of_split[split].push_back(fit_and_score(method, rows, options.seed + split));
    }
  };
  std::vector<std::future<void>> running;
  for (std::size_t k = 0; k < threads; ++k)
    running.push_back(std::async(std::launch::async, fit_from, k));
  for (std::future<void>& thread : running) thread.get();
  Scores scores(methods().size()), chosen(methods().size());
  for (const std::vector<Fitted>& split : of_split)
    for (std::size_t m = 0; m < methods().size(); ++m) {
      scores[m].push_back(split[m].score);
      chosen[m].push_back(split[m].strength);
    }
  print_table(scores);
  write_files(options.out, scores, chosen);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << "Took " << fixed(took.count(), 1) << " s\n";
  // Of the stand-in only what it was made for: its schools lie around a mean.
  const auto mean_of = [&](const std::string& method) {
    for (std::size_t m = 0; m < methods().size(); ++m)
      if (methods()[m].name == method) return nn::mean_interval(scores[m]).mean;
    base::fail("school: there is no method '", method, "'.");
  };
  check(mean_of("mean") > mean_of("single-task ridge"),
        "to pull the schools to their mean explains more than each school alone");
  if (schools.stand_in || options.splits < 10) return;
  for (const Claim& claim : kClaims)
    check(mean_of(claim.method) >= claim.least && mean_of(claim.method) <= claim.most,
          claim.method + " explains " + fixed(100 * claim.least, 1) + " to " +
              fixed(100 * claim.most, 1) + " % of the test pupils' scores");
}

}  // namespace

// 2 for a wrong option, 1 for any other error; the reason goes to standard error.
int main(int argc, char** argv) {
  return run_program(
      "school", [&] { return read_options(argc, argv); }, run);
}
