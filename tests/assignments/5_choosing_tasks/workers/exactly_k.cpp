// Calls the student's four functions over the sets of k tasks.
#include "submission/exactly_k.hpp"

#include "tests/assignments/5_choosing_tasks/workers/draws.hpp"
#include "tests/assignments/grader/worker.hpp"

namespace {

using tapestry::grader::Message;
using tapestry::grader::or_refused;

std::size_t k_of(const Message& request) { return std::size_t(request.number("k")); }

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"log_partition",
        [](const Message& request, Message& answer) {
          or_refused(answer, [&] {
            answer.set("out", ::log_partition(request.numbers("scores"), k_of(request)));
          });
        }},
       {"marginals",
        [](const Message& request, Message& answer) {
          or_refused(answer, [&] {
            answer.set("out", ::marginals(request.numbers("scores"), k_of(request)));
          });
        }},
       {"log_probability",
        [](const Message& request, Message& answer) {
          Subset tasks;
          for (const double t : request.numbers("tasks")) tasks.push_back(std::size_t(t));
          or_refused(answer, [&] {
            answer.set("out", ::log_probability(request.numbers("scores"), tasks, k_of(request)));
          });
        }},
       {"draw",
        [](const Message& request, Message& answer) {
          count_draws(request, answer, [&](const std::function<double()>& uniform) {
            return ::draw(request.numbers("scores"), k_of(request), uniform);
          });
        }},
       {"draw_once", [](const Message& request, Message& answer) {
          or_refused(answer, [&] {
            std::mt19937_64 engine(1);
            const std::function<double()> uniform = [&] {
              return double(engine() >> 11) * 0x1p-53;
            };
            const Subset drawn = ::draw(request.numbers("scores"), k_of(request), uniform);
            answer.set("out", std::vector<double>(drawn.begin(), drawn.end()));
          });
        }}});
}
