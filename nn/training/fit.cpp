#include "nn/training/fit.hpp"

namespace tapestry::nn {
namespace {

History run(Trainer& trainer, const FitOptions& options) {
  if (options.checkpoints) begin_checkpoints(*options.checkpoints, trainer);
  bool stop = false;
  while (!trainer.done() && !stop) {
    trainer.round();
    if (options.watch) trainer.report(options.watch);
    stop = options.stop && options.stop();
    if (options.checkpoints &&
        (stop || trainer.done() || checkpoint_is_due(*options.checkpoints, trainer)))
      save_checkpoint(*options.checkpoints, trainer);
  }
  if (trainer.done()) trainer.finish();
  return trainer.history();
}

}  // namespace

History fit(MultiTaskModel& model, const std::vector<BatchSource>& sources, Optimiser& optimiser,
            const FitOptions& options) {
  Trainer trainer(model, sources, optimiser, options);
  return run(trainer, options);
}

History fit(MultiTaskModel& model, const std::vector<SourceGroup>& groups, Optimiser& optimiser,
            const FitOptions& options) {
  Trainer trainer(model, groups, optimiser, options);
  return run(trainer, options);
}

History fit(MultiTaskModel& model, const SharedSource& source, Optimiser& optimiser,
            const FitOptions& options) {
  Trainer trainer(model, source, optimiser, options);
  return run(trainer, options);
}

}  // namespace tapestry::nn
