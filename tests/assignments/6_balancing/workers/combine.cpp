// Does with the student's combine what the grader asks for.
#include "submission/combine.hpp"

#include "tests/assignments/grader/worker.hpp"

int main() {
  using tapestry::grader::Message;
  // Of as many problems as there are, each with as many tasks and as many numbers.
  return tapestry::grader::serve(
      {{"combine", [](const Message& request, Message& answer) {
          const std::vector<double>& all = request.numbers("gradients");
          const std::size_t problems = request.count("problems"), tasks = request.count("tasks");
          const std::size_t n = all.size() / (problems * tasks);
          auto next = all.begin();
          std::vector<double> directions;
          for (std::size_t p = 0; p < problems; ++p) {
            std::vector<Gradient> gradients;
            for (std::size_t t = 0; t < tasks; ++t, next += std::ptrdiff_t(n))
              gradients.emplace_back(next, next + std::ptrdiff_t(n));
            const Gradient direction = combine(gradients);
            if (direction.size() != n)
              throw std::length_error("combine has returned " + std::to_string(direction.size()) +
                                      " numbers for gradients of " + std::to_string(n));
            directions.insert(directions.end(), direction.begin(), direction.end());
          }
          answer.set("directions", directions);
        }}});
}
