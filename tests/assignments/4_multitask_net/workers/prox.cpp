// The student's proximal step, and the descent with it.
#include "submission/prox.hpp"

#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;

std::vector<double> elements(const Tensor& x) { return {x.data(), x.data() + x.size()}; }

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"prox",
        [](const Message& request, Message& answer) {
          const Tensor w =
              tensor({request.count("tasks"), request.count("d")}, request.numbers("w"));
          answer.set("w", elements(::prox(w, request.number("rate"), request.number("s"))));
        }},
       {"descent", [](const Message& request, Message& answer) {
          std::vector<LinearTask> tasks;
          for (std::size_t t = 0; t < request.count("tasks"); ++t) {
            const std::string number = std::to_string(t);
            const std::vector<double>& y = request.numbers("y" + number);
            tasks.push_back({tensor({y.size(), request.count("d")}, request.numbers("x" + number)),
                             tensor({y.size()}, y)});
          }
          answer.set("w",
                     elements(::proximal_descent(tasks, request.number("s"), request.number("rate"),
                                                 request.count("steps"))));
        }}});
}
