// Calls the student's two functions, one case at a time.
#include "submission/broadcast.hpp"

#include "engine/array/tensor.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;

Shape shape_of(const Message& request, const std::string& name) {
  Shape shape;
  for (const double size : request.numbers(name)) shape.push_back(std::size_t(size));
  return shape;
}

// An exception is what the grader may be waiting for.
template <class Call>
void or_refused(Message& answer, const Call& call) {
  try {
    call();
  } catch (const std::exception& error) {
    if (std::string(error.what()).starts_with("to do: ")) throw;
    answer.set_text("refused", error.what());
  } catch (...) {
    answer.set_text("refused", "something that is no std::exception");
  }
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
