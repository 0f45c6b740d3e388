// Trains a small model with the student's functions, and lets the student's evaluate score it.
#include "submission/train.hpp"

#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/net/affine.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using Numbers = std::vector<double>;

// The request's model and data. Its numbers are in the order shared, own[0], own[1], ...
struct Asked {
  explicit Asked(const Message& request) : values(request.numbers("values")) {
    const Numbers &inputs = request.numbers("inputs"), &classes = request.numbers("outputs");
    const std::size_t width = request.count("width"), trunk = request.count("trunk");
    model.shared = layer(width, trunk);
    for (std::size_t t = 0; t < inputs.size(); ++t) {
      model.own.push_back(layer(std::size_t(inputs[t]), width));
      for (const Var& one : layer(trunk, std::size_t(classes[t]))) model.own[t].push_back(one);
      const std::string number = std::to_string(t);
      const Numbers& labels = request.numbers("labels" + number);
      data.push_back(
          {tensor({labels.size(), std::size_t(inputs[t])}, request.numbers("x" + number)),
           {labels.begin(), labels.end()}});
    }
    model.forward = [this](std::size_t task, const Var& x) {
      const std::vector<Var>& own = model.own.at(task);
      most_rows = std::max(most_rows, x.shape()[0]);
      const Var encoded = tanh(affine(x, own[0], own[1]));
      return affine(tanh(affine(encoded, model.shared[0], model.shared[1])), own[2], own[3]);
    };
  }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  std::vector<Var> layer(std::size_t in, std::size_t out) {
    const auto take = [&](const Shape& shape) {
      const auto from = values.begin() + std::ptrdiff_t(next);
      next += size_of(shape);
      return tensor(shape, Numbers(from, values.begin() + std::ptrdiff_t(next)));
    };
    const Tensor weight = take({in, out}), bias = take({out});
    return {Var::parameter("weight", weight), Var::parameter("bias", bias)};
  }

  Numbers parameters() const {
    Numbers out;
    const auto add = [&](const std::vector<Var>& list) {
      for (const Var& one : list)
        out.insert(out.end(), one.value().data(), one.value().data() + one.size());
    };
    add(model.shared);
    for (const std::vector<Var>& own : model.own) add(own);
    return out;
  }

  Numbers values;
  std::size_t next = 0, most_rows = 0;
  Model model;
  std::vector<TaskData> data;
};

}  // namespace

int main() {
  return tapestry::grader::serve(
      {{"train",
        [](const Message& request, Message& answer) {
          const Asked asked(request);
          const auto train = request.text("way") == "joint" ? ::train_joint : ::train_alternating;
          train(asked.model, asked.data, request.count("steps"), request.count("batch"),
                request.number("rate"));
          answer.set("parameters", asked.parameters());
        }},
       {"evaluate", [](const Message& request, Message& answer) {
          const Asked asked(request);
          Numbers accuracies, losses;
          for (const Score& score : ::evaluate(asked.model, asked.data, request.count("batch"))) {
            accuracies.push_back(score.accuracy);
            losses.push_back(score.loss);
          }
          answer.set("accuracies", accuracies);
          answer.set("losses", losses);
          answer.set("most rows", double(asked.most_rows));
          answer.set("parameters", asked.parameters());
        }}});
}
