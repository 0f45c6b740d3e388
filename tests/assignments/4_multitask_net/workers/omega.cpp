// The student's penalties and objective, their gradients, and the minimiser.
#include "submission/omega.hpp"

#include "engine/core/tape.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;

std::vector<double> elements(const Tensor& x) { return {x.data(), x.data() + x.size()}; }

std::vector<LinearTask> tasks_of(const Message& request) {
  std::vector<LinearTask> tasks;
  for (std::size_t t = 0; t < request.count("tasks"); ++t) {
    const std::vector<double>& y = request.numbers("y" + std::to_string(t));
    tasks.push_back(
        {tensor({y.size(), request.count("d")}, request.numbers("x" + std::to_string(t))),
         tensor({y.size()}, y)});
  }
  return tasks;
}

// The value of one of the three functions at w, and its gradient there.
void value(const Message& request, Message& answer) {
  const std::string function = request.text("function");
  const double s = request.number("s");
  Tape tape;
  const Var w("w", tensor({request.count("tasks"), request.count("d")}, request.numbers("w")));
  const Var y = function == "omega"      ? ::omega(w, s)
                : function == "pairwise" ? ::pairwise(w, s)
                                         : ::objective(w, tasks_of(request), s);
  answer.set("value", elements(y.value()));
  if (request.has("gradient"))
    answer.set("gradient", elements(tape.gradient(y, {w}, Unused::zeros)[0]));
}

void minimum(const Message& request, Message& answer) {
  answer.set("w", elements(::minimiser(tasks_of(request), request.number("s"))));
}

}  // namespace

int main() { return tapestry::grader::serve({{"value", value}, {"minimum", minimum}}); }
