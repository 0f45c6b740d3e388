#include "tests/assignments/4_multitask_net/training.hpp"

#include <algorithm>
#include <cmath>

namespace tapestry::grader::multitask_net {
namespace {

std::vector<std::size_t> batch_rows(std::size_t n, std::size_t batch, std::size_t k, Slip slip) {
  std::vector<std::size_t> rows;
  std::size_t first = k * batch, count = batch;
  if (slip == Slip::same_batch) first = 0;
  if (slip == Slip::restarts) first = k % std::max<std::size_t>(n / batch, 1) * batch;
  if (slip == Slip::cut) {
    first = k % ((n + batch - 1) / batch) * batch;
    count = std::min(batch, n - first);
  }
  if (slip == Slip::cut_on || slip == Slip::clamped) first %= n;
  if (slip == Slip::cut_on) count = std::min(batch, n - first);
  const bool stays = slip == Slip::clamped || slip == Slip::stuck;
  for (std::size_t i = 0; i < count; ++i)
    rows.push_back(stays ? std::min(first + i, n - 1) : (first + i) % n);
  return rows;
}

// Of this task's rows through the encoder of `encoder` and the head of `head`, with these labels.
void add_batch(const SmallNet& net, std::size_t task, const Examples& from,
               const std::vector<int>& labels, const std::vector<std::size_t>& rows, bool is_mean,
               SmallNet& gradient) {
  Numbers x;
  for (const std::size_t r : rows)
    append(x, {from.x.begin() + std::ptrdiff_t(r * from.inputs),
               from.x.begin() + std::ptrdiff_t((r + 1) * from.inputs)});
  const Numbers logits = outputs_of(net, route_of(task), x);
  const std::size_t classes = net.heads[task].out;
  Numbers u;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double* z = logits.data() + i * classes;
    const double top = *std::max_element(z, z + classes);
    double total = 0;
    for (std::size_t c = 0; c < classes; ++c) total += std::exp(z[c] - top);
    const int label = labels[rows[i] % labels.size()];
    for (std::size_t c = 0; c < classes; ++c)
      u.push_back((std::exp(z[c] - top) / total - (int(c) == label)) /
                  (is_mean ? double(rows.size()) : 1));
  }
  add_gradient(net, task, x, u, gradient);
}

void move_layer(Layer& layer, const Layer& gradient, double rate) {
  for (std::size_t i = 0; i < layer.weight.size(); ++i)
    layer.weight[i] -= rate * gradient.weight[i];
  for (std::size_t i = 0; i < layer.bias.size(); ++i) layer.bias[i] -= rate * gradient.bias[i];
}

// What has no gradient stays where it is.
void move_net(SmallNet& net, const SmallNet& gradient, double rate, Slip slip) {
  if (slip == Slip::ascent) rate = -rate;
  if (slip != Slip::trunk_still) move_layer(net.trunk, gradient.trunk, rate);
  const std::size_t more = slip == Slip::trunk_twice   ? 1
                           : slip == Slip::trunk_often ? net.tasks() - 1
                                                       : 0;
  for (std::size_t i = 0; i < more; ++i) move_layer(net.trunk, gradient.trunk, rate);
  for (std::size_t t = 0; t < net.tasks(); ++t) {
    if (slip != Slip::encoder_still) move_layer(net.encoders[t], gradient.encoders[t], rate);
    move_layer(net.heads[t], gradient.heads[t], rate);
  }
}

void add_rows(const TrainingCase& one, const SmallNet& net, std::size_t t,
              const std::vector<std::size_t>& rows, Slip slip, SmallNet& gradient) {
  const std::size_t tasks = one.data.size();
  const std::vector<int>& labels =
      one.data[slip == Slip::other_labels ? (t + 1) % tasks : t].labels;
  for (std::size_t head = 0; head < tasks; ++head)
    if (head == t || slip == Slip::both_heads)
      add_batch(net, head, one.data[t], labels, rows, slip != Slip::summed, gradient);
}

// Batch k of the task.
void add_task(const TrainingCase& one, const SmallNet& net, std::size_t t, std::size_t k, Slip slip,
              SmallNet& gradient) {
  add_rows(one, net, t, batch_rows(one.data[t].rows, one.batch, k, slip), slip, gradient);
}

void move_by_each_row(const TrainingCase& one, SmallNet& net, std::size_t t, std::size_t k) {
  for (const std::size_t row : batch_rows(one.data[t].rows, one.batch, k, Slip::none)) {
    SmallNet gradient = zero_net_like(net);
    add_rows(one, net, t, {row}, Slip::none, gradient);
    move_net(net, gradient, one.rate, Slip::none);
  }
}

}  // namespace

TrainingCase random_training(Rng& rng, const NetSizes& sizes, const std::vector<std::size_t>& rows,
                             std::size_t steps, std::size_t batch) {
  TrainingCase one{sizes, random_net(sizes, rng), {}, steps, batch, 0.3 + 0.2 * uniform_draw(rng)};
  for (std::size_t t = 0; t < rows.size(); ++t) {
    Examples some{rows[t], sizes.inputs[t], normal_numbers(rng, rows[t] * sizes.inputs[t]), {}};
    for (std::size_t i = 0; i < rows[t]; ++i) some.labels.push_back(int(rng() % sizes.outputs[t]));
    one.data.push_back(some);
  }
  return one;
}

Message request_of(const TrainingCase& one) {
  Message request;
  set_sizes(request, one.sizes);
  request.set("values", all_numbers(one.net));
  for (std::size_t t = 0; t < one.data.size(); ++t) {
    request.set("x" + std::to_string(t), one.data[t].x);
    request.set("labels" + std::to_string(t),
                Numbers(one.data[t].labels.begin(), one.data[t].labels.end()));
  }
  request.set("steps", double(one.steps));
  request.set("batch", double(one.batch));
  request.set("rate", one.rate);
  return request;
}

Numbers alternating(const TrainingCase& one, Slip slip) {
  SmallNet net = one.net, gradient = zero_net_like(net);
  const std::size_t tasks = one.data.size(), in_a_row = (one.steps + tasks - 1) / tasks;
  const std::size_t steps = slip == Slip::rounds ? one.steps * tasks : one.steps;
  for (std::size_t s = 0; s < steps; ++s) {
    std::size_t t = s % tasks, k = s / tasks;
    if (slip == Slip::skips) k = s;
    if (slip == Slip::blocks) t = s / in_a_row, k = s % in_a_row;
    if (slip == Slip::last_first) t = tasks - 1 - t;
    if (slip == Slip::row_by_row) {
      move_by_each_row(one, net, t, k);
      continue;
    }
    if (slip != Slip::kept) gradient = zero_net_like(net);
    add_task(one, net, t, k, slip, gradient);
    move_net(net, gradient, one.rate, slip);
  }
  return all_numbers(net);
}

Numbers joint(const TrainingCase& one, Slip slip) {
  SmallNet net = one.net, gradient = zero_net_like(net);
  const std::size_t tasks = one.data.size();
  const double rate = slip == Slip::mean_of_losses ? one.rate / double(tasks) : one.rate;
  for (std::size_t k = 0; k < one.steps; ++k) {
    if (slip != Slip::kept) gradient = zero_net_like(net);
    for (std::size_t t = 0; t < tasks; ++t) {
      if (slip == Slip::only_first && t > 0) continue;
      if (slip == Slip::one_by_one) gradient = zero_net_like(net);
      add_task(one, net, t, slip == Slip::skips ? k * tasks + t : k, slip, gradient);
      if (slip == Slip::one_by_one) move_net(net, gradient, rate, slip);
    }
    if (slip != Slip::one_by_one) move_net(net, gradient, rate, slip);
  }
  return all_numbers(net);
}

RowScores row_scores(const Numbers& logits, const std::vector<int>& labels) {
  RowScores out;
  const std::size_t classes = logits.size() / labels.size();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double* z = logits.data() + i * classes;
    const auto top = std::max_element(z, z + classes);
    double total = 0;
    for (std::size_t c = 0; c < classes; ++c) total += std::exp(z[c] - *top);
    out.losses.push_back(*top + std::log(total) - z[labels[i]]);
    out.right.push_back(top - z == labels[i]);
  }
  return out;
}

}  // namespace tapestry::grader::multitask_net
