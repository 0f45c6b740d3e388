#include "tests/assignments/5_choosing_tasks/sets.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::grader::choosing {

std::vector<Bits> all_sets(std::size_t n) {
  std::vector<Bits> all(Bits{1} << n);
  for (Bits set = 0; set < all.size(); ++set) all[set] = set;
  return all;
}

std::vector<Bits> sets_of_size(std::size_t n, std::size_t k) {
  std::vector<Bits> out;
  for (const Bits set : all_sets(n))
    if (static_cast<std::size_t>(std::popcount(set)) == k) out.push_back(set);
  return out;
}

std::vector<Bits> some_sets(std::size_t n, Rng& rng) {
  std::vector<Bits> out;
  for (const Bits set : all_sets(n))
    if (uniform_draw(rng) < 0.5) out.push_back(set);
  if (out.empty()) out.push_back(1);
  return out;
}

double log_weight(const Numbers& scores, Bits set) {
  double sum = 0;
  for (std::size_t t = 0; t < scores.size(); ++t)
    if (set >> t & 1) sum += scores[t];
  return sum;
}

namespace {

struct Weights {
  double largest;  // the logarithm of the largest one
  std::vector<long double> over_largest;
  long double sum = 0;
};

Weights weights(const Numbers& scores, const std::vector<Bits>& sets) {
  Weights out{-HUGE_VAL, {}};
  for (const Bits set : sets) out.largest = std::max(out.largest, log_weight(scores, set));
  for (const Bits set : sets) {
    out.over_largest.push_back(
        std::exp(static_cast<long double>(log_weight(scores, set)) - out.largest));
    out.sum += out.over_largest.back();
  }
  return out;
}

}  // namespace

double log_z(const Numbers& scores, const std::vector<Bits>& sets) {
  const Weights all = weights(scores, sets);
  return static_cast<double>(all.largest + std::log(all.sum));
}

Numbers chances(const Numbers& scores, const std::vector<Bits>& sets) {
  const Weights all = weights(scores, sets);
  Numbers out;
  for (const long double one : all.over_largest) out.push_back(static_cast<double>(one / all.sum));
  return out;
}

Numbers in_set(std::size_t n, const std::vector<Bits>& sets, const Numbers& chances) {
  Numbers in(n, 0);
  for (std::size_t i = 0; i < sets.size(); ++i)
    for (std::size_t t = 0; t < n; ++t)
      if (sets[i] >> t & 1) in[t] += chances[i];
  return in;
}

Numbers random_scores(Rng& rng, std::size_t n, double low, double high) {
  Numbers scores;
  for (std::size_t t = 0; t < n; ++t) scores.push_back(low + (high - low) * uniform_draw(rng));
  return scores;
}

Numbers tasks_of(Bits set) {
  Numbers tasks;
  for (std::size_t t = 0; set >> t > 0; ++t)
    if (set >> t & 1) tasks.push_back(static_cast<double>(t));
  return tasks;
}

std::string set_text(Bits set) {
  std::string out;
  for (const double t : tasks_of(set)) out += (out.empty() ? "" : ", ") + base::text(t);
  return "{" + out + "}";
}

Numbers as_request(const std::vector<Bits>& sets) {
  Numbers out;
  for (const Bits set : sets) {
    const Numbers tasks = tasks_of(set);
    out.push_back(static_cast<double>(tasks.size()));
    out.insert(out.end(), tasks.begin(), tasks.end());
  }
  return out;
}

}  // namespace tapestry::grader::choosing
