#include "engine/view/gradient_report.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/base/text_table.hpp"

namespace tapestry {
namespace {

// Which axis of a parameter counts its units; the header says why.
std::size_t unit_axis(const Shape& shape) { return shape.size() == 2 ? 1 : 0; }

ParameterReport report_of(const Var& parameter, const Tensor& gradient) {
  const Shape& shape = parameter.shape();
  ParameterReport report{parameter.name(), shape, 0, 0, 1, {}};
  std::size_t after = 1;  // elements between one unit's and the next one's
  if (!shape.empty()) {
    report.units = shape[unit_axis(shape)];
    for (std::size_t axis = unit_axis(shape) + 1; axis < shape.size(); ++axis) after *= shape[axis];
  }
  std::vector<bool> alive(report.units, false);
  std::size_t zeros = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double element = gradient.data()[i];
    // hypot: squares alone could overflow in double. It says that infinity and NaN make infinity,
    // but a norm must not hide a NaN.
    if (std::isnan(element))
      report.norm = element;
    else if (!std::isnan(report.norm))
      report.norm = std::hypot(report.norm, element);
    if (element == 0)
      ++zeros;
    else
      alive[i / after % report.units] = true;
  }
  if (gradient.size() > 0) {
    report.zeros = static_cast<double>(zeros) / static_cast<double>(gradient.size());
    for (std::size_t unit = 0; unit < report.units; ++unit)
      if (!alive[unit]) report.dead_units.push_back(unit);
  }
  return report;
}

std::string dead_text(const ParameterReport& row) {
  constexpr std::size_t kListed = 8;
  std::string list = base::text(row.dead_units.size(), " of ", row.units);
  for (std::size_t i = 0; i < std::min(kListed, row.dead_units.size()); ++i)
    list += base::text(i ? ", " : ": ", row.dead_units[i]);
  return list + (row.dead_units.size() > kListed ? ", ..." : "");
}

}  // namespace

std::vector<ParameterReport> gradient_report(const std::vector<Var>& parameters,
                                             const std::vector<Tensor>& gradients) {
  if (parameters.size() != gradients.size())
    base::fail("gradient_report: ", parameters.size(), " parameters and ", gradients.size(),
               " gradients: there must be one gradient for each parameter, in the same order.");
  std::vector<ParameterReport> report;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].shape() != gradients[i].shape())
      base::fail("gradient_report: gradient ", i, " ", to_string(gradients[i].shape()),
                 " must have the shape of its parameter, ", describe(parameters[i]),
                 ": give both in the same order.");
    report.push_back(report_of(parameters[i], gradients[i]));
  }
  return report;
}

void print_report(const std::vector<ParameterReport>& report, std::ostream& out) {
  std::vector<TextRow> rows = {{"parameter", "shape", "norm", "zeros", "dead units"}};
  for (const ParameterReport& row : report) {
    std::ostringstream norm, zeros;
    norm << std::setprecision(4) << row.norm;
    zeros << std::fixed << std::setprecision(1) << 100 * row.zeros << " %";
    rows.push_back({row.name, to_string(row.shape), norm.str(), zeros.str(), dead_text(row)});
  }
  print_table(rows, out);
}

}  // namespace tapestry
