// Makes the student's layers and nets, sets their parameters, and runs them.
#include "submission/dense.hpp"

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using tapestry::grader::or_refused;

std::vector<double> elements(const Tensor& x) { return {x.data(), x.data() + x.size()}; }

std::vector<double> sizes(const Shape& shape) { return {shape.begin(), shape.end()}; }

Tensor matrix(const Message& request, const std::string& name, std::size_t rows,
              std::size_t columns) {
  return tensor({rows, columns}, request.numbers(name));
}

// How many parameters there are, and the shape of each.
void set_shapes(Message& answer, const std::vector<Var>& parameters) {
  answer.set("count", double(parameters.size()));
  for (std::size_t k = 0; k < parameters.size(); ++k)
    answer.set("shape " + std::to_string(k), sizes(parameters[k].shape()));
}

// Two layers from one generator, and a third one from another of the same seed.
void start(const Message& request, Message& answer) {
  const std::size_t inputs = request.count("inputs"), outputs = request.count("outputs");
  Rng rng(request.count("seed")), same(request.count("seed"));
  const ::Dense first(inputs, outputs, rng), second(inputs, outputs, rng),
      again(inputs, outputs, same);
  const std::vector<Var> parameters = first.parameters();
  set_shapes(answer, parameters);
  for (std::size_t k = 0; k < parameters.size(); ++k)
    answer.set("first " + std::to_string(k), elements(parameters[k].value()));
  if (parameters.empty()) return;
  const std::size_t weights =
      parameters.size() > 1 && parameters[1].size() > parameters[0].size() ? 1 : 0;
  answer.set("second", elements(second.parameters()[weights].value()));
  answer.set("again", elements(again.parameters()[weights].value()));
}

void net_start(const Message& request, Message& answer) {
  Rng rng(request.count("seed"));
  const ::Net net(request.count("inputs"), request.count("hidden"), request.count("outputs"), rng);
  const std::vector<Var> parameters = net.parameters();
  set_shapes(answer, parameters);
  for (std::size_t k = 0; k < parameters.size(); ++k)
    answer.set("first " + std::to_string(k), elements(parameters[k].value()));
}

// The output at the parameters p0, p1, ... of the request, and the gradients of <u, output>; where
// there is a second input, of <u, output> + <u2, output at x2>.
template <class Model>
void run(const Message& request, Message& answer, const Model& model, std::size_t outputs) {
  const std::size_t n = request.count("rows"), inputs = request.count("inputs");
  std::vector<Var> wrt = {Var("x", matrix(request, "x", n, inputs))};
  answer.set("before", elements(model(wrt[0]).value()));
  std::vector<Var> parameters = model.parameters();
  // The other order has lost its points where the shapes are asked for, and need lose no more.
  if (parameters.size() == 2 && parameters[0].rank() < parameters[1].rank())
    std::swap(parameters[0], parameters[1]);
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    const std::string name = "p" + std::to_string(k);
    if (!request.has(name)) throw Error("there are more parameters than there should be");
    parameters[k].set_value(tensor(parameters[k].shape(), request.numbers(name)));
    wrt.push_back(parameters[k]);
  }
  Tape tape;
  std::vector<Var> results = {model(wrt[0])};
  answer.set("shape", sizes(results[0].shape()));
  answer.set("value", elements(results[0].value()));
  if (!request.has("u")) return;
  std::vector<Tensor> upstreams = {matrix(request, "u", n, outputs)};
  if (request.has("x2")) {
    results.push_back(model(Var("x2", matrix(request, "x2", n, inputs))));
    upstreams.push_back(matrix(request, "u2", n, outputs));
  }
  const std::vector<Tensor> gradients = tape.gradient(results, wrt, upstreams, Unused::zeros);
  answer.set("at x", elements(gradients[0]));
  for (std::size_t k = 1; k < gradients.size(); ++k)
    answer.set("at p" + std::to_string(k - 1), elements(gradients[k]));
}

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"start", start},
       {"net start", net_start},
       {"dense",
        [](const Message& request, Message& answer) {
          Rng rng(1);
          const std::size_t outputs = request.count("outputs");
          const ::Dense layer(request.count("inputs"), outputs, rng);
          or_refused(answer, [&] { run(request, answer, layer, outputs); });
        }},
       {"net", [](const Message& request, Message& answer) {
          Rng rng(1);
          const std::size_t outputs = request.count("outputs");
          const ::Net net(request.count("inputs"), request.count("hidden"), outputs, rng);
          or_refused(answer, [&] { run(request, answer, net, outputs); });
        }}});
}
