// The line plots of this page.
#pragma once

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "nn/convex/path.hpp"
#include "nn/omega/omega.hpp"
#include "tutorials/support/plot.hpp"

namespace tapestry {

// A number with three digits after the point; a large one without.
inline std::string shown(double number) {
  char text[32];
  std::snprintf(text, sizeof text, number < 100 ? "%.3f" : "%.0f", number);
  return text;
}

inline void draw(const std::filesystem::path& file, const std::vector<LinePlot>& panels) {
  const PlotFiles files = write_plot(file, panels);
  if (!files.skipped.empty()) std::cerr << files.skipped << '\n';
}

// The weights of two tasks of two features, from the weakest strength to the strongest.
inline LinePlot plane(const std::string& title, const Tensor& truth,
                      const std::vector<nn::PathPoint>& path) {
  LinePlot plot{title, "weight of feature 1", "weight of feature 2", {}};
  for (const int t : {0, 1}) {
    Series series{"task " + std::to_string(t + 1), {}, {}};
    for (auto point = path.rbegin(); point != path.rend(); ++point) {
      series.xs.push_back(point->solution.weights(t, 0));
      series.ys.push_back(point->solution.weights(t, 1));
    }
    plot.series.push_back(series);
  }
  for (const int t : {0, 1})
    plot.series.push_back(
        {"truth " + std::to_string(t + 1), {double(truth(t, 0))}, {double(truth(t, 1))}});
  return plot;
}

// The error at each strength, of near tasks and of opposed ones.
inline void draw_errors(const std::filesystem::path& file, const std::vector<double>& strengths,
                        const std::vector<std::vector<double>>& errors) {
  std::vector<LinePlot> panels;
  for (const std::size_t i : {0U, 1U}) {
    const std::vector<double> alone(strengths.size(), errors[i].back());
    panels.push_back({i == 0 ? "Near tasks" : "Opposed tasks",
                      "strength",
                      "error beyond the noise",
                      {{"mean-regularised", strengths, errors[i]}, {"alone", strengths, alone}},
                      std::nullopt,
                      false,
                      true});
  }
  draw(file, panels);
}

// What a weight becomes by one step of length 1 down |w|: along the gradient, and by the prox.
inline void draw_step(const std::filesystem::path& file, const nn::Omega& lasso) {
  Series weight{"no step", {}, {}}, gradient{"gradient step", {}, {}},
      prox{"proximal step", {}, {}};
  for (int i = -60; i <= 60; ++i) {
    const double w = i / 20.0, by_gradient = w - (w > 0) + (w < 0);
    for (Series* series : {&weight, &gradient, &prox}) series->xs.push_back(w);
    weight.ys.push_back(w);
    gradient.ys.push_back(by_gradient);
    prox.ys.push_back(lasso.prox(full({1, 1}, Scalar(w)), 1)(0, 0));
  }
  draw(file, {{"One step down |w|", "weight before", "weight after", {weight, gradient, prox}}});
}

}  // namespace tapestry
