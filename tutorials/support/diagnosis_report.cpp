#include "tutorials/support/diagnosis_report.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>

#include "engine/base/error.hpp"
#include "tutorials/support/csv.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/table.hpp"

namespace tapestry {
namespace {

std::string fixed(double number, int digits) {
  if (std::isnan(number)) return "-";
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << number;
  return out.str();
}

const std::string& name_of(std::size_t task, const std::vector<std::string>& tasks) {
  if (task >= tasks.size())
    base::fail("diagnosis: ", tasks.size(), " names of tasks were given, but there is a task ",
               task, ": give one name a task.");
  return tasks[task];
}

HeatMap empty_map(const std::string& title, const std::vector<std::string>& tasks) {
  const std::size_t n = tasks.size();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  return {title,
          tasks,
          tasks,
          std::vector<std::vector<double>>(n, std::vector<double>(n, nan)),
          std::vector<std::vector<std::string>>(n, std::vector<std::string>(n, "-")),
          1};
}

void set(HeatMap& map, const nn::PairDiagnosis& pair, double colour, double shown, int digits) {
  map.values[pair.first][pair.second] = colour;
  map.texts[pair.first][pair.second] = fixed(shown, digits);
}

}  // namespace

std::string diagnosis_table(const nn::Diagnosis& diagnosis, const std::vector<std::string>& tasks) {
  std::vector<std::vector<std::string>> rows;
  for (const nn::PairDiagnosis& pair : diagnosis.pairs())
    rows.push_back({pair.layer, name_of(pair.first, tasks), name_of(pair.second, tasks),
                    std::to_string(pair.steps), fixed(pair.cosine, 3),
                    fixed(100 * pair.conflicts, 1), fixed(pair.ratio, 3), fixed(pair.affinity, 5)});
  return table_text(
      {"layer", "first", "second", "steps", "cosine", "conflicts %", "size ratio", "affinity"},
      rows);
}

void write_diagnosis(const std::filesystem::path& base, const nn::Diagnosis& diagnosis,
                     const std::vector<std::string>& tasks) {
  const std::vector<nn::PairDiagnosis> pairs = diagnosis.pairs();
  if (pairs.empty())
    base::fail("diagnosis: nothing was measured: train on steps that have at least two tasks.");
  std::vector<std::vector<CsvCell>> rows;
  std::vector<HeatMap> maps;
  double largest = 0;
  for (const nn::PairDiagnosis& pair : pairs)
    if (!std::isnan(pair.affinity)) largest = std::max(largest, std::abs(pair.affinity));
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const nn::PairDiagnosis& pair = pairs[k];
    rows.push_back({pair.layer, name_of(pair.first, tasks), name_of(pair.second, tasks), pair.steps,
                    pair.cosine, pair.conflicts, pair.ratio, pair.lookaheads, pair.affinity});
    if (k == 0 || pairs[k - 1].layer != pair.layer)
      for (const char* title : {": cosine", ": conflicts %", ": affinity x 1000"})
        maps.push_back(empty_map(pair.layer + title, tasks));
    HeatMap* map = &maps[maps.size() - 3];
    set(map[0], pair, pair.cosine, pair.cosine, 2);
    set(map[1], pair, -pair.conflicts, 100 * pair.conflicts, 0);
    set(map[2], pair, pair.affinity, 1000 * pair.affinity, 2);
    map[2].limit = largest > 0 ? largest : 1;
  }
  write_csv(base.string() + ".csv",
            {"layer", "first", "second", "steps", "cosine", "conflicts", "size_ratio", "lookaheads",
             "affinity"},
            rows);
  heat_maps("Red: the tasks agree, or the row's step helps the column's task; blue: they do not",
            maps, 3)
      .write_png(base.string() + ".png");
}

}  // namespace tapestry
