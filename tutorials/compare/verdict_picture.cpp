#include "verdict_picture.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

using namespace tapestry;

namespace {

constexpr std::size_t kRow = 32, kColumn = 360, kHalf = 150, kTop = 90, kMargin = 16;
constexpr Color kGreen{0, 130, 80}, kOrange{213, 94, 0}, kGrey{120, 120, 120}, kLine{60, 60, 60};

// One column: what is drawn for each method, above 0 being better.
struct Column {
  std::string title;
  std::vector<nn::Interval> gains;
  std::vector<nn::Verdict> verdicts;
};

std::vector<Column> columns_of(const nn::Comparison& comparison) {
  std::vector<Column> columns;
  for (std::size_t t = 0; t <= comparison.measures.size(); ++t) {
    const bool all = t == comparison.measures.size();
    Column column{all ? "Delta-MTL" : comparison.measures[t].task, {}, {}};
    for (const nn::MethodResult& method : comparison.methods) {
      nn::Interval gain = all ? method.delta : method.tasks[t].difference;
      if (!all && !comparison.measures[t].higher_is_better)
        gain = {-gain.mean, -gain.high, -gain.low};
      column.gains.push_back(gain);
      column.verdicts.push_back(all ? method.verdict : method.tasks[t].verdict);
    }
    columns.push_back(column);
  }
  return columns;
}

void draw(Picture& picture, const Column& column, std::size_t left) {
  double largest = 0;
  for (const nn::Interval& gain : column.gains)
    largest = std::max({largest, std::abs(gain.low), std::abs(gain.high)});
  const double scale = largest > 0 ? static_cast<double>(kHalf) / largest : 0;
  const std::size_t zero = left + kHalf + 20;
  const auto place = [&](double gain) {
    return static_cast<std::size_t>(std::lround(static_cast<double>(zero) + scale * gain));
  };
  std::ostringstream range;
  range << std::setprecision(3) << "-" << largest << " .. " << largest;
  picture.draw_text(left + 20, 40, column.title, kBlack);
  picture.draw_text(left + 20, 64, range.str(), kGrey);
  picture.fill(zero, kTop, 1, column.gains.size() * kRow, kLine);
  for (std::size_t m = 0; m < column.gains.size(); ++m) {
    const nn::Interval& gain = column.gains[m];
    const nn::Verdict verdict = column.verdicts[m];
    const Color color = verdict == nn::Verdict::helps   ? kGreen
                        : verdict == nn::Verdict::hurts ? kOrange
                                                        : kGrey;
    const std::size_t y = kTop + m * kRow;
    const std::size_t low = place(gain.low), high = place(gain.high);
    picture.fill(low, y + 9, high - low + 1, 4, color);
    picture.fill(place(gain.mean) - 1, y + 4, 4, 14, color);
    if (verdict != nn::Verdict::no_difference_shown)
      picture.draw_text(left + 20, y + 20, nn::words(verdict), color, 1);
  }
}

}  // namespace

Picture verdict_picture(const nn::Comparison& comparison) {
  const std::vector<Column> columns = columns_of(comparison);
  const std::string title = "Difference from " +
                            comparison.methods[comparison.options.baseline].name +
                            " with its interval; to the right is better, the line is no difference";
  std::size_t names = 0;
  for (const nn::MethodResult& method : comparison.methods)
    names = std::max(names, text_width(method.name));
  const std::size_t width =
      std::max(names + columns.size() * kColumn, text_width(title)) + 2 * kMargin;
  Picture picture(width, kTop + comparison.methods.size() * kRow + kMargin);
  picture.draw_text(kMargin, 10, title, kBlack);
  for (std::size_t m = 0; m < comparison.methods.size(); ++m)
    picture.draw_text(kMargin, kTop + m * kRow + 2, comparison.methods[m].name, kBlack);
  for (std::size_t c = 0; c < columns.size(); ++c)
    draw(picture, columns[c], kMargin + names + c * kColumn);
  return picture;
}
