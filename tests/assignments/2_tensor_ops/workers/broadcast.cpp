// Calls the student's two functions, one case at a time.
#include "submission/broadcast.hpp"

#include "engine/array/tensor.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using tapestry::grader::or_refused;

Shape shape_of(const Message& request, const std::string& name) {
  Shape shape;
  for (const double size : request.numbers(name)) shape.push_back(std::size_t(size));
  return shape;
}

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"shape",
        [](const Message& request, Message& answer) {
          or_refused(answer, [&] {
            const Shape common = ::broadcast_shape(shape_of(request, "a"), shape_of(request, "b"));
            answer.set("shape", {common.begin(), common.end()});
          });
        }},
       {"undo", [](const Message& request, Message& answer) {
          or_refused(answer, [&] {
            const Tensor gradient =
                tensor(shape_of(request, "gradient shape"), request.numbers("gradient"));
            const Tensor undone = ::undo_broadcast(gradient, shape_of(request, "shape"));
            answer.set("shape", {undone.shape().begin(), undone.shape().end()});
            answer.set("elements", {undone.data(), undone.data() + undone.size()});
          });
        }}});
}
