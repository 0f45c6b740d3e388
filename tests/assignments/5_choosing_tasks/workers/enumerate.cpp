// Calls the student's four functions over lists of sets.
#include "submission/enumerate.hpp"

#include "tests/assignments/grader/worker.hpp"

namespace {

using tapestry::grader::Message;

// Set after set: how many tasks it has, and which.
std::vector<Subset> sets_of(const Message& request) {
  std::vector<Subset> sets;
  const std::vector<double>& all = request.numbers("sets");
  for (std::size_t i = 0; i < all.size();) {
    Subset one;
    for (auto n = std::size_t(all[i++]); n > 0; --n) one.push_back(std::size_t(all[i++]));
    sets.push_back(one);
  }
  return sets;
}

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"subsets",
        [](const Message& request, Message& answer) {
          std::vector<double> out;
          for (const Subset& one : ::all_subsets(std::size_t(request.number("n")))) {
            out.push_back(double(one.size()));
            out.insert(out.end(), one.begin(), one.end());
          }
          answer.set("sets", out);
        }},
       {"log_partition",
        [](const Message& request, Message& answer) {
          answer.set("out", ::log_partition_over(request.numbers("scores"), sets_of(request)));
        }},
       {"probabilities",
        [](const Message& request, Message& answer) {
          answer.set("out", ::probabilities_over(request.numbers("scores"), sets_of(request)));
        }},
       {"marginals", [](const Message& request, Message& answer) {
          answer.set("out", ::marginals_over(request.numbers("scores"), sets_of(request)));
        }}});
}
