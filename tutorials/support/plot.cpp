#include "tutorials/support/plot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "engine/base/error.hpp"
#include "tutorials/support/csv.hpp"
#include "tutorials/support/plot_gnuplot.hpp"

namespace fs = std::filesystem;

namespace tapestry {
namespace {

// The palette of Okabe and Ito (less its yellow, too pale for a line), which people with any kind
// of colour vision can tell apart; and a mark for each, for prints in black and white.
constexpr const char* kColors[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                   "#E69F00", "#56B4E9", "#000000"};
constexpr int kMarks[] = {7, 5, 9, 13, 11, 6, 4};
constexpr std::size_t kStyles = std::size(kColors);

constexpr int kPanelWidth = 800, kPanelHeight = 600;  // pixels

void check_text(const LinePlot& panel, const std::string& name) {
  const auto control = [](unsigned char c) { return c < 32 || c == 127; };
  if (std::any_of(name.begin(), name.end(), control))
    base::fail("plot: the panel '", panel.title,
               "' has a text with a line break or control character: '", name,
               "': write it as one line.");
}

void check_panel(const LinePlot& panel) {
  for (const std::string& name : {panel.title, panel.x_label, panel.y_label})
    check_text(panel, name);
  if (panel.series.empty())
    base::fail("plot: the panel '", panel.title, "' has no series: give at least one.");
  if (panel.y_range && !(panel.y_range->low < panel.y_range->high))
    base::fail("plot: the y range of the panel '", panel.title, "' is ", panel.y_range->low, " to ",
               panel.y_range->high, ": its low end must be below its high end.");
  if (panel.y_range && (!std::isfinite(panel.y_range->low) || !std::isfinite(panel.y_range->high)))
    base::fail("plot: the y range of the panel '", panel.title, "' is ", panel.y_range->low, " to ",
               panel.y_range->high, ": both ends must be finite.");
  if (panel.y_range && panel.log_y && panel.y_range->low <= 0)
    base::fail("plot: the y range of the panel '", panel.title, "' begins at ", panel.y_range->low,
               ", and its axis is logarithmic: it must begin above 0.");
  for (const Series& series : panel.series) {
    check_text(panel, series.name);
    if (series.xs.size() != series.ys.size() || series.xs.empty())
      base::fail("plot: the series '", series.name, "' of the panel '", panel.title, "' has ",
                 series.xs.size(), " xs and ", series.ys.size(),
                 " ys: it must have as many of the one as of the other, and at least one.");
  }
}

void check_points(const LinePlot& panel) {
  for (const Series& series : panel.series)
    for (std::size_t i = 0; i < series.xs.size(); ++i) {
      const double x = series.xs[i], y = series.ys[i];
      const bool drawable = std::isfinite(x) && std::isfinite(y) && (!panel.log_y || y > 0) &&
                            (!panel.log_x || x > 0);
      if (!drawable)
        base::fail("plot: point ", i, " of the series '", series.name, "' of the panel '",
                   panel.title, "' is (", x, ", ", y, "): it must be finite",
                   panel.log_x || panel.log_y
                       ? base::text(", and its ", panel.log_y ? "y" : "x",
                                    panel.log_x && panel.log_y ? " and x" : "",
                                    " above 0 on a logarithmic axis")
                       : "",
                   "; the CSV has all the points.");
    }
}

// The text as a gnuplot expression. Inside single quotes nothing means anything to gnuplot but the
// quote itself, which is put in between: 'don'."'".'t'. (Writing it twice, as its manual has it,
// fails where the text begins with one.)
std::string quoted(const std::string& name) {
  std::string out = "('";
  for (char c : name) out += c == '\'' ? std::string("'.\"'\".'") : std::string(1, c);
  return out + "')";
}

// The least and the largest value of all the series, and whether all are whole numbers.
struct Extent {
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  bool whole = true;

  void add(const std::vector<double>& values) {
    for (double value : values) {
      range.low = std::min(range.low, value);
      range.high = std::max(range.high, value);
      whole = whole && value == std::floor(value);
    }
  }
};

// A range of one value has no length to draw: it is widened on both sides.
Range widened(Range range) {
  if (range.low < range.high) return range;
  const double margin = range.low == 0 ? 1 : std::abs(range.low) / 10;
  return {range.low - margin, range.high + margin};
}

// The powers of ten around a range: gnuplot labels a logarithmic axis at these alone.
Range decades(Range range) {
  const double low = std::floor(std::log10(range.low)), high = std::ceil(std::log10(range.high));
  return {std::pow(10, low), std::pow(10, std::max(high, low + 1))};
}

// 1, 2 or 5 times a power of ten, such that at most 10 steps lie in the range, or 5 where the
// labels are long. (Left to itself, gnuplot lets labels of four digits run into each other.)
double tic_step(Range range) {
  const double most = std::max(std::abs(range.low), std::abs(range.high));
  const double least_step = (range.high - range.low) / (most < 100 && most >= 1 ? 10 : 5);
  const double power = std::pow(10, std::floor(std::log10(least_step)));
  for (double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least_step) return factor * power;
  return 10 * power;
}

// Labels of a logarithmic axis: all in one form, 0.01 beside 0.1, or 1e-06 beside 1e-02.
const char* log_format(Range range) { return range.low < 1e-4 || range.high > 1e5 ? "%.0e" : "%g"; }

void write_axes(std::ostream& out, const LinePlot& panel) {
  Extent xs, ys;
  std::size_t longest_name = 0;
  for (const Series& series : panel.series) {
    longest_name = std::max(longest_name, series.name.size());
    xs.add(series.xs);
    ys.add(series.ys);
  }
  const Range x = panel.log_x ? decades(xs.range) : widened(xs.range);
  // gnuplot takes letters for wider than most are, which would part long names too far.
  out << "set key width -" << longest_name / 10 << "\n"
      << "set title " << quoted(panel.title) << " font ',24'\n"
      << "set xlabel " << quoted(panel.x_label) << " offset 0,0.4\n"
      << "set ylabel " << quoted(panel.y_label) << "\n"
      << "set xrange [" << x.low << ':' << x.high << "]\n"
      << (panel.log_x ? "set logscale x\n" : "unset logscale x\n")
      << (panel.log_y ? "set logscale y\n" : "unset logscale y\n");
  // Epochs and steps are whole: no marks between them.
  const double step = tic_step(x);
  if (panel.log_x)
    out << "set xtics autofreq format '" << log_format(x) << "'\n";
  else
    out << "set xtics " << (xs.whole ? std::max(1.0, step) : step) << " format '%g'\n";
  if (panel.y_range)
    out << "set yrange [" << panel.y_range->low << ':' << panel.y_range->high << "]\n";
  else if (panel.log_y)
    out << "set yrange [" << decades(ys.range).low << ':' << decades(ys.range).high << "]\n";
  else if (ys.range.low == ys.range.high)
    out << "set yrange [" << widened(ys.range).low << ':' << widened(ys.range).high << "]\n";
  else
    out << "set yrange [*:*]\n";
  out << "set format y '" << (panel.log_y ? log_format(decades(ys.range)) : "%g") << "'\n";
}

void write_curves(std::ostream& out, const LinePlot& panel) {
  for (std::size_t s = 0; s < panel.series.size(); ++s) {
    const Series& series = panel.series[s];
    out << "$series" << s << " << END_OF_POINTS\n";
    for (std::size_t i = 0; i < series.xs.size(); ++i)
      out << series.xs[i] << ' ' << series.ys[i] << '\n';
    out << "END_OF_POINTS\n";
  }
  out << "plot ";
  for (std::size_t s = 0; s < panel.series.size(); ++s) {
    const Series& series = panel.series[s];
    const std::size_t points = series.xs.size();
    // About ten marks on a curve, so that those of many points stay lines.
    out << (s > 0 ? ", " : "") << "$series" << s << " using 1:2 with linespoints linewidth 3"
        << " dashtype " << 1 + s / kStyles % 5 << " pointtype " << kMarks[s % kStyles]
        << " pointsize 1.6 pointinterval " << std::max<std::size_t>(1, points / 10)
        << " linecolor rgb '" << kColors[s % kStyles] << "' "
        << (series.name.empty() ? "notitle" : "title " + quoted(series.name));
  }
  out << '\n';
}

std::string script(const std::vector<LinePlot>& panels) {
  std::ostringstream out;
  out.precision(std::numeric_limits<double>::max_digits10);
  const std::size_t width = kPanelWidth * panels.size();
  const std::string size = base::text("noenhanced size ", width, ",", kPanelHeight);
  // "noenhanced": texts are shown as they are, with no markup for _ and ^.
  out << "set encoding utf8\n"
      << "if (strstrt(GPVAL_TERMINALS, 'pngcairo') > 0) {\n"
      << "  set terminal pngcairo " << size << " font 'sans,18' background '#ffffff'\n"
      << "} else {\n"
      << "  set terminal png truecolor " << size << " font 'sans,18' background '#ffffff'\n"
      << "}\n"
      << "set border 3 linecolor rgb '#404040' linewidth 1.5\n"
      << "set tics nomirror textcolor rgb '#404040'\n"
      << "set grid linetype 1 linewidth 1 linecolor rgb '#dddddd'\n"
      << "set key bmargin center horizontal samplen 2 height 1\n"
      << "set multiplot layout 1," << panels.size() << "\n";
  for (const LinePlot& panel : panels) {
    write_axes(out, panel);
    write_curves(out, panel);
  }
  out << "unset multiplot\n";
  return out.str();
}

void write_points(const fs::path& path, const std::vector<LinePlot>& panels) {
  std::vector<std::vector<CsvCell>> rows;
  for (const LinePlot& panel : panels)
    for (const Series& series : panel.series)
      for (std::size_t i = 0; i < series.xs.size(); ++i)
        rows.push_back(
            {panel.title, series.name, panel.x_label, series.xs[i], panel.y_label, series.ys[i]});
  write_csv(path, {"panel", "series", "x_label", "x", "y_label", "y"}, rows);
}

}  // namespace

PlotFiles write_plot(const fs::path& base, const std::vector<LinePlot>& panels) {
  if (panels.empty())
    base::fail("plot: there are no panels to draw in '", base.string(), "': give at least one.");
  for (const LinePlot& panel : panels) check_panel(panel);

  PlotFiles files;
  files.csv = base.string() + ".csv";
  write_points(files.csv, panels);
  for (const LinePlot& panel : panels) check_points(panel);

  const fs::path png = base.string() + ".png";
  if (run_gnuplot(script(panels), png))
    files.png = png;
  else
    files.skipped = base::text(
        "'", png.string(),
        "' was not drawn: gnuplot is not installed (Debian: apt-get install gnuplot-nox); '",
        files.csv.string(), "' has its numbers.");
  return files;
}

}  // namespace tapestry
