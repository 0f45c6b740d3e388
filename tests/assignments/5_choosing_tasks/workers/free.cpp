// Calls the student's four functions over all sets.
#include "submission/free.hpp"

#include "tests/assignments/5_choosing_tasks/workers/draws.hpp"
#include "tests/assignments/grader/worker.hpp"

int main() {
  using tapestry::grader::Message;
  return tapestry::grader::serve(
      {{"log_partition",
        [](const Message& request, Message& answer) {
          answer.set("out", ::log_partition(request.numbers("scores")));
        }},
       {"marginals",
        [](const Message& request, Message& answer) {
          answer.set("out", ::marginals(request.numbers("scores")));
        }},
       {"log_probability",
        [](const Message& request, Message& answer) {
          Subset tasks;
          for (const double t : request.numbers("tasks")) tasks.push_back(std::size_t(t));
          answer.set("out", ::log_probability(request.numbers("scores"), tasks));
        }},
       {"draw", [](const Message& request, Message& answer) {
          count_draws(request, answer, [&](const std::function<double()>& uniform) {
            return ::draw(request.numbers("scores"), uniform);
          });
        }}});
}
