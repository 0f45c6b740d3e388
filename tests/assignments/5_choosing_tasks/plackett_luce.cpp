#include "tests/assignments/5_choosing_tasks/plackett_luce.hpp"

#include <cmath>

namespace tapestry::grader::choosing {
namespace {

// That these tasks come next, where `left` is the summed weight of those that were not drawn yet.
double next_are(const Numbers& scores, Bits set, double left) {
  if (set == 0) return 1;
  double p = 0;
  for (std::size_t t = 0; t < scores.size(); ++t) {
    const double weight = std::exp(scores[t]);
    if (set >> t & 1) p += weight / left * next_are(scores, set & ~(Bits{1} << t), left - weight);
  }
  return p;
}

}  // namespace

Numbers plackett_luce(const Numbers& scores, const std::vector<Bits>& sets) {
  double all = 0;
  for (const double s : scores) all += std::exp(s);
  Numbers out;
  for (const Bits set : sets) out.push_back(next_are(scores, set, all));
  return out;
}

}  // namespace tapestry::grader::choosing
