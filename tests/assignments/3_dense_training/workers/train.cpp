// Trains with the student's function, and asks for the classes of other rows.
#include "submission/train.hpp"

#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;

Tensor rows_of_request(const Message& request, const std::string& name) {
  const std::vector<double>& all = request.numbers(name);
  const std::size_t columns = request.count("columns");
  return tensor({all.size() / columns, columns}, all);
}

Tensor row_of_tensor(const Tensor& rows, std::size_t i) {
  const std::size_t columns = rows.shape()[1];
  const double* begin = rows.data() + i * columns;
  return tensor({1, columns}, std::vector<double>(begin, begin + columns));
}

// For each seed: trains, and tells the classes of the training rows and of the fresh ones; where it
// is asked, also those of the fresh ones one by one.
void train_and_ask(const Message& request, Message& answer) {
  const Tensor x = rows_of_request(request, "x"), fresh = rows_of_request(request, "fresh");
  std::vector<int> labels;
  for (const double label : request.numbers("labels")) labels.push_back(int(label));
  const std::vector<double>& seeds = request.numbers("seeds");
  for (std::size_t s = 0; s < seeds.size(); ++s) {
    const auto classify =
        ::train(x, labels, request.count("classes"), static_cast<std::uint64_t>(seeds[s]));
    const std::vector<int> of_training = classify(x), of_fresh = classify(fresh);
    answer.set("training " + std::to_string(s), {of_training.begin(), of_training.end()});
    answer.set("fresh " + std::to_string(s), {of_fresh.begin(), of_fresh.end()});
    if (!request.has("one by one")) continue;
    std::vector<double> alone;
    for (std::size_t i = 0; i < fresh.shape()[0]; ++i)
      for (const int one : classify(row_of_tensor(fresh, i))) alone.push_back(one);
    answer.set("alone", alone);
  }
}

}  // namespace

int main() { return tapestry::grader::serve({{"train", train_and_ask}}); }
