// Calls the student's loss and accuracy.
#include "submission/loss.hpp"

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using tapestry::grader::or_refused;

std::vector<double> elements(const Tensor& x) { return {x.data(), x.data() + x.size()}; }

Tensor logits_of(const Message& request) {
  return tensor({request.count("rows"), request.count("classes")}, request.numbers("logits"));
}

std::vector<int> labels_of(const Message& request, const std::string& name) {
  std::vector<int> labels;
  for (const double label : request.numbers(name)) labels.push_back(int(label));
  return labels;
}

// The loss, and the gradient of `factor` times it; where there are other labels, the gradient of
// that and of `other factor` times the loss of twice the logits with those.
void loss(const Message& request, Message& answer) {
  const Var logits("logits", logits_of(request));
  Tape tape;
  const Var value = ::cross_entropy(logits, labels_of(request, "labels"));
  answer.set("value", elements(value.value()));
  std::vector<Var> outputs = {value * request.number("factor")};
  if (request.has("other labels"))
    outputs.push_back(::cross_entropy(2 * logits, labels_of(request, "other labels")) *
                      request.number("other factor"));
  std::vector<Tensor> upstreams;
  for (const Var& output : outputs) upstreams.push_back(ones_like(output.value()));
  answer.set("gradient", elements(tape.gradient(outputs, {logits}, upstreams, Unused::zeros)[0]));
}

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"loss", [](const Message& request,
                   Message& answer) { or_refused(answer, [&] { loss(request, answer); }); }},
       {"accuracy", [](const Message& request, Message& answer) {
          or_refused(answer, [&] {
            answer.set("accuracy", ::accuracy(logits_of(request), labels_of(request, "labels")));
          });
        }}});
}
