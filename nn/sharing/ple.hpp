// Ple: experts of all tasks and experts of one, in one level (CGC, customised gate control) or in
// several (PLE, progressive layered extraction) (Tang, Liu, Zhao & Gong 2020, "Progressive layered
// extraction (PLE): a novel multi-task learning model for personalized recommendations").
//
//   level l, task t:  z_t^l = sum over the experts of t and the shared ones of g_t^l(z_t^(l-1))_e
//                             expert_e(its input)
//   level l, shared:  z_S^l = the same over all experts, of g_S^l(z_S^(l-1)); not in the last level
//   f_t(x) = tower_t(z_t^last),   z^0 = x,   g(z) = softmax(z W)
//
// A task's experts read z_t^(l-1), the shared ones z_S^(l-1). A gate lists the experts of the
// tasks, in the tasks' order, and then the shared ones.
//
// Assumes that there is something that all tasks need and something that only one does, and that
// what one task learns can harm another: in the last level no task reaches into another's experts,
// as it can in Mmoe. In the levels below, the shared gate reads all experts, so knowledge still
// flows through it.
//
// Parameters, with T tasks, s shared and p own experts and E = s + T p: in each level E experts and
// gates of inputs * (s + p) a task, and of inputs * E where it is not the last; and the towers.
#pragma once

#include "nn/sharing/gates.hpp"
#include "nn/sharing/sharing_model.hpp"

namespace tapestry::nn {

class Ple : public SharingModel {
 public:
  struct Sizes {
    std::size_t levels = 1;                  // 1: CGC
    std::size_t shared = 2, own = 2;         // experts in common, and of each task; in each level
    std::vector<std::size_t> expert = {16};  // outputs of each expert's layers; at least one
    std::vector<std::size_t> tower = {8};    // of each task's layers between mixture and head
    Activation activation = Activation::relu;
  };

  // Parameters are named "level.<l>.shared.<number>.<layer>", "level.<l>.own.<task>.<number>.
  // <layer>", "level.<l>.gate.<task>", "level.<l>.shared_gate", "tower.<task>.<layer>" and
  // "head.<task>". Throws as SharingModel, for no levels, an expert without layers, and where there
  // are no shared experts or no own ones (use Mmoe, or separate nets).
  Ple(std::vector<Task> tasks, const Sizes& sizes, std::uint64_t seed);

  // The shares of the experts in this task's last mixture, its own and then the shared ones.
  // -> [batch x (own + shared)]
  Var gate(std::size_t task, const Var& inputs) const;

  Parameters shared() const override;

 private:
  using Experts = std::vector<Mlp>;
  struct Level {
    Experts shared;
    std::vector<Experts> own;       // [task]
    std::vector<Gate> gates;        // [task]
    std::vector<Gate> shared_gate;  // one; none in the last level
  };
  // What is handed from level to level: one Var a task, and the shared one.
  struct State {
    std::vector<Var> tasks;
    Var shared;
  };

  Level make_level(std::size_t number, std::size_t inputs, bool last, const Sizes& sizes,
                   std::uint64_t seed) const;
  State below_last(const Var& x) const;
  std::vector<Var> represent(const TaskNumbers& tasks, const Var& x) const override;
  Parameters own_below_tower(std::size_t task) const override;

  std::vector<Level> levels_;
};

}  // namespace tapestry::nn
