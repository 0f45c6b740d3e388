// The pictures and tables of this page.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tutorials/10_choosing_tasks/rules.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/picture.hpp"
#include "tutorials/support/table.hpp"

namespace tapestry {

// All subsets of the five tasks, the small ones first.
inline std::vector<std::size_t> by_size() {
  std::vector<std::size_t> subsets;
  for (std::size_t size = 0; size <= 5; ++size)
    for (std::size_t subset = 0; subset < 32; ++subset)
      if (std::size_t(std::popcount(subset)) == size) subsets.push_back(subset);
  return subsets;
}

// A row a subset, a column a rule; grey where the rule does not allow the subset.
inline void draw_rules(const std::vector<Rule>& all, const std::filesystem::path& file) {
  HeatMap map{"", {}, {}, {}, {}, /*limit=*/0.35};
  for (const Rule& rule : all) {
    std::string name = rule.name;
    std::replace(name.begin(), name.end(), ' ', '\n');
    map.columns.push_back(name);
  }
  for (const std::size_t subset : by_size()) {
    map.rows.push_back(letters_of(subset));
    map.values.emplace_back();
    map.texts.emplace_back();
    for (const Rule& rule : all) {
      const double p = rule.probability(subset);
      map.values.back().push_back(p > 0 ? p : std::numeric_limits<double>::quiet_NaN());
      map.texts.back().push_back(p > 0 ? shown(p) : "");
    }
  }
  heat_maps("P(T) of each subset (0-2--: tasks 0 and 2; grey: not allowed)", {map}, 1)
      .write_png(file);
}

// A row a way to draw, with P(t in T) of each task.
inline std::string marginals_table(
    const std::vector<std::pair<std::string, std::vector<double>>>& ways) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, marginals] : ways) {
    rows.push_back({name});
    for (const double in : marginals) rows.back().push_back(shown(in));
  }
  return table_text({"", "P(0 in T)", "1", "2", "3", "4"}, rows);
}

// The rule's name, log Z, marginals, and most likely subset.
inline std::vector<std::string> row_of(const Rule& rule) {
  std::vector<std::string> row{rule.name, shown(rule.p->log_partition())};
  for (const double in : rule.p->marginals()) row.push_back(shown(in));
  row.push_back(letters_of(subset_of(rule.p->most_likely())));
  return row;
}

// Two bars a pair of tasks: its probability of one kind, and of the other.
inline void draw_pairs(const std::vector<double>& first, const std::vector<double>& second,
                       const std::filesystem::path& file) {
  constexpr std::size_t kBar = 20, kRow = 56, kLeft = 90, kTop = 90, kMargin = 16;
  constexpr std::size_t kLongest = 560, kNumber = 100;
  constexpr Color kFirst{67, 130, 200}, kSecond{224, 140, 60};
  double largest = 0;
  for (std::size_t i = 0; i < first.size(); ++i) largest = std::max({largest, first[i], second[i]});
  Picture picture(kLeft + kLongest + kNumber, kTop + first.size() * kRow + kMargin);
  picture.draw_text(kMargin, kMargin, "Two of five tasks, by the same scores: P of each pair",
                    kBlack);
  const auto legend = [&](std::size_t left, Color color, const std::string& text) {
    picture.fill(left, kMargin + 34, kBar, kBar, color);
    picture.draw_text(left + kBar + 8, kMargin + 36, text, kBlack);
  };
  legend(kLeft, kFirst, "exactly 2");
  legend(kLeft + 220, kSecond, "Gumbel top-2");
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::size_t top = kTop + i * kRow;
    picture.draw_text(kMargin, top + kBar / 2 + 2, letters_of(pairs()[i]), kBlack);
    const auto bar = [&](std::size_t y, double p, Color color) {
      const auto length =
          std::max<std::size_t>(1, std::size_t(std::lround(p / largest * double(kLongest))));
      picture.fill(kLeft, y, length, kBar, color);
      picture.draw_text(kLeft + length + 8, y + 2, shown(p), kBlack);
    };
    bar(top, first[i], kFirst);
    bar(top + kBar, second[i], kSecond);
  }
  picture.write_png(file);
}

}  // namespace tapestry
