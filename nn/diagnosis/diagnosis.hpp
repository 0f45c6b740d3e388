// Do the tasks pull the shared layers the same way? Measured while training, layer by layer, for
// each pair of tasks:
//
//   cosine     <g_i, g_j> / (||g_i|| ||g_j||) of the tasks' gradients: 1 the same way, -1 opposite
//   conflicts  the share of steps whose cosine is negative (Yu et al. 2020, "Gradient Surgery for
//              Multi-Task Learning")
//   ratio      ||g_i|| / ||g_j||, as a geometric mean: that of (j, i) is one over that of (i, j)
//   affinity   1 - L_j(theta - rate g_i) / L_j(theta): the part of task j's loss that a plain step
//              along task i's gradient alone takes away from it, on the same examples; negative
//              where it does harm (Fifty et al. 2021, "Efficiently Identifying Task Groupings for
//              Multi-Task Learning", equation 1). Only the layer moves, and it is put back.
//
// It changes nothing of the training: with it and without it, the same bits. (What layers draw from
// the context's generator, as dropout does, they draw again alike.)
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "nn/files/archive.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

struct Layer {
  std::string name;
  Parameters parameters;
};

struct DiagnosisOptions {
  std::size_t every = 10;  // rounds; the first one is looked at
  // Empty: the parameters that several tasks of a step use, by their names up to the last dot
  // ("trunk.0.weight" and "trunk.0.bias" are the layer "trunk.0"), and then all of them together as
  // "all shared".
  std::vector<Layer> layers;
  bool affinity = true;  // costs a forward pass for each layer and task, without recording
};

// Means over the steps that were looked at. A step counts where both gradients are finite and not
// 0; an affinity where the loss before was not 0. NaN where nothing counted.
struct PairDiagnosis {
  std::string layer;
  std::size_t first = 0, second = 0;  // the tasks i and j
  std::size_t steps = 0;
  double cosine = 0, conflicts = 0, ratio = 0;
  std::size_t lookaheads = 0;
  double affinity = 0;  // of a step on the first task, for the second
};

// What one step knows of its tasks.
struct StepGradients {
  const std::vector<std::size_t>& tasks;
  const Parameters& parameters;
  const std::vector<std::vector<Tensor>>& gradients;  // [task of the step][parameter]
  const std::vector<double>& losses;                  // one a task of the step
  const std::vector<bool>& shared;                    // of each parameter
};

class Diagnosis {
 public:
  // Throws for every = 0, a layer without a name or without parameters, and two of one name.
  explicit Diagnosis(DiagnosisOptions options = {});

  const DiagnosisOptions& options() const { return options_; }

  // Whether this round, from 1, is to be looked at.
  bool due(std::size_t round) const { return (round - 1) % options_.every == 0; }

  // Called by fit. losses_now: the losses of the step's tasks on its examples, at the parameters as
  // they are then.
  void observe(const StepGradients& step, double rate,
               const std::function<std::vector<double>()>& losses_now);

  // For each layer, in the order of first sight, every two tasks seen in one step, in both orders.
  std::vector<PairDiagnosis> pairs() const;

  // Writes or reads what it has seen.
  void serialise(Archive& archive);

 private:
  struct Sums {
    std::size_t steps = 0, conflicts = 0, lookaheads = 0;
    double cosine = 0, log_ratio = 0, affinity = 0;

    void serialise(Archive& archive);
  };

  std::size_t number_of(const std::string& layer);

  DiagnosisOptions options_;
  std::vector<std::string> names_;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, Sums> sums_;  // layer, i, j
};

}  // namespace tapestry::nn
