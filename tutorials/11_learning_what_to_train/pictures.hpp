// The pictures of this page.
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "tutorials/11_learning_what_to_train/means.hpp"
#include "tutorials/11_learning_what_to_train/tables.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/picture.hpp"

namespace tapestry {

// A row a helper, a column a hundred rounds: in which part of them it was chosen.
inline HeatMap chosen_map(const std::string& title, const Data& data, const nn::History& history) {
  HeatMap map{title, {}, {}, {}, {}, /*limit=*/1.2};
  const std::size_t columns = std::min<std::size_t>(15, history.size() / 2);
  const std::size_t epochs = history.size() / columns;  // of a column
  for (std::size_t c = 1; c <= columns; ++c)
    map.columns.push_back(std::to_string(c * epochs * kEpoch));
  for (std::size_t t = 1; t < kTasks; ++t) {
    map.rows.push_back(std::to_string(t) + " " + name_of(data.tasks.kind(t)));
    map.values.emplace_back();
    map.texts.emplace_back();
    for (std::size_t c = 0; c < columns; ++c) {
      double sum = 0;
      for (std::size_t e = 0; e < epochs; ++e)
        sum += static_cast<double>(history[c * epochs + e].tasks[t].chosen);
      map.values.back().push_back(sum / static_cast<double>(epochs * kEpoch));
      map.texts.back().push_back(shown(map.values.back().back(), 2));
    }
  }
  return map;
}

inline void draw_chosen(const Data& data, const std::vector<Means>& ways,
                        const std::filesystem::path& file) {
  std::vector<HeatMap> maps;
  for (const Means& way : ways) maps.push_back(chosen_map(way.name, data, way.history));
  heat_maps("How often each helper was chosen since the column before", maps, 1).write_png(file);
}

// A bar a way, from 50 % on, which is guessing.
inline void draw_accuracies(const std::vector<Means>& ways, const std::filesystem::path& file) {
  constexpr std::size_t kBar = 24, kRow = 40, kLeft = 330, kTop = 60, kMargin = 16;
  constexpr std::size_t kLongest = 500, kNumber = 90;
  constexpr Color kGiven{140, 140, 140}, kLearned{67, 130, 200};
  Picture picture(kLeft + kLongest + kNumber, kTop + ways.size() * kRow + kMargin);
  picture.draw_text(kMargin, kMargin, "The target's accuracy on new rows (%); a bar begins at 50",
                    kBlack);
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const std::size_t top = kTop + i * kRow;
    const double part = std::clamp((ways[i].accuracy - 50) / 50, 0.01, 1.0);
    const auto length = static_cast<std::size_t>(std::lround(part * double(kLongest)));
    picture.draw_text(kMargin, top + 4, ways[i].name, kBlack);
    picture.fill(kLeft, top, length, kBar, i < 3 ? kGiven : kLearned);
    picture.draw_text(kLeft + length + 8, top + 4, shown(ways[i].accuracy, 1), kBlack);
  }
  picture.write_png(file);
}

}  // namespace tapestry
