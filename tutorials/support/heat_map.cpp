#include "tutorials/support/heat_map.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry {
namespace {

constexpr std::size_t kMargin = 16, kLine = 28, kGap = 32, kPad = 8;
constexpr Color kGrey{200, 200, 200};

void check(const HeatMap& map) {
  const auto fits = [&](const auto& table) {
    return table.size() == map.rows.size() &&
           std::all_of(table.begin(), table.end(),
                       [&](const auto& row) { return row.size() == map.columns.size(); });
  };
  if (map.rows.empty() || map.columns.empty() || !fits(map.values) || !fits(map.texts))
    base::fail("heat_maps: '", map.title, "' needs one value and one text for each of its ",
               map.rows.size(), " rows and ", map.columns.size(),
               " columns, and at least one cell.");
  if (!(map.limit > 0))
    base::fail("heat_maps: the limit of '", map.title, "' is ", map.limit,
               ": give a positive number.");
}

std::size_t widest(const std::vector<std::string>& texts) {
  std::size_t width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text));
  return width;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text)
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  return lines;
}

std::size_t cell_width(const HeatMap& map, std::size_t column) {
  std::size_t width = widest(lines_of(map.columns[column]));
  for (const auto& row : map.texts) width = std::max(width, text_width(row[column]));
  return width + 2 * kPad;
}

std::size_t width_of(const HeatMap& map) {
  std::size_t width = widest(map.rows) + kPad;
  for (std::size_t c = 0; c < map.columns.size(); ++c) width += cell_width(map, c);
  return std::max(width, text_width(map.title));
}

std::size_t heading_lines(const HeatMap& map) {
  std::size_t most = 0;
  for (const std::string& name : map.columns) most = std::max(most, lines_of(name).size());
  return most;
}

std::size_t height_of(const HeatMap& map) {
  return (map.rows.size() + heading_lines(map) + 1) * kLine;
}

void draw(Picture& picture, const HeatMap& map, std::size_t left, std::size_t top) {
  picture.draw_text(left, top, map.title, kBlack);
  for (std::size_t r = 0; r < map.rows.size(); ++r)
    picture.draw_text(left, top + (r + 1 + heading_lines(map)) * kLine + 4, map.rows[r], kBlack);
  std::size_t x = left + widest(map.rows) + kPad;
  for (std::size_t c = 0; c < map.columns.size(); ++c) {
    const std::vector<std::string> name = lines_of(map.columns[c]);
    const std::size_t cell = cell_width(map, c), below = heading_lines(map) + 1;
    for (std::size_t k = 0; k < name.size(); ++k)
      picture.draw_text(x + kPad, top + (below - name.size() + k) * kLine, name[k], kBlack);
    for (std::size_t r = 0; r < map.rows.size(); ++r) {
      const std::size_t y = top + (r + below) * kLine;
      picture.fill(x, y, cell - 2, kLine - 2, heat_color(map.values[r][c], map.limit));
      picture.draw_text(x + kPad, y + 4, map.texts[r][c], kBlack);
    }
    x += cell;
  }
}

}  // namespace

Color heat_color(double value, double limit) {
  if (std::isnan(value)) return kGrey;
  const double share = std::clamp(value / limit, -1.0, 1.0);
  const auto mix = [&](int full) {
    return static_cast<std::uint8_t>(std::lround(255 + std::abs(share) * (full - 255)));
  };
  return share < 0 ? Color{mix(67), mix(130), mix(200)} : Color{mix(214), mix(96), mix(77)};
}

Picture heat_maps(const std::string& title, const std::vector<HeatMap>& maps, std::size_t across) {
  if (maps.empty() || across == 0)
    base::fail("heat_maps: ", maps.size(), " maps, ", across,
               " in a row: give at least one of each.");
  std::vector<std::size_t> widths(std::min(across, maps.size()));
  std::vector<std::size_t> heights((maps.size() + across - 1) / across);
  for (std::size_t m = 0; m < maps.size(); ++m) {
    check(maps[m]);
    widths[m % across] = std::max(widths[m % across], width_of(maps[m]));
    heights[m / across] = std::max(heights[m / across], height_of(maps[m]));
  }
  std::size_t width = 0, height = 2 * kMargin + kLine;
  for (std::size_t w : widths) width += w + kGap;
  for (std::size_t h : heights) height += h + kGap;
  Picture picture(std::max(width, text_width(title) + kGap) + kMargin, height);
  picture.draw_text(kMargin, kMargin, title, kBlack);
  std::size_t top = kMargin + kLine + kMargin;
  for (std::size_t m = 0, left = kMargin; m < maps.size(); ++m) {
    draw(picture, maps[m], left, top);
    left += widths[m % across] + kGap;
    if (m % across + 1 == across) {
      left = kMargin;
      top += heights[m / across] + kGap;
    }
  }
  return picture;
}

}  // namespace tapestry
