// How this page shows what was measured, and what a net gets wrong.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "datasets/image_set.hpp"
#include "nn/training/evaluate.hpp"
#include "nn/training/fit_options.hpp"
#include "tutorials/support/heat_map.hpp"
#include "tutorials/support/picture_grids.hpp"
#include "tutorials/support/plot.hpp"

namespace tapestry {

// A number of per cent, with a digit after the point. Chance is 10 %: near it, no number is shown.
inline std::string shown(double per_cent) {
  char text[16];
  std::snprintf(text, sizeof text, per_cent < 30 ? "below 30" : "%.1f", per_cent);
  return text;
}

// A row of a table: a method, its rate, the mean over the seeds after the first epoch and the last,
// and the lowest and the highest of the seeds after the last.
inline std::vector<std::string> spread_row(const std::string& method, const std::string& rate,
                                           const std::vector<double>& mean,
                                           const std::vector<double>& last) {
  const auto [low, high] = std::minmax_element(last.begin(), last.end());
  return {method, rate, shown(mean.front()), shown(mean.back()), shown(*low), shown(*high)};
}

// What was measured in each epoch: the losses on the training batches and, after it, on the
// validation set, and how many per cent of the latter were right.
inline std::vector<double> training_losses(const nn::History& history) {
  std::vector<double> losses;
  for (const nn::Epoch& epoch : history) losses.push_back(epoch.tasks[0].loss);
  return losses;
}
inline std::vector<double> validation_losses(const nn::History& history) {
  std::vector<double> losses;
  for (const nn::Epoch& epoch : history) losses.push_back(epoch.tasks[0].validation->loss);
  return losses;
}
inline double right(const nn::Epoch& epoch) { return 100 * epoch.tasks[0].validation->accuracy; }

// A curve over the epochs, from 1.
inline Series by_epoch(const std::string& name, const std::vector<double>& ys) {
  Series series{name, {}, ys};
  for (std::size_t e = 1; e <= ys.size(); ++e) series.xs.push_back(static_cast<double>(e));
  return series;
}

// counts [true class][predicted class]. The diagonal is grey, or nothing else could be seen.
inline Picture confusion_picture(const std::vector<std::vector<std::size_t>>& counts) {
  HeatMap map{"rows: what it is; columns: what the net says", {}, {}, {}, {}, 1};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    map.rows.push_back(std::to_string(i));
    map.columns.push_back(std::to_string(i));
    map.values.emplace_back();
    map.texts.emplace_back();
    for (std::size_t j = 0; j < counts.size(); ++j) {
      const double count = static_cast<double>(counts[i][j]);
      map.values[i].push_back(i == j ? std::numeric_limits<double>::quiet_NaN() : count);
      map.texts[i].push_back(std::to_string(counts[i][j]));
      if (i != j) map.limit = std::max(map.limit, count);
    }
  }
  return heat_maps("Test images, counted (grey: right)", {map}, 1);
}

struct Mistake {
  double sure;      // the probability of what the net says
  std::size_t row;  // of the set
  int said;
  bool operator<(const Mistake& other) const { return sure < other.sure; }
};

// The rows of p [images x classes] whose largest probability is not the label's; the surest first.
inline std::vector<Mistake> mistakes_of(const Tensor& p, const std::vector<int>& labels) {
  const std::vector<int> said = nn::argmax_rows(p);
  std::vector<Mistake> mistakes;
  for (std::size_t n = 0; n < said.size(); ++n)
    if (said[n] != labels[n]) mistakes.push_back({p(n, said[n]), n, said[n]});
  std::sort(mistakes.rbegin(), mistakes.rend());
  return mistakes;
}

// The first ten of these mistakes.
inline Picture mistakes_picture(const datasets::ImageSet& set, const std::vector<Mistake>& all) {
  std::vector<Example> examples;
  for (std::size_t k = 0; k < std::min<std::size_t>(10, all.size()); ++k) {
    const std::uint8_t* pixels = set.pixels.data() + all[k].row * set.features();
    examples.push_back(
        {{pixels, pixels + set.features()},
         set.channels,
         set.height,
         set.width,
         std::to_string(set.labels[all[k].row]) + " \u2192 " + std::to_string(all[k].said),
         false});
  }
  return image_grid("The surest mistakes: truth \u2192 prediction", examples, 5);
}

}  // namespace tapestry
