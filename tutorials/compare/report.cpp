#include "report.hpp"

#include <iomanip>
#include <iostream>
#include <sstream>

#include "tutorials/support/csv.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/table.hpp"
#include "verdict_picture.hpp"

using namespace tapestry;

namespace {

std::string fixed(double number, int digits, bool sign = false) {
  std::ostringstream out;
  if (sign) out << std::showpos;
  out << std::fixed << std::setprecision(digits) << number;
  return out.str();
}

std::string percents(const nn::Interval& i, bool sign) {
  return fixed(100 * i.mean, 1, sign) + " [" + fixed(100 * i.low, 1, sign) + ", " +
         fixed(100 * i.high, 1, sign) + "]";
}

std::string count_or_never(const std::optional<std::size_t>& count) {
  return count ? std::to_string(*count) : "never";
}

void say(const PlotFiles& files) {
  std::cout << "Wrote " << files.csv.string()
            << (files.png.empty() ? ". " + files.skipped : " and " + files.png.string()) << '\n';
}

// Mean over the seeds of the validation accuracy at the chosen strength, after each epoch.
Series learning_curve(const nn::MethodResult& method, std::size_t task) {
  Series series{method.name, {}, {}};
  const std::vector<nn::Choice>& choices = method.tasks[task].choices;
  for (std::size_t e = 0; e < method.runs[0][0].epochs.size(); ++e) {
    double sum = 0;
    for (std::size_t s = 0; s < choices.size(); ++s)
      sum += method.runs[choices[s].strength][s].epochs[e].validation[task];
    series.xs.push_back(static_cast<double>(method.runs[0][0].epochs[e].steps));
    series.ys.push_back(100 * sum / static_cast<double>(choices.size()));
  }
  return series;
}

void write_plots(const nn::DataCurve& curve, const std::string& folder) {
  const nn::Comparison& most = curve.comparisons.back();
  std::vector<LinePlot> learning, data;
  for (std::size_t t = 0; t < most.measures.size(); ++t) {
    const std::string task = most.measures[t].task;
    learning.push_back({task, "batches of each task", "mean validation accuracy (%)", {}});
    data.push_back({task, "training rows of each task", "mean test accuracy (%)", {}});
    for (std::size_t m = 0; m < most.methods.size(); ++m) {
      learning.back().series.push_back(learning_curve(most.methods[m], t));
      Series series{most.methods[m].name, {}, {}};
      for (std::size_t i = 0; i < curve.rows.size(); ++i) {
        series.xs.push_back(static_cast<double>(curve.rows[i]));
        series.ys.push_back(100 * curve.comparisons[i].methods[m].tasks[t].score.mean);
      }
      data.back().series.push_back(series);
    }
  }
  say(write_plot(folder + "/learning", learning));
  say(write_plot(folder + "/data", data));
}

}  // namespace

void report_verdicts(const nn::Comparison& comparison, const std::string& folder) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<CsvCell>> cells;
  for (const nn::MethodResult& method : comparison.methods) {
    // The baseline is not compared with itself.
    const bool compared = &method != &comparison.methods[comparison.options.baseline];
    const auto words = [&](nn::Verdict verdict) {
      return compared ? nn::words(verdict) : std::string("baseline");
    };
    for (std::size_t t = 0; t < method.tasks.size(); ++t) {
      const nn::TaskResult& r = method.tasks[t];
      const std::string& task = comparison.measures[t].task;
      rows.push_back({method.name, task, percents(r.score, false),
                      compared ? percents(r.difference, true) : "-", words(r.verdict)});
      cells.push_back({method.name, task, r.score.mean, r.score.low, r.score.high,
                       r.difference.mean, r.difference.low, r.difference.high, words(r.verdict)});
    }
    if (compared)
      rows.push_back(
          {method.name, "Delta-MTL", "", percents(method.delta, true), words(method.verdict)});
    cells.push_back({method.name, "Delta-MTL", "", "", "", method.delta.mean, method.delta.low,
                     method.delta.high, words(method.verdict)});
  }
  const nn::CompareOptions& options = comparison.options;
  std::cout << "\nTest accuracy in percent with its " << 100 * options.level << " % interval over "
            << comparison.seeds.size() << " seeds, and the difference from "
            << comparison.methods[options.baseline].name << ", paired by the seed:\n"
            << table_text({"method", "task", "accuracy", "difference", "verdict"}, rows)
            << "Delta-MTL is the mean relative gain, in percent. "
            << (options.bonferroni ? "The intervals of all differences hold together."
                                   : "Each interval holds by itself: of these " +
                                         std::to_string(comparison.verdicts) +
                                         " verdicts, one in twenty is expected to be wrong "
                                         "where nothing makes a difference.")
            << '\n';
  const std::string file = folder + "/verdict.csv";
  write_csv(file,
            {"method", "task", "score", "score_low", "score_high", "difference", "difference_low",
             "difference_high", "verdict"},
            cells);
  const std::string picture = folder + "/verdict.png";
  verdict_picture(comparison).write_png(picture);
  std::cout << "Wrote " << file << " and " << picture << '\n';
}

void report_advantages(const nn::DataCurve& curve, double target_share, const std::string& folder) {
  const nn::Comparison& most = curve.comparisons.back();
  const std::vector<double> targets = nn::target_scores(most, target_share);
  const auto steps = nn::steps_to_target(most, targets);
  const auto fewest = nn::rows_to_match(curve);
  const std::vector<nn::ModelSize> sizes = nn::model_sizes(most);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<CsvCell>> cells;
  for (std::size_t m = 0; m < most.methods.size(); ++m)
    for (std::size_t t = 0; t < most.measures.size(); ++t) {
      const nn::MethodResult& method = most.methods[m];
      const nn::StepsToTarget& s = steps[m][t];
      const std::string reached =
          std::to_string(s.reached) + " of " + std::to_string(s.steps.size());
      rows.push_back({method.name, most.measures[t].task, reached, count_or_never(s.median),
                      percents(method.tasks[t].difference, true), count_or_never(fewest[m][t]),
                      fixed(100 * sizes[m].share, 0) + " %"});
      cells.push_back({method.name, most.measures[t].task, targets[t], s.reached,
                       count_or_never(s.median), method.tasks[t].difference.mean,
                       count_or_never(fewest[m][t]), sizes[m].parameters, sizes[m].share});
    }
  std::cout << "\nThe four claimed advantages. Targets of learning efficiency, in validation "
               "accuracy:";
  for (std::size_t t = 0; t < targets.size(); ++t)
    std::cout << (t > 0 ? "," : "") << ' ' << most.measures[t].task << ' '
              << fixed(100 * targets[t], 1) << " %";
  std::cout << ".\n"
            << table_text({"method", "task", "reached it", "median steps", "test difference",
                           "rows to match single", "parameters"},
                          rows)
            << "\"never\": not within the budget, or not with any of these numbers of rows:";
  for (std::size_t n : curve.rows) std::cout << ' ' << n;
  std::cout << ".\nRows to match are those with which the mean test accuracy is that of "
            << most.methods[most.options.baseline].name << " with " << curve.rows.back() << ".\n";
  const std::string file = folder + "/advantages.csv";
  write_csv(file,
            {"method", "task", "target", "seeds_reached", "median_steps", "test_difference",
             "rows_to_match", "parameters", "parameters_share"},
            cells);
  std::cout << "Wrote " << file << '\n';
  write_plots(curve, folder);
}
