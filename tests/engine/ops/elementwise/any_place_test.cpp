// An elementwise op gives the same number the same bits wherever it stands: at any offset, in a
// tensor of any length, in its value and in its gradient. (Vector registers and what is left over
// after them must not be computed by different functions.)
#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/engine/expect.hpp"
#include "tests/places.hpp"

namespace tapestry {
namespace {

// Two inputs, so that ops of one and of two are tried alike.
struct Op {
  std::string name;
  std::function<Var(const Var&, const Var&)> of;
};

template <class F>
Op of_one(const std::string& name, F f) {
  return {name, [f](const Var& x, const Var&) { return f(x); }};
}

std::vector<Op> elementwise_ops() {
  using kernels::choose, kernels::weigh, kernels::where_positive;
  const auto is_positive = [](Scalar v) { return Scalar(v > 0); };
  const auto or_zero = [](Scalar v) { return std::isnan(v) ? 0 : v; };
  return {
      {"add", add},
      {"sub", sub},
      {"mul", mul},
      {"div", div},
      {"pow", pow},
      {"maximum", maximum},
      {"minimum", minimum},
      {"where_positive", where_positive},
      {"weigh", [](const Var& x, const Var& y) { return weigh(x, Var::constant(y.value())); }},
      {"where",
       [=](const Var& x, const Var& y) {
         return choose(Var::constant(kernels::map(x.value(), is_positive)), x, y);
       }},
      {"choose with a condition",
       [=](const Var& x, const Var& y) { return where(kernels::map(x.value(), or_zero), x, y); }},
      // And the losses of each element.
      {"huber", [](const Var& x, const Var& y) { return huber(x, y, 1, Reduction::none); }},
      {"squared_error",
       [](const Var& x, const Var& y) { return squared_error(x, y, Reduction::none); }},
      {"binary_cross_entropy_with_logits",
       [=](const Var& x, const Var&) {
         const Var targets = Var::constant(kernels::map(x.value(), is_positive));
         return binary_cross_entropy_with_logits(x, targets, Reduction::none);
       }},
      {"sigmoid_minus",
       [](const Var& x, const Var&) {
         return sigmoid_minus(x, Var::constant(full(x.shape(), Scalar(0.3))));
       }},
      of_one("neg", neg),
      of_one("relu", relu),
      of_one("tanh", [](const Var& x) { return tanh(x); }),
      of_one("sigmoid", sigmoid),
      of_one("tanh_slope", kernels::tanh_slope),
      of_one("sigmoid_slope", kernels::sigmoid_slope),
      of_one("exp", [](const Var& x) { return exp(x); }),
      of_one("log", [](const Var& x) { return log(x); }),
      of_one("log1p", [](const Var& x) { return log1p(x); }),
      of_one("expm1", [](const Var& x) { return expm1(x); }),
      of_one("erf", [](const Var& x) { return erf(x); }),
      of_one("erfc", [](const Var& x) { return erfc(x); }),
      of_one("sin", [](const Var& x) { return sin(x); }),
      of_one("cos", [](const Var& x) { return cos(x); }),
      of_one("power, 2.5", [](const Var& x) { return power(x, Scalar(2.5)); }),
      of_one("power, 0", [](const Var& x) { return power(x, 0); }),
      of_one("square", [](const Var& x) { return square(x); }),
      of_one("sqrt", [](const Var& x) { return sqrt(x); }),
      of_one("abs", [](const Var& x) { return abs(x); }),
      of_one("clamp", [](const Var& x) { return clamp(x, -1, 1); }),
      of_one("leaky_relu", [](const Var& x) { return leaky_relu(x); }),
      of_one("elu", [](const Var& x) { return elu(x); }),
      of_one("softplus", softplus),
      of_one("silu", silu),
      of_one("gelu", gelu),
  };
}

// Where formulas change, round, overflow and vanish. 41 numbers: no multiple of a register.
std::vector<Scalar> numbers() {
  return {0,      -0.f,    1,         -1,         1e-45f, -1e-40f, 3e-5f,   -2e-7f, 0.1f,
          -0.3f,  0.6425f, -0.75f,    1.7f,       -2.9f,  4.4f,    -5.5f,   9.01f,  -9.3f,
          9.5f,   -17,     17.25f,    -31,        44.8f,  -87.2f,  -87.5f,  88.2f,  88.5f,
          -95,    -110,    163.5f,    -1e3f,      366638, -1.5e6f, 2.7e10f, -3e18f, 1e30f,
          -3e38f, 3.4e38f, kInfinity, -kInfinity, kNaN};
}

struct ValueAndGradients {
  Tensor value, first, second;
};

ValueAndGradients run(const Op& op, const Tensor& x, const Tensor& y,
                      std::set<std::string>* recorded = nullptr) {
  const Var a(x), b(y);
  Tape tape;
  const Var out = op.of(a, b);
  if (recorded)
    for (std::size_t i = 0; i < tape.size(); ++i) recorded->insert(tape[i].output.op());
  const auto gradients = tape.gradient(out, {a, b}, full(out.shape(), Scalar(0.7)), Unused::zeros);
  return {out.value(), gradients[0], gradients[1]};
}

// The bits, except that a NaN is a NaN.
bool same(Scalar a, Scalar b) {
  return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0;
}

TEST(AnyPlace, TheSameNumberGivesTheSameBits) {
  const std::vector<Scalar> all = numbers();
  for (const Op& op : elementwise_ops()) {
    std::vector<ValueAndGradients> alone;
    for (std::size_t k = 0; k < all.size(); ++k)
      alone.push_back(run(op, full({1}, all[k]), full({1}, all[(k + 7) % all.size()])));
    for (const std::size_t length : {1, 2, 7, 15, 16, 17, 31, 32, 33, 40})
      for (std::size_t turn = 0; turn < all.size(); ++turn) {
        Tensor x = zeros({length}), y = zeros({length});
        for (std::size_t i = 0; i < length; ++i) {
          x.data()[i] = all[(i + turn) % all.size()];
          y.data()[i] = all[(i + turn + 7) % all.size()];
        }
        const ValueAndGradients here = run(op, x, y);
        for (std::size_t i = 0; i < length; ++i) {
          const ValueAndGradients& one = alone[(i + turn) % all.size()];
          ASSERT_TRUE(same(here.value.data()[i], one.value.data()[0]) &&
                      same(here.first.data()[i], one.first.data()[0]) &&
                      same(here.second.data()[i], one.second.data()[0]))
              << op.name << " of " << x.data()[i] << " and " << y.data()[i] << " at " << i << " of "
              << length << ": " << here.value.data()[i] << ", alone " << one.value.data()[0];
        }
      }
  }
}

TEST(AnyPlace, EveryElementwiseOpIsTried) {
  std::set<std::string> tried, missing;
  for (const Op& op : elementwise_ops()) run(op, full({1}, 1), full({1}, 2), &tried);
  const auto folder = std::filesystem::path(test::kSourceFolder) / "engine/ops/elementwise";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::stringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const std::string source = text.str();
    static const std::regex call(R"re(\brecord\s*\(\s*"([^"]*)")re");
    for (std::sregex_iterator match(source.begin(), source.end(), call), end; match != end; ++match)
      if (!tried.count((*match)[1])) missing.insert((*match)[1]);
  }
  EXPECT_GE(tried.size(), 30u);
  EXPECT_THAT(missing, testing::IsEmpty()) << "add these to elementwise_ops()";
}

}  // namespace
}  // namespace tapestry
