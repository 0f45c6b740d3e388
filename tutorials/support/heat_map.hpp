// Heat maps: tables whose cells are coloured by a number and show a short text.
#pragma once

#include <string>
#include <vector>

#include "tutorials/support/picture.hpp"

namespace tapestry {

struct HeatMap {
  std::string title;
  std::vector<std::string> rows, columns;       // their names; a column's may have line breaks
  std::vector<std::vector<double>> values;      // [rows][columns]; NaN: a grey cell
  std::vector<std::vector<std::string>> texts;  // what the cells show
  double limit = 1;  // blue is -limit or less, white 0, red limit or more
};

// From blue at -limit or less over white at 0 to red at limit or more; NaN: grey.
Color heat_color(double value, double limit);

// The maps from left to right and then from top to bottom, `across` in a row of maps, under a
// title. Throws for no maps, across = 0, a limit that is not positive, and where the values or
// texts are not one for each row and column.
Picture heat_maps(const std::string& title, const std::vector<HeatMap>& maps, std::size_t across);

}  // namespace tapestry
