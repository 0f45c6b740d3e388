// Does with the student's ops what the grader asks for.
#include "submission/ops.hpp"

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using tapestry::grader::or_refused;

// The request's op and inputs, and what is asked about them.
struct Asked {
  explicit Asked(const Message& given) : request(given), op(given.text("op")) {
    for (const double size : request.numbers("shape")) shape.push_back(std::size_t(size));
    leaves.push_back(Var("x", tensor(shape, request.numbers("x"))));
    if (op == "scale_rows") leaves.push_back(Var("s", tensor({shape[0]}, request.numbers("s"))));
  }

  Var apply(const Var& x) const {
    if (op == "softplus") return ::softplus(x);
    if (op == "scale_rows") return ::scale_rows(x, leaves[1]);
    return ::running_sum(x);
  }

  const Message& request;
  std::string op;
  Shape shape;
  std::vector<Var> leaves;
};

std::vector<double> elements(const Tensor& x) { return {x.data(), x.data() + x.size()}; }

void set_gradients(Message& answer, const std::string& order, const std::vector<Tensor>& all) {
  const char* names[] = {"x", "s"};
  for (std::size_t k = 0; k < all.size(); ++k) answer.set(order + names[k], elements(all[k]));
}

void value(const Message& request, Message& answer) {
  const Asked asked(request);
  const Tensor y = asked.apply(asked.leaves[0]).value();
  answer.set("shape", {y.shape().begin(), y.shape().end()});
  answer.set("value", elements(y));
}

// The gradient of <u, op(x)> at one input; where the request has a w, of <u, op(x)> + <w, op(2 x)>.
void gradient(const Message& request, Message& answer) {
  const Asked asked(request);
  Tape tape;
  std::vector<Var> outputs = {asked.apply(asked.leaves[0])};
  std::vector<Tensor> upstreams = {tensor(asked.shape, request.numbers("u"))};
  if (request.has("w")) {
    outputs.push_back(asked.apply(2 * asked.leaves[0]));
    upstreams.push_back(tensor(asked.shape, request.numbers("w")));
  }
  const Var& input = asked.leaves.at(request.count("input"));
  answer.set("gradient", elements(tape.gradient(outputs, {input}, upstreams, Unused::zeros)[0]));
}

// Those of <u, op(x)>, and the gradients of their own product with vx and vs, at u, too.
void second(const Message& request, Message& answer) {
  const Asked asked(request);
  Tape tape;
  const Var u("u", tensor(asked.shape, request.numbers("u")));
  const std::vector<Var> first =
      tape.gradient_vars(asked.apply(asked.leaves[0]), asked.leaves, u, Unused::zeros);
  std::vector<Tensor> numbers;
  Var product = 0;
  for (std::size_t k = 0; k < first.size(); ++k) {
    const Tensor v = tensor(first[k].shape(), request.numbers(k == 0 ? "vx" : "vs"));
    product = product + sum(first[k] * Var::constant(v));
    numbers.push_back(first[k].value());
  }
  set_gradients(answer, "", numbers);
  std::vector<Var> all = asked.leaves;
  all.push_back(u);
  std::vector<Tensor> again = tape.gradient(product, all, Unused::zeros);
  answer.set("at u", elements(again.back()));
  again.pop_back();
  set_gradients(answer, "at ", again);
}

}  // namespace

int main() {
  const auto named = [](void (*call)(const Message&, Message&)) {
    return [call](const Message& request, Message& answer) {
      or_refused(answer, [&] { call(request, answer); });
    };
  };
  return tapestry::grader::serve(
      {{"value", named(value)}, {"gradient", named(gradient)}, {"second", named(second)}});
}
