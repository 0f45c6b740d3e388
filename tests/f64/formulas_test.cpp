// The formulas that the player shows, against the ops: each that can be computed element by
// element, from g, y and the inputs alone, is computed and compared with the pullback itself.
#include <gmock/gmock.h>

#include <cctype>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <optional>
#include <set>

#include "engine/core/tape.hpp"
#include "engine/view/pullback_formulas.hpp"
#include "tests/f64/op_cases.hpp"

namespace tapestry {
namespace {

using Names = std::map<std::string, double>;

// A formula's number. Of what is no formula of these names (words, or a constant of the op), none.
class Formula {
 public:
  static std::optional<double> of(const std::string& text, const Names& names) {
    Formula formula(text, names);
    const double number = formula.pieces();
    formula.skip();
    if (!formula.known_ || formula.at_ != text.size()) return std::nullopt;
    return number;
  }

 private:
  Formula(const std::string& text, const Names& names) : text_(text), names_(names) {}

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(const std::string& token) {
    skip();
    if (text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }

  // "a where a > b, g / 2 where a = b, else b": the first whose condition holds.
  double pieces() {
    std::optional<double> chosen;
    do {
      if (take("else ")) {
        const double last = sum();
        return chosen.value_or(last);
      }
      const double piece = sum();
      if (!take("where ")) return piece;
      if (condition() && !chosen) chosen = piece;
    } while (take(","));
    known_ = false;
    return 0;
  }
  bool condition() {
    const double left = sum();
    if (take("<")) return left < sum();
    if (take(">")) return left > sum();
    if (take("=")) return left == sum();
    known_ = false;
    return false;
  }
  double sum() {
    double total = product();
    for (;;) {
      if (take("+ "))
        total += product();
      else if (take("- "))
        total -= product();
      else
        return total;
    }
  }
  double product() {
    double total = factor();
    for (;;) {
      if (take("* "))
        total *= factor();
      else if (take("/ "))
        total /= factor();
      else
        return total;
    }
  }
  double factor() {
    if (take("-")) return -factor();
    const double base = atom();
    return take("^") ? std::pow(base, factor()) : base;
  }
  double atom() {
    if (take("(")) return closed(sum());
    skip();
    std::size_t end = at_;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0)) ++end;
    const std::string word = text_.substr(at_, end - at_);
    at_ = end;
    if (!word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) != 0)
      return std::stod(word);
    if (take("(")) return closed(function(word, sum()));
    const auto name = names_.find(word);
    known_ = known_ && name != names_.end();
    return known_ ? name->second : 0;
  }
  double closed(double inside) {
    known_ = known_ && take(")");
    return inside;
  }
  double function(const std::string& word, double x) {
    if (word == "exp") return std::exp(x);
    if (word == "log") return std::log(x);
    if (word == "sin") return std::sin(x);
    if (word == "cos") return std::cos(x);
    if (word == "tanh") return std::tanh(x);
    if (word == "sqrt") return std::sqrt(x);
    if (word == "erf") return std::erf(x);
    if (word == "erfc") return std::erfc(x);
    if (word == "abs") return std::abs(x);
    if (word == "sign") return x > 0 ? 1 : x < 0 ? -1 : 0;
    if (word == "sigmoid") return 1 / (1 + std::exp(-x));
    known_ = false;
    return 0;
  }

  const std::string& text_;
  const Names& names_;
  std::size_t at_ = 0;
  bool known_ = true;
};

TEST(Formulas, AreComputedAsTheyRead) {
  const Names names = {{"g", 3}, {"x", 2}, {"pi", std::numbers::pi}};
  EXPECT_EQ(Formula::of("g * x^2 - -g / (x + 1)", names), 13);
  EXPECT_EQ(Formula::of("-x^2", names), -4);
  EXPECT_EQ(Formula::of("1 where x > 2, g / 2 where x = 2, else g", names), 1.5);
  EXPECT_EQ(Formula::of("1 where x > 2, else -g", names), -3);
  for (const char* words : {"g B^T", "the sum of g", "g * p", "sum(x)", "(x", "1 where x > 2"})
    EXPECT_FALSE(Formula::of(words, names).has_value()) << words;
}

struct Compared {
  std::size_t elements = 0;  // of what both are finite
  std::string wrong;
};

// Element by element: empty where it cannot be computed so.
std::optional<Compared> compared(const std::string& formula, const Tensor& actual,
                                 const std::map<std::string, Tensor>& tensors) {
  Compared result;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    Names names = {{"pi", std::numbers::pi}};
    for (const auto& [name, x] : tensors) {
      if (x.shape() != actual.shape()) return std::nullopt;
      names[name] = x.data()[i];
    }
    const std::optional<double> number = Formula::of(formula, names);
    if (!number) return std::nullopt;
    const double wanted = actual.data()[i];
    if (!std::isfinite(*number) || !std::isfinite(wanted)) continue;
    ++result.elements;
    if (std::abs(*number - wanted) > 1e-6 * (1 + std::abs(wanted)))
      result.wrong =
          formula + " is " + std::to_string(*number) + " and not " + std::to_string(wanted);
  }
  return result;
}

TEST(Formulas, SayWhatThePullbacksCompute) {
  std::set<std::string> values, pullbacks;
  for (const OpCase& row : op_cases()) {
    if (row.composed) continue;
    const OpFormulas* formulas = formulas_of(row.op);
    ASSERT_NE(formulas, nullptr) << row.op;
    Tape tape;
    std::vector<Var> leaves;
    for (const Tensor& x : draw_inputs(row, 1)) leaves.emplace_back(x);
    row.function(leaves);
    const Tape::Entry entry = tape[0];
    const NoRecording pause;
    const Tensor& y = entry.output.value();
    Rng rng(2);
    std::map<std::string, Tensor> tensors;
    for (std::size_t k = 0; k < entry.inputs.size(); ++k) {
      ASSERT_FALSE(formulas->pullbacks.empty()) << row.op;
      const bool many_alike = formulas->pullbacks.back().input == "x_k";
      ASSERT_TRUE(many_alike || k < formulas->pullbacks.size())
          << row.op << ", " << row.description << ": input " << k << " has no formula";
      if (!many_alike) tensors[formulas->pullbacks[k].input] = entry.inputs[k].value();
    }
    if (const auto value = compared(formulas->value, y, tensors); value && value->elements > 0) {
      EXPECT_EQ(value->wrong, "") << row.op << ", " << row.description;
      values.insert(row.op);
    }
    const Tensor g = random_normal(y.shape(), rng);
    tensors["g"] = g;
    tensors["y"] = y;
    for (std::size_t k = 0; k < entry.inputs.size() && k < formulas->pullbacks.size(); ++k) {
      const Tensor pulled = entry.pullbacks[k](Var(g), entry.output).value();
      const auto gradient = compared(formulas->pullbacks[k].formula, pulled, tensors);
      if (!gradient || gradient->elements == 0) continue;
      EXPECT_EQ(gradient->wrong, "") << row.op << ", " << row.description << ", input " << k;
      pullbacks.insert(row.op);
    }
  }
  // The elementwise ops without a constant of their own: words would let a wrong formula through.
  for (const char* op : {"add", "mul", "div", "pow", "maximum", "relu", "tanh", "gelu", "erf"})
    EXPECT_EQ(values.count(op) + pullbacks.count(op), 2u) << op << " was not compared";
  EXPECT_GE(values.size(), 25u);
  EXPECT_GE(pullbacks.size(), 25u);
}

}  // namespace
}  // namespace tapestry
