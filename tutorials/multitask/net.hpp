// The nets of the multitask program.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nn/sharing/multi_task_net.hpp"

// "dense": an encoder of 256 units a task, a trunk of 128, as MultiTaskNet has them.
//
// "lenet": convolutions, after LeNet-5 (LeCun, Bottou, Bengio & Haffner 1998), wider and with
// ReLUs:
//   encoder_t  convolution of 5x5 to 16 maps of 32 x 32, padded so that both kinds of picture
//   become
//              equally large; maximum of 2x2
//   trunk      convolution of 5x5 to 32 maps, maximum of 2x2; dense 2,048 -> 256; a quarter of
//              these is left out while training
// so that the tasks share how strokes and edges are put together, and not only what is made of
// that.
std::shared_ptr<tapestry::nn::MultiTaskNet> make_net(const std::string& name,
                                                     const std::vector<tapestry::nn::Task>& tasks,
                                                     std::uint64_t seed);
