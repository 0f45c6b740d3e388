// Exam scores of 139 schools: what each way of sharing explains of the test pupils' scores.
//
// The task of a school is to predict its pupils' scores, linearly, from what is known of pupil and
// school (the ILEA school data; 15,362 pupils in MALSAR's form). Several random splits; in each,
// 75 % of every school's pupils train. A method's strength is chosen on 20 % of those, with a model
// of the other 80 %; then the model is trained once more on all 75 %, and scored on the test
// pupils. The score is the explained variance, 1 - SSE / SST, over all schools' test pupils
// together.
//
//   single-task ridge  a linear model for each school, all with one strength
//   pooled             one for all schools
//   the others         a linear model for each, tied by the Omega of that name
//
// A strength is given per row, since the loss is a sum over rows.
#include <chrono>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>

#include "nn/convex/fista.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/trace_norm.hpp"
#include "nn/verdict/interval.hpp"
#include "options.hpp"
#include "splits.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/csv.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

namespace {

using Tasks = std::vector<nn::Batch>;

// A method: its Omega at a strength, for so many rows a task on average.
struct Method {
  std::string name;
  std::function<std::shared_ptr<nn::Omega>(double strength)> omega;
  bool one_model = false;  // of all rows together
  double at_least = 0;     // what is claimed for the school data, explained variance
};

const std::vector<Method> kMethods = {
    {"single-task ridge", [](double s) { return std::make_shared<nn::Ridge>(s); }, false, 0.32},
    {"pooled", [](double s) { return std::make_shared<nn::Ridge>(s); }, true, 0.33},
    {"mean-regularised", [](double s) { return std::make_shared<nn::MeanRegularised>(s); }, false,
     0.365},
    {"trace norm", [](double s) { return std::make_shared<nn::TraceNorm>(s); }, false, 0.36},
    {"L2,1", [](double s) { return std::make_shared<nn::L21>(s); }, false, 0.345},
};

// The strengths tried, strongest first: each solution is where the next one starts.
std::vector<double> strengths() {
  std::vector<double> list;
  for (double strength = 1000; strength > 0.3; strength /= 2) list.push_back(strength);
  return list;
}

Tensor same_for_all(const Tensor& weights, std::size_t tasks) {
  Tensor all = zeros({tasks, weights.shape()[1]});
  for (std::size_t t = 0; t < tasks; ++t)
    for (std::size_t j = 0; j < weights.shape()[1]; ++j) all(t, j) = weights(0, j);
  return all;
}

struct Fitted {
  double strength = 0, score = 0;
};

Fitted fit_and_score(const Method& method, const SchoolSplit& split) {
  const std::size_t tasks = split.train.size();
  const auto losses_of = [&](const Tasks& rows) {
    return nn::LinearTasks(method.one_model ? pooled(rows) : rows);
  };
  const auto spread = [&](const Tensor& w) {
    return method.one_model ? same_for_all(w, tasks) : w;
  };
  nn::FistaOptions how;
  how.tolerance = 1e-4;  // of the gradient: far below what the score can show
  const nn::LinearTasks part = losses_of(split.part);
  Fitted best{0, -1e300};
  Tensor start = Tensor::from_shape({0});
  for (const double strength : strengths()) {
    const nn::Solution solution = minimise(part, *method.omega(strength), how);
    how.start = solution.parts;
    const double score = explained_variance(split.validation, spread(solution.weights));
    if (score > best.score) {
      best = {strength, score};
      start = solution.parts;
    }
  }
  // A quarter more rows, and so a quarter more loss.
  how.start = start;
  const nn::Solution solution =
      minimise(losses_of(split.train), *method.omega(best.strength / 0.8), how);
  best.score = explained_variance(split.test, spread(solution.weights));
  return best;
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
  for (std::size_t m = 0; m < kMethods.size(); ++m) {
    const nn::Interval score = nn::mean_interval(scores[m]);
    const nn::Interval gain = nn::paired_difference(scores[m], scores[0]);
    const auto range = [](const nn::Interval& i) {
      return fixed(100 * i.low, 2) + " to " + fixed(100 * i.high, 2);
    };
    rows.push_back({kMethods[m].name, fixed(100 * score.mean, 2), range(score),
                    m == 0 ? "-" : fixed(100 * gain.mean, 2), m == 0 ? "-" : range(gain)});
  }
  std::cout << table_text(
      {"method", "explained %", "95 % interval", "more than alone", "95 % interval of that"}, rows);
}

void write_files(const std::string& folder, const Scores& scores,
                 const std::vector<std::vector<double>>& chosen) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path base = std::filesystem::path(folder) / "school";
  std::vector<std::vector<CsvCell>> rows;
  LinePlot panel{"test pupils", "split", "explained variance (%)", {}};
  for (std::size_t m = 0; m < kMethods.size(); ++m) {
    Series series{kMethods[m].name, {}, {}};
    for (std::size_t split = 0; split < scores[m].size(); ++split) {
      rows.push_back({kMethods[m].name, split + 1, chosen[m][split], scores[m][split]});
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
  const Schools schools = load_schools(options.data);
  std::size_t pupils = 0;
  for (const nn::Batch& school : schools.tasks) pupils += school.inputs.shape()[0];
  std::cout << schools.description << ": " << schools.tasks.size() << " schools, " << pupils
            << " pupils, " << schools.tasks[0].inputs.shape()[1] << " features\n";
  Scores scores(kMethods.size()), chosen(kMethods.size());
  for (std::uint64_t split = 0; split < options.splits; ++split) {
    const SchoolSplit rows = split_schools(schools, options.seed + split);
    for (std::size_t m = 0; m < kMethods.size(); ++m) {
      const Fitted fitted = fit_and_score(kMethods[m], rows);
      scores[m].push_back(fitted.score);
      chosen[m].push_back(fitted.strength);
    }
  }
  print_table(scores);
  write_files(options.out, scores, chosen);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << "Took " << fixed(took.count(), 1) << " s\n";
  // Of the stand-in only what it was made for: its schools lie around a mean.
  const double alone = nn::mean_interval(scores[0]).mean;
  check(nn::mean_interval(scores[2]).mean > alone,
        "to pull the schools to their mean explains more than each school alone");
  if (schools.stand_in || options.splits < 10) return;
  for (std::size_t m = 0; m < kMethods.size(); ++m)
    check(nn::mean_interval(scores[m]).mean >= kMethods[m].at_least,
          kMethods[m].name + " explains at least " + fixed(100 * kMethods[m].at_least, 1) +
              " % of the test pupils' scores");
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
    std::cerr << "school: " << error.what() << '\n';
    return status;
  }
  return 0;
}
