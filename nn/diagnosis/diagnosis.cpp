#include "nn/diagnosis/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "nn/balancing/balanced_gradients.hpp"

namespace tapestry::nn {
namespace {

// Which of the step's parameters a layer has.
struct Chosen {
  std::string layer;
  std::vector<bool> parameters;
};

std::string up_to_last_dot(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(0, dot);
}

std::vector<Chosen> by_name(const StepGradients& step) {
  std::vector<Chosen> layers;
  for (std::size_t p = 0; p < step.parameters.size(); ++p) {
    if (!step.shared[p]) continue;
    const std::string name = up_to_last_dot(step.parameters[p].name());
    auto layer = std::find_if(layers.begin(), layers.end(),
                              [&](const Chosen& c) { return c.layer == name; });
    if (layer == layers.end())
      layer = layers.insert(layers.end(), {name, std::vector<bool>(step.parameters.size())});
    layer->parameters[p] = true;
  }
  if (!layers.empty()) layers.push_back({"all shared", step.shared});
  return layers;
}

std::vector<Chosen> layers_of(const StepGradients& step, const std::vector<Layer>& wanted) {
  if (wanted.empty()) return by_name(step);
  std::vector<Chosen> layers;
  for (const Layer& layer : wanted) {
    Chosen chosen{layer.name, {}};
    for (const Parameter& p : step.parameters)
      chosen.parameters.push_back(
          std::any_of(layer.parameters.begin(), layer.parameters.end(),
                      [&](const Parameter& q) { return q.identity() == p.identity(); }));
    layers.push_back(std::move(chosen));
  }
  return layers;
}

// Some parameters, moved along one task's gradient for as long as this lives.
class Moved {
 public:
  Moved(const Parameters& parameters, const std::vector<bool>& chosen,
        const std::vector<Tensor>& gradients, double rate) {
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      if (!chosen[p]) continue;
      Tensor there = parameters[p].value();
      for (std::size_t i = 0; i < there.size(); ++i)
        there.data()[i] -= static_cast<Scalar>(rate * double{gradients[p].data()[i]});
      before_.emplace_back(parameters[p], parameters[p].value());
      before_.back().first.set_value(std::move(there));
    }
  }
  ~Moved() {
    for (auto& [parameter, value] : before_) parameter.set_value(std::move(value));
  }
  Moved(const Moved&) = delete;
  Moved& operator=(const Moved&) = delete;

 private:
  std::vector<std::pair<Parameter, Tensor>> before_;
};

}  // namespace

Diagnosis::Diagnosis(DiagnosisOptions options) : options_(std::move(options)) {
  if (options_.every == 0)
    base::fail(
        "Diagnosis: every is 0, but it is a number of rounds: give 1 to look at all of them.");
  for (std::size_t k = 0; k < options_.layers.size(); ++k) {
    const Layer& layer = options_.layers[k];
    if (layer.name.empty() || layer.parameters.empty())
      base::fail("Diagnosis: layer ", k, ", '", layer.name, "', has ", layer.parameters.size(),
                 " parameters: give a name and at least one parameter.");
    for (std::size_t other = 0; other < k; ++other)
      if (options_.layers[other].name == layer.name)
        base::fail("Diagnosis: layers ", other, " and ", k, " are both named '", layer.name,
                   "': give each a name of its own.");
  }
}

std::size_t Diagnosis::number_of(const std::string& layer) {
  const auto known = std::find(names_.begin(), names_.end(), layer);
  if (known != names_.end()) return static_cast<std::size_t>(known - names_.begin());
  names_.push_back(layer);
  return names_.size() - 1;
}

void Diagnosis::observe(const StepGradients& step, double rate,
                        const std::function<std::vector<double>()>& losses_now) {
  const std::size_t tasks = step.tasks.size();
  for (const Chosen& layer : layers_of(step, options_.layers)) {
    const std::size_t number = number_of(layer.layer);
    std::vector<double> length(tasks);
    for (std::size_t i = 0; i < tasks; ++i)
      length[i] = std::sqrt(inner_product(step.gradients[i], step.gradients[i], layer.parameters));
    const auto counts = [&](std::size_t i) { return length[i] > 0 && std::isfinite(length[i]); };
    for (std::size_t i = 0; i < tasks; ++i) {
      std::vector<double> after;
      if (options_.affinity && counts(i)) {
        const Moved moved(step.parameters, layer.parameters, step.gradients[i], rate);
        after = losses_now();
      }
      for (std::size_t j = 0; j < tasks; ++j) {
        if (i == j) continue;
        Sums& sums = sums_[{number, step.tasks[i], step.tasks[j]}];
        if (!counts(i) || !counts(j)) continue;
        const double cosine =
            inner_product(step.gradients[i], step.gradients[j], layer.parameters) / length[i] /
            length[j];
        ++sums.steps;
        sums.cosine += cosine;
        sums.conflicts += cosine < 0;
        sums.log_ratio += std::log(length[i]) - std::log(length[j]);
        if (after.empty() || step.losses[j] == 0) continue;
        ++sums.lookaheads;
        sums.affinity += 1 - after[j] / step.losses[j];
      }
    }
  }
}

std::vector<PairDiagnosis> Diagnosis::pairs() const {
  const auto mean = [](double sum, std::size_t n) {
    return n > 0 ? sum / static_cast<double>(n) : std::numeric_limits<double>::quiet_NaN();
  };
  std::vector<PairDiagnosis> pairs;
  for (const auto& [key, sums] : sums_) {
    const auto& [layer, first, second] = key;
    pairs.push_back({names_[layer], first, second, sums.steps, mean(sums.cosine, sums.steps),
                     mean(static_cast<double>(sums.conflicts), sums.steps),
                     std::exp(mean(sums.log_ratio, sums.steps)), sums.lookaheads,
                     mean(sums.affinity, sums.lookaheads)});
  }
  return pairs;
}

void Diagnosis::Sums::serialise(Archive& archive) {
  archive("steps", steps);
  archive("conflicts", conflicts);
  archive("lookaheads", lookaheads);
  archive("cosine", cosine);
  archive("log ratio", log_ratio);
  archive("affinity", affinity);
}

void Diagnosis::serialise(Archive& archive) {
  archive("layers", names_);
  std::vector<std::size_t> layers, first, second;
  std::vector<Sums> sums;
  for (const auto& [key, of] : sums_) {
    layers.push_back(std::get<0>(key));
    first.push_back(std::get<1>(key));
    second.push_back(std::get<2>(key));
    sums.push_back(of);
  }
  archive("layer numbers", layers);
  archive("first tasks", first);
  archive("second tasks", second);
  archive("sums", sums);
  if (layers.size() != sums.size() || first.size() != sums.size() || second.size() != sums.size())
    base::fail("Diagnosis: the saved state is damaged: its lists are not equally long.");
  for (const std::size_t layer : layers)
    archive.require(layer < names_.size(), "layer numbers", "has one that is no layer's");
  sums_.clear();
  for (std::size_t k = 0; k < sums.size(); ++k) sums_[{layers[k], first[k], second[k]}] = sums[k];
  archive.require(sums_.size() == sums.size(), "sums", "has two of one pair");
}

}  // namespace tapestry::nn
