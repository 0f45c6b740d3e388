// The net of assignment 4 in plain loops: an encoder and a head for each task, and one trunk, with
// the gradients worked out by hand; and what known mistakes make of it.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/array/random.hpp"
#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader::multitask_net {

using Numbers = std::vector<double>;

struct Layer {
  std::size_t in, out;
  Numbers weight, bias;  // [in x out], [out]
};

struct SmallNet {
  std::vector<Layer> encoders, heads;
  Layer trunk;

  std::size_t tasks() const { return heads.size(); }
};

struct NetSizes {
  std::vector<std::size_t> inputs, outputs;  // of each task
  std::size_t width, trunk;
};

SmallNet random_net(const NetSizes& sizes, Rng& rng);
SmallNet zero_net_like(const SmallNet& net);

// The way of an example: through which encoder and which head, and what is done at them.
struct Route {
  std::size_t encoder, head;
  bool tanh_after_encoder = true, tanh_after_trunk = true, tanh_after_head = false;
  bool has_trunk = true;
};

inline Route route_of(std::size_t task) { return {task, task}; }

// x [rows x in] -> [rows x out], row by row. A row that has another length than the encoder takes
// gives an empty result.
Numbers outputs_of(const SmallNet& net, const Route& route, const Numbers& x);

// Adds the gradient of <u, outputs> to one net of gradients.
void add_gradient(const SmallNet& net, std::size_t task, const Numbers& x, const Numbers& u,
                  SmallNet& gradient);

// Its numbers: the trunk's weight and bias, then of each task those of its encoder and of its head.
Numbers trunk_numbers(const SmallNet& net);
Numbers own_numbers(const SmallNet& net, std::size_t task);
Numbers all_numbers(const SmallNet& net);

void set_sizes(Message& request, const NetSizes& sizes);
Numbers normal_numbers(Rng& rng, std::size_t count, double deviation = 1);
void append(Numbers& all, const Numbers& more);

}  // namespace tapestry::grader::multitask_net
