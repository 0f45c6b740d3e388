// Drawing tasks in training, and what it does to the sum of their losses.
#pragma once

#include <cstddef>

namespace tapestry {

// Trains a small net for five tasks, two of them a step.
void train_two_of_five(std::size_t rounds);

// The summed loss of a drawn step: its mean over the draws, with and without Reweight.
void reweighted();

}  // namespace tapestry
