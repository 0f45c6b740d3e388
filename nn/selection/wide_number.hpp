// WideNumber: a positive number, or 0, of any size: the weight of a subset is e^(sum of scores),
// which a double cannot hold from a sum of 710 on.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace tapestry::nn {

// mantissa 2^exponent, with 1 <= mantissa < 2, or mantissa = 0. Sums and products are rounded as
// those of doubles are, and have only positive terms: none loses digits.
struct WideNumber {
  double mantissa = 0;
  std::int64_t exponent = 0;

  bool is_zero() const { return mantissa == 0; }
};

namespace wide {

constexpr double kLog2 = 0.693147180559945309417;  // log 2

// 2^-d, 0 <= d <= 1022
inline double power_of_half(std::int64_t d) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(1023 - d) << 52);
}

inline WideNumber of(double mantissa, std::int64_t exponent) {
  return mantissa >= 2 ? WideNumber{mantissa / 2, exponent + 1} : WideNumber{mantissa, exponent};
}

}  // namespace wide

inline WideNumber operator*(const WideNumber& a, const WideNumber& b) {
  return wide::of(a.mantissa * b.mantissa, a.exponent + b.exponent);
}

inline WideNumber operator+(const WideNumber& a, const WideNumber& b) {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  const WideNumber& large = a.exponent >= b.exponent ? a : b;
  const WideNumber& small = a.exponent >= b.exponent ? b : a;
  const std::int64_t apart = large.exponent - small.exponent;
  if (apart > 60) return large;  // below its last digit
  return wide::of(large.mantissa + small.mantissa * wide::power_of_half(apart), large.exponent);
}

// b is not 0.
inline WideNumber operator/(const WideNumber& a, const WideNumber& b) {
  if (a.is_zero()) return a;
  const double mantissa = a.mantissa / b.mantissa;  // above 1/2, below 2
  const std::int64_t exponent = a.exponent - b.exponent;
  return mantissa < 1 ? WideNumber{2 * mantissa, exponent - 1} : WideNumber{mantissa, exponent};
}

// a / b as a double: 0 where it is too small for one. b is not 0, and a / b not too large.
inline double ratio(const WideNumber& a, const WideNumber& b) {
  if (a.is_zero()) return 0;
  const std::int64_t apart = a.exponent - b.exponent;
  if (apart < -1100) return 0;
  return std::ldexp(a.mantissa / b.mantissa, static_cast<int>(apart));
}

// log(a / b), of numbers that are not 0.
inline double log_ratio(const WideNumber& a, const WideNumber& b) {
  return std::log(a.mantissa / b.mantissa) +
         static_cast<double>(a.exponent - b.exponent) * wide::kLog2;
}

inline double log(const WideNumber& a) { return log_ratio(a, {1, 0}); }

// e^x, |x| <= 1e9: x is parted into whole multiples of log 2, in two steps that lose no digits
// (Cody & Waite 1980), and a rest.
inline WideNumber wide_exp(double x) {
  constexpr double kHigh = 0x1.62e42fp-1, kLow = 0x1.df473de6af279p-26;  // log 2 = high + low
  const double k = std::floor(x / wide::kLog2);
  double mantissa = std::exp((x - k * kHigh) - k * kLow);
  auto exponent = static_cast<std::int64_t>(k);
  for (; mantissa >= 2; mantissa /= 2)
    ++exponent;  // where rounding put the rest outside [0, log 2)
  for (; mantissa < 1; mantissa *= 2) --exponent;
  return {mantissa, exponent};
}

}  // namespace tapestry::nn
