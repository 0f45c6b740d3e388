// Takes steps with the student's optimiser, and tells the parameters after each.
#include "submission/sgd.hpp"

#include "engine/array/tensor.hpp"
#include "engine/base/error.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using tapestry::grader::or_refused;

// The request's parameters, "p0", "p1" and so on, with the shapes "shape 0", "shape 1".
struct Given {
  explicit Given(const Message& asked) : request(asked) {
    for (std::size_t k = 0; k < request.count("parameters"); ++k) {
      shapes.push_back(shape_of("shape " + std::to_string(k)));
      const Tensor start = tensor(shapes[k], request.numbers("p" + std::to_string(k)));
      parameters.push_back(Var::parameter("p" + std::to_string(k), start));
    }
  }

  Shape shape_of(const std::string& name) const {
    Shape shape;
    for (const double size : request.numbers(name)) shape.push_back(std::size_t(size));
    return shape;
  }

  std::vector<Tensor> gradients(std::size_t step) const {
    std::vector<Tensor> all;
    for (std::size_t k = 0; k < parameters.size(); ++k)
      all.push_back(
          tensor(shapes[k], request.numbers("g" + std::to_string(step) + "." + std::to_string(k))));
    return all;
  }

  void tell(std::vector<double>& out) const {
    for (const Var& one : parameters)
      out.insert(out.end(), one.value().data(), one.value().data() + one.size());
  }

  const Message& request;
  std::vector<Shape> shapes;
  std::vector<Var> parameters;
};

// Where "each alone" is asked, each parameter has an optimiser of its own.
void steps(const Message& request, Message& answer) {
  const Given given(request);
  const std::vector<double>& rates = request.numbers("rates");
  const double momentum = request.number("momentum");
  std::vector<::Sgd> optimisers;
  if (request.has("each alone"))
    for (const Var& one : given.parameters)
      optimisers.emplace_back(std::vector<Var>{one}, rates[0], momentum);
  else
    optimisers.emplace_back(given.parameters, rates[0], momentum);
  std::vector<double> after;
  for (std::size_t s = 0; s < rates.size(); ++s) {
    const std::vector<Tensor> gradients = given.gradients(s);
    for (std::size_t o = 0; o < optimisers.size(); ++o) {
      if (s > 0 && rates[s] != rates[s - 1]) optimisers[o].set_rate(rates[s]);
      if (optimisers.size() == 1)
        optimisers[o].step(gradients);
      else
        optimisers[o].step({gradients[o]});
    }
    given.tell(after);
  }
  answer.set("after", after);
}

// A step, one with gradients that do not fit, and a step again. The shapes of those are "bad 0",
// "bad 1", and so on.
void refused(const Message& request, Message& answer) {
  const Given given(request);
  ::Sgd sgd(given.parameters, request.numbers("rates")[0], request.number("momentum"));
  sgd.step(given.gradients(0));
  std::vector<Tensor> bad;
  for (std::size_t k = 0; request.has("bad " + std::to_string(k)); ++k)
    bad.push_back(full(given.shape_of("bad " + std::to_string(k)), 0.5));
  or_refused(answer, [&] { sgd.step(bad); });
  std::vector<double> after;
  given.tell(after);
  answer.set("after", after);
  if (!answer.has_text("refused")) return;
  sgd.step(given.gradients(1));
  after.clear();
  given.tell(after);
  answer.set("later", after);
}

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"steps", [](const Message& request,
                    Message& answer) { or_refused(answer, [&] { steps(request, answer); }); }},
       {"refused", refused}});
}
