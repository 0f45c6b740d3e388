// Line plots: their numbers as CSV, and a PNG of them where gnuplot is installed.
//
// Nothing here knows of tensors or tasks. gnuplot is asked for nothing but its standard terminals
// pngcairo or png; everything goes to it as a script on its standard input.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tapestry {

// One curve: the points (xs[i], ys[i]), joined in their order.
struct Series {
  std::string name;
  std::vector<double> xs, ys;
};

struct Range {
  double low = 0, high = 0;
};

// One pair of axes. Labels carry the units: "epoch", "test accuracy (%)".
struct LinePlot {
  std::string title, x_label, y_label;
  std::vector<Series> series;
  std::optional<Range> y_range = std::nullopt;  // the part of y to show; all of it unless given
  bool log_y = false;                           // the y axis is logarithmic
  bool log_x = false;                           // the x axis is
};

struct PlotFiles {
  std::filesystem::path csv;
  std::filesystem::path png;  // empty where it was not drawn
  std::string skipped;        // for the reader of the program's output: what was not drawn, and why
};

// Draws the panels side by side in one picture, `base`.png, and writes their points to `base`.csv:
// the columns panel, series, x_label, x, y_label, y. Where there is no gnuplot on the PATH the CSV
// is all, and `skipped` says so: print it.
//
// Throws, before anything is written, where there are no panels, a panel has no series, a series
// has no points or not as many xs as ys, a range is empty, or a text has a line break; after the
// CSV is written, where a point cannot be drawn (not finite; not positive on a logarithmic axis),
// where gnuplot fails (with its words), or where a file cannot be written.
PlotFiles write_plot(const std::filesystem::path& base, const std::vector<LinePlot>& panels);

}  // namespace tapestry
