// Asks the student's net what the grader wants to know.
#include "submission/net.hpp"

#include "engine/core/tape.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using Numbers = std::vector<double>;

Numbers elements(const Tensor& x) { return {x.data(), x.data() + x.size()}; }

// The request's net; where it has values, with these in shared(), own(0), own(1), ...
struct Asked {
  explicit Asked(const Message& request)
      : inputs(request.numbers("inputs")), net(make(request, "seed")) {
    lists.push_back(net.shared());
    for (std::size_t t = 0; t < inputs.size(); ++t) lists.push_back(net.own(t));
    if (request.has("values")) set(request.numbers("values"));
  }

  static MultiTaskNet make(const Message& request, const std::string& seed) {
    std::vector<TaskSizes> tasks;
    for (std::size_t t = 0; t < request.numbers("inputs").size(); ++t)
      tasks.push_back(
          {std::size_t(request.numbers("inputs")[t]), std::size_t(request.numbers("outputs")[t])});
    return MultiTaskNet(tasks, request.count("width"), request.count("trunk"),
                        std::uint64_t(request.number(seed)));
  }

  void set(const Numbers& values) {
    std::size_t next = 0;
    for (std::vector<Var>& list : lists)
      for (Var& one : list) {
        if (next + one.size() > values.size())
          throw std::length_error("shared() and own() have more numbers than they should");
        const auto from = values.begin() + std::ptrdiff_t(next);
        one.set_value(tensor(one.shape(), Numbers(from, from + std::ptrdiff_t(one.size()))));
        next += one.size();
      }
    if (next != values.size())
      throw std::length_error("shared() and own() have fewer numbers than they should");
  }

  Var input(const Message& request, std::size_t task) const {
    const Numbers& x = request.numbers("x" + std::to_string(task));
    Shape shape = {x.size() / std::size_t(inputs[task])};
    if (request.has("axes"))
      for (const double size : request.numbers("axes")) shape.push_back(std::size_t(size));
    else
      shape.push_back(std::size_t(inputs[task]));
    return Var("x", tensor(shape, x));
  }

  Numbers inputs;
  MultiTaskNet net;
  std::vector<std::vector<Var>> lists;
};

// The shapes in each list, every Var as its number of axes and their sizes.
void shapes(const Message& request, Message& answer) {
  const Asked asked(request);
  for (std::size_t l = 0; l < asked.lists.size(); ++l) {
    Numbers out;
    for (const Var& one : asked.lists[l]) {
      out.push_back(double(one.rank()));
      for (const std::size_t size : one.shape()) out.push_back(double(size));
    }
    answer.set("list" + std::to_string(l), out);
  }
}

// Of each Var in parameters() its place among those of shared(), own(0), own(1), ...; -1 for
// others.
void places(const Message& request, Message& answer) {
  const Asked asked(request);
  Numbers out;
  for (const Var& one : asked.net.parameters()) {
    double place = -1, next = 0;
    for (const std::vector<Var>& list : asked.lists)
      for (const Var& other : list) {
        if (place < 0 && other.identity() == one.identity()) place = next;
        ++next;
      }
    out.push_back(place);
  }
  answer.set("places", out);
}

void outputs(const Message& request, Message& answer) {
  const Asked asked(request);
  for (std::size_t t = 0; t < asked.inputs.size(); ++t) {
    const Var y = asked.net.forward(t, asked.input(request, t));
    Numbers out = elements(y.value());
    out.insert(out.begin(), y.shape().begin(), y.shape().end());
    answer.set("y" + std::to_string(t), out);
  }
}

// The weights of a new net, of another one of the same seed, and of one of another seed.
void fresh(const Message& request, Message& answer) {
  const std::string seeds[] = {"seed", "seed", "other seed"};
  for (std::size_t i = 0; i < 3; ++i) {
    const MultiTaskNet net = Asked::make(request, seeds[i]);
    Numbers weights;
    const auto add = [&](const std::vector<Var>& list) {
      for (std::size_t k = 0; k < list.size(); k += 2)
        for (const double one : elements(list[k].value())) weights.push_back(one);
    };
    add(net.shared());
    for (std::size_t t = 0; t < request.numbers("inputs").size(); ++t) add(net.own(t));
    answer.set("weights" + std::to_string(i), weights);
  }
}

// For each task whether its output changes when the trunk's bias does.
void one_trunk(const Message& request, Message& answer) {
  const Asked asked(request);
  Numbers before, changed;
  for (const bool is_after : {false, true}) {
    for (std::size_t t = 0; t < asked.inputs.size(); ++t) {
      const double y = elements(asked.net.forward(t, asked.input(request, t)).value()).at(0);
      if (is_after)
        changed.push_back(y != before[t]);
      else
        before.push_back(y);
    }
    Var bias = asked.lists[0].at(1);
    bias.set_value(bias.value() + 0.5);
  }
  answer.set("changed", changed);
}

// The gradients of the sum over the request's tasks of <u, forward>, list by list.
void gradients(const Message& request, Message& answer) {
  const Asked asked(request);
  Tape tape;
  std::vector<Var> results;
  std::vector<Tensor> upstreams;
  for (std::size_t t = 0; t < asked.inputs.size(); ++t) {
    if (!request.has("u" + std::to_string(t))) continue;
    const Var y = asked.net.forward(t, asked.input(request, t));
    const Numbers& u = request.numbers("u" + std::to_string(t));
    if (y.size() != u.size())
      throw std::length_error("forward has another number of outputs than the task");
    results.push_back(y);
    upstreams.push_back(tensor(y.shape(), u));
  }
  for (std::size_t l = 0; l < asked.lists.size(); ++l) {
    Numbers out;
    for (const Tensor& one : tape.gradient(results, asked.lists[l], upstreams, Unused::zeros))
      for (const double g : elements(one)) out.push_back(g);
    answer.set("list" + std::to_string(l), out);
  }
}

}  // namespace

int main() {
  return tapestry::grader::serve({{"shapes", shapes},
                                  {"places", places},
                                  {"outputs", outputs},
                                  {"fresh", fresh},
                                  {"one trunk", one_trunk},
                                  {"gradients", gradients}});
}
