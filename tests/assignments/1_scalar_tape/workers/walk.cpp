// Does with the student's Values what the grader asks for: + and * alone.
#include <type_traits>

#include "submission/value.hpp"
#include "tests/assignments/grader/worker.hpp"

namespace {

// Whether numbers and Values may stand in one formula; a template, so that it compiles if not.
template <class V>
constexpr bool converts() {
  return std::is_convertible_v<double, V> && requires(V x) {
    2.0 * x + 1.0;
    1.0 + x * 2.0;
  };
}

// 2 x + 1, with the numbers before or after; x itself where numbers do not convert.
template <class V>
V mixed(const V& x, bool before) {
  if constexpr (converts<V>())
    return before ? 2.0 * x + 1.0 : 1.0 + x * 2.0;
  else
    return x;
}

std::vector<Value> replay(const tapestry::grader::Message& request) {
  std::vector<Value> all;
  for (const double leaf : request.numbers("leaves")) all.push_back(Value(leaf));
  const auto &op = request.numbers("op"), &a = request.numbers("a"), &b = request.numbers("b");
  for (std::size_t i = 0; i < op.size(); ++i) {
    const Value x = all.at(std::size_t(a[i])), y = all.at(std::size_t(b[i]));
    if (op[i] == 0)
      all.push_back(x + y);
    else
      all.push_back(x * y);
  }
  return all;
}

}  // namespace

int main() {
  using tapestry::grader::Message;
  return tapestry::grader::serve(
      {{"values",
        [](const Message& request, Message& answer) {
          std::vector<double> out;
          for (const Value& x : replay(request)) out.push_back(x.value());
          answer.set("values", out);
          answer.set("converts", double(converts<Value>()));
          const Value x(request.numbers("leaves").at(0));
          answer.set("mixed", {mixed(x, true).value(), mixed(x, false).value()});
        }},
       {"mixed",
        [](const Message& request, Message& answer) {
          const Value x(request.numbers("leaves").at(0));
          answer.set("gradients", gradient(mixed(x, request.number("before") == 1), {x}));
        }},
       // For each y in turn, on one tape: the gradients at all the xs, one after the other.
       {"gradient", [](const Message& request, Message& answer) {
          const std::vector<Value> all = replay(request);
          std::vector<Value> xs;
          for (const double x : request.numbers("xs")) xs.push_back(all.at(std::size_t(x)));
          std::vector<double> out;
          for (const double y : request.numbers("ys"))
            for (const double g : gradient(all.at(std::size_t(y)), xs)) out.push_back(g);
          answer.set("gradients", out);
        }}});
}
