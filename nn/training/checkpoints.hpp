// Checkpoints: where a training run saves its state, so that it can be stopped, or killed, at any
// moment and goes on from there.
//
// A checkpoint is a file FOLDER/round-000000001200.safetensors: the parameters, the optimiser's
// state, every generator, the batches' order, the balancer, the history (nn/files/archive.hpp). It
// is written beside its name, put on the disk and then renamed, so that it is whole or absent.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace tapestry::nn {

class Trainer;

struct Checkpoints {
  std::string folder;     // made where it is not there
  std::size_t every = 0;  // rounds; 0: one an epoch. One more is written when training stops
  std::size_t keep = 2;   // the newest so many; older ones are removed
  bool resume = false;    // whether to go on from the newest one there is, if there is one
};

// Before training. Resumes from the newest checkpoint, if told to; otherwise throws where the
// folder has any, which would be mixed up with those to come. Removes what a killed run left
// half-written. Throws for no folder, one in which nothing can be written, and keep 0.
void begin_checkpoints(const Checkpoints& how, Trainer& trainer);

// Whether a round has just ended after which one is due.
bool checkpoint_is_due(const Checkpoints& how, const Trainer& trainer);

// Writes one, and then removes those that are too old.
void save_checkpoint(const Checkpoints& how, Trainer& trainer);

// The newest one's path; nothing where there is none.
std::optional<std::string> newest_checkpoint(const std::string& folder);

// Removes them all, and nothing else.
void remove_checkpoints(const std::string& folder);

}  // namespace tapestry::nn
