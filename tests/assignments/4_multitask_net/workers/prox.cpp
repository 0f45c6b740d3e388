// The student's proximal step, and the descent with it.
#include "submission/prox.hpp"

#include "tests/assignments/grader/worker.hpp"

namespace {

using tapestry::grader::Message;

Matrix rows_of(const std::vector<double>& all, std::size_t width) {
  Matrix rows;
  for (auto next = all.begin(); next != all.end(); next += std::ptrdiff_t(width))
    rows.emplace_back(next, next + std::ptrdiff_t(width));
  return rows;
}

std::vector<double> elements(const Matrix& rows) {
  std::vector<double> all;
  for (const std::vector<double>& row : rows) all.insert(all.end(), row.begin(), row.end());
  return all;
}

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"prox",
        [](const Message& request, Message& answer) {
          const Matrix w = rows_of(request.numbers("w"), request.count("d"));
          answer.set("w", elements(::prox(w, request.number("rate"), request.number("s"))));
        }},
       {"descent", [](const Message& request, Message& answer) {
          std::vector<PlainTask> tasks;
          for (std::size_t t = 0; t < request.count("tasks"); ++t) {
            const std::string number = std::to_string(t);
            tasks.push_back({rows_of(request.numbers("x" + number), request.count("d")),
                             request.numbers("y" + number)});
          }
          answer.set("w",
                     elements(::proximal_descent(tasks, request.number("s"), request.number("rate"),
                                                 request.count("steps"))));
        }}});
}
