// The tables that this page prints.
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "tutorials/11_learning_what_to_train/exact.hpp"
#include "tutorials/11_learning_what_to_train/means.hpp"
#include "tutorials/support/table.hpp"

namespace tapestry {

inline std::string shown(double number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}

inline std::string scatter_table(const std::vector<std::pair<std::string, Scatter>>& estimates) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, scatter] : estimates) {
    rows.push_back({name});
    for (const double mean : scatter.mean) rows.back().push_back(shown(mean, 3));
    rows.back().push_back(shown(scatter.deviation, 3));
  }
  return table_text({"baseline", "mean 0", "1", "2", "3", "deviation"}, rows);
}

// Name, accuracy, and how often the tasks of each kind were chosen.
inline std::vector<std::string> row_of(const Means& means) {
  using enum datasets::HelperKind;
  std::vector<std::string> row{means.name, shown(means.accuracy, 1)};
  for (const datasets::HelperKind kind : {useful, useless, harmful})
    row.push_back(shown(of_kind(means.chosen, kind), 3));
  return row;
}

inline std::string means_table(const std::vector<Means>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const Means& means : all) {
    rows.push_back(row_of(means));
    rows.back().push_back(shown(means.useful_first, 1));
  }
  return table_text({"", "accuracy", "useful", "useless", "harmful", "first"}, rows);
}

// The first is training alone; what it spends, in thousands of units, is `spent`.
inline std::string budget_table(const std::vector<Means>& all, const std::vector<double>& spent) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t m = 0; m < all.size(); ++m) {
    rows.push_back(row_of(all[m]));
    rows.back().push_back(shown(spent[m], 2));
    const double gained = all[m].accuracy - all[0].accuracy;
    rows.back().push_back(m == 0 ? "-" : shown(gained / spent[m], 2));
  }
  return table_text({"budget", "accuracy", "useful", "useless", "harmful", "spent", "gain"}, rows);
}

inline std::string casino_table(const std::vector<Means>& all) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t m = 0; m < all.size(); ++m) {
    rows.push_back(row_of(all[m]));
    rows.back().push_back(m == 0 ? "-" : shown(all[m].measured, 1));
  }
  return table_text({"one helper", "accuracy", "useful", "useless", "harmful", "regret"}, rows);
}

}  // namespace tapestry
