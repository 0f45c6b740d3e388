#include "engine/view/backward_log.hpp"

#include <map>

#include "engine/array/loops.hpp"
#include "engine/core/broadcast.hpp"

namespace tapestry {
namespace {

// Runs one record's pullbacks once more. The backward pass's own gradient at the record is already
// known, so that no pullback waits for another.
std::vector<SentGradient> send(const Tape::Entry& entry, const Tensor& gradient,
                               std::map<const void*, Tensor>& totals) {
  const NoRecording pause;  // pullbacks are written in ops
  std::vector<SentGradient> sent;
  for (std::size_t k = 0; k < entry.inputs.size(); ++k) {
    const Var& input = entry.inputs[k];
    if (input.is_constant()) continue;
    const Var pulled = entry.pullbacks[k](Var(gradient), entry.output);
    const Tensor part = sum_to(pulled, input.shape()).value();
    const auto [total, is_first] = totals.try_emplace(input.identity(), part);
    if (!is_first) kernels::add_in_place(total->second, part);
    sent.push_back({k, pulled.shape(), part, total->second});
  }
  return sent;
}

}  // namespace

BackwardLog backward_log(const Tape& tape, const Var& loss) {
  const std::vector<Var> leaves = tape.leaves();
  std::vector<Var> wrt;
  for (std::size_t i = 0; i < tape.size(); ++i) wrt.push_back(tape[i].output);
  wrt.insert(wrt.end(), leaves.begin(), leaves.end());
  const std::vector<Tensor> gradients = tape.gradient(loss, wrt);

  BackwardLog log;
  std::vector<bool> reached(tape.size(), false);
  reached[tape.index_of(loss)] = true;
  std::map<const void*, Tensor> totals;
  for (std::size_t i = tape.size(); i-- > 0;) {
    if (!reached[i]) continue;
    const Tape::Entry entry = tape[i];
    for (const Var& input : entry.inputs)
      if (tape.holds(input)) reached[tape.index_of(input)] = true;
    log.steps.push_back({i, gradients[i], send(entry, gradients[i], totals)});
  }
  for (std::size_t i = 0; i < tape.size(); ++i)
    if (!reached[i]) log.unvisited.push_back(i);
  for (std::size_t i = 0; i < leaves.size(); ++i)
    log.leaves.push_back({leaves[i], gradients[tape.size() + i]});
  return log;
}

}  // namespace tapestry
