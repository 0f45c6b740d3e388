#include "tests/assignments/4_multitask_net/small_net.hpp"

#include <cmath>

namespace tapestry::grader::multitask_net {
namespace {

Layer random_layer(std::size_t in, std::size_t out, Rng& rng) {
  return {in, out, normal_numbers(rng, in * out, 1.2 / std::sqrt(double(in))),
          normal_numbers(rng, out, 0.5)};
}

Layer zero_layer(const Layer& like) {
  return {like.in, like.out, Numbers(like.weight.size(), 0), Numbers(like.bias.size(), 0)};
}

Numbers through(const Layer& layer, const Numbers& x, bool has_tanh) {
  const std::size_t rows = x.size() / layer.in;
  Numbers y;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t k = 0; k < layer.out; ++k) {
      double sum = layer.bias[k];
      for (std::size_t i = 0; i < layer.in; ++i)
        sum += x[r * layer.in + i] * layer.weight[i * layer.out + k];
      y.push_back(has_tanh ? std::tanh(sum) : sum);
    }
  return y;
}

// Adds what the layer's parameters get, and returns what its input x gets.
Numbers back_through(const Layer& layer, const Numbers& x, const Numbers& u, Layer& gradient) {
  const std::size_t rows = x.size() / layer.in;
  Numbers to_x(x.size(), 0);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t k = 0; k < layer.out; ++k) {
      const double g = u[r * layer.out + k];
      gradient.bias[k] += g;
      for (std::size_t i = 0; i < layer.in; ++i) {
        gradient.weight[i * layer.out + k] += g * x[r * layer.in + i];
        to_x[r * layer.in + i] += g * layer.weight[i * layer.out + k];
      }
    }
  return to_x;
}

void times_slope(Numbers& g, const Numbers& y) {
  for (std::size_t i = 0; i < g.size(); ++i) g[i] *= 1 - y[i] * y[i];
}

void append_layer(Numbers& all, const Layer& layer) {
  append(all, layer.weight);
  append(all, layer.bias);
}

}  // namespace

SmallNet random_net(const NetSizes& sizes, Rng& rng) {
  SmallNet net;
  net.trunk = random_layer(sizes.width, sizes.trunk, rng);
  for (std::size_t t = 0; t < sizes.inputs.size(); ++t) {
    net.encoders.push_back(random_layer(sizes.inputs[t], sizes.width, rng));
    net.heads.push_back(random_layer(sizes.trunk, sizes.outputs[t], rng));
  }
  return net;
}

SmallNet zero_net_like(const SmallNet& net) {
  SmallNet zero;
  zero.trunk = zero_layer(net.trunk);
  for (std::size_t t = 0; t < net.tasks(); ++t) {
    zero.encoders.push_back(zero_layer(net.encoders[t]));
    zero.heads.push_back(zero_layer(net.heads[t]));
  }
  return zero;
}

Numbers outputs_of(const SmallNet& net, const Route& route, const Numbers& x) {
  const Layer& encoder = net.encoders[route.encoder];
  if (x.size() % encoder.in != 0) return {};
  Numbers h = through(encoder, x, route.tanh_after_encoder);
  if (route.has_trunk) h = through(net.trunk, h, route.tanh_after_trunk);
  if (h.size() % net.heads[route.head].in != 0) return {};
  return through(net.heads[route.head], h, route.tanh_after_head);
}

void add_gradient(const SmallNet& net, std::size_t task, const Numbers& x, const Numbers& u,
                  SmallNet& gradient) {
  const Numbers z = through(net.encoders[task], x, true), h = through(net.trunk, z, true);
  Numbers g = back_through(net.heads[task], h, u, gradient.heads[task]);
  times_slope(g, h);
  g = back_through(net.trunk, z, g, gradient.trunk);
  times_slope(g, z);
  back_through(net.encoders[task], x, g, gradient.encoders[task]);
}

Numbers trunk_numbers(const SmallNet& net) {
  Numbers all;
  append_layer(all, net.trunk);
  return all;
}

Numbers own_numbers(const SmallNet& net, std::size_t task) {
  Numbers all;
  append_layer(all, net.encoders[task]);
  append_layer(all, net.heads[task]);
  return all;
}

Numbers all_numbers(const SmallNet& net) {
  Numbers all = trunk_numbers(net);
  for (std::size_t t = 0; t < net.tasks(); ++t) append(all, own_numbers(net, t));
  return all;
}

void set_sizes(Message& request, const NetSizes& sizes) {
  request.set("inputs", Numbers(sizes.inputs.begin(), sizes.inputs.end()));
  request.set("outputs", Numbers(sizes.outputs.begin(), sizes.outputs.end()));
  request.set("width", double(sizes.width));
  request.set("trunk", double(sizes.trunk));
}

Numbers normal_numbers(Rng& rng, std::size_t count, double deviation) {
  NormalDraw normal;
  Numbers out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(deviation * normal(rng));
  return out;
}

void append(Numbers& all, const Numbers& more) { all.insert(all.end(), more.begin(), more.end()); }

}  // namespace tapestry::grader::multitask_net
