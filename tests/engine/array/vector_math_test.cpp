// The functions of vector_math against the standard library in double, over all magnitudes, within
// the limits of its header.
#include "engine/array/vector_math.hpp"

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

struct Function {
  std::string name;
  Tensor (*of)(const Tensor&);
  double (*oracle)(double);
  double limit;  // in ulp
};

std::vector<Function> functions() {
  return {
      {"exp", kernels::exp_of, std::exp, 2},    {"expm1", kernels::expm1_of, std::expm1, 3},
      {"log", kernels::log_of, std::log, 2},    {"log1p", kernels::log1p_of, std::log1p, 2},
      {"tanh", kernels::tanh_of, std::tanh, 3}, {"erf", kernels::erf_of, std::erf, 3},
      {"erfc", kernels::erfc_of, std::erfc, 8}, {"sin", kernels::sin_of, std::sin, 1},
      {"cos", kernels::cos_of, std::cos, 1},
  };
}

// Some 500,000 floats of each sign, with what lies at the functions' own limits.
Tensor floats_of_all_magnitudes() {
  std::vector<Scalar> out = {0, -kInfinity, kInfinity, kNaN, 1, -1, 88.5f, -87.5f, 9.3f, -103.9f};
  for (const Scalar sign : {Scalar{1}, Scalar{-1}}) {
    out.push_back(sign * Scalar{0});
    for (int exponent = -149; exponent < 128; ++exponent)
      for (int k = 0; k < 1000; ++k)
        out.push_back(sign * std::ldexp(1 + static_cast<Scalar>(k) / 1000, exponent));
  }
  return tensor({out.size()}, out);
}

double ulp_of(double right) {
  const int smallest = std::numeric_limits<Scalar>::min_exponent - 1;
  const int exponent = right == 0 ? smallest : std::max(std::ilogb(right), smallest);
  return std::ldexp(1.0, exponent - std::numeric_limits<Scalar>::digits + 1);
}

TEST(VectorMath, IsExactToItsLimits) {
  const Tensor x = floats_of_all_magnitudes();
  for (const Function& f : functions()) {
    const Tensor y = f.of(x);
    double worst = 0;
    Scalar worst_at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double right = f.oracle(double{x.data()[i]});
      const Scalar rounded = static_cast<Scalar>(right);
      if (!std::isfinite(rounded)) {
        EXPECT_TRUE(std::isnan(rounded) ? std::isnan(y.data()[i]) : y.data()[i] == rounded)
            << f.name << "(" << x.data()[i] << ") = " << y.data()[i];
        continue;
      }
      const double off = std::abs(double{y.data()[i]} - right) / ulp_of(right);
      if (!(off <= worst)) worst = off, worst_at = x.data()[i];
    }
    EXPECT_LE(worst, f.limit) << f.name << "(" << worst_at << ")";
  }
}

TEST(VectorMath, KeepsTheSignOfZero) {
  for (const Function& f : functions())
    for (const Scalar zero : {Scalar{0}, -Scalar{0}}) {
      const Scalar right = static_cast<Scalar>(f.oracle(zero));
      EXPECT_EQ(std::signbit(f.of(full({3}, zero)).data()[1]), std::signbit(right)) << f.name;
    }
}

}  // namespace
}  // namespace tapestry
