#include "tests/assignments/4_multitask_net/linear.hpp"

#include <cmath>

namespace tapestry::grader::multitask_net {
namespace {

// a x = b by elimination with the largest pivot; a [n x n].
Numbers solution_of_system(Numbers a, Numbers b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i; r < n; ++r)
      if (std::abs(a[r * n + i]) > std::abs(a[pivot * n + i])) pivot = r;
    for (std::size_t c = 0; c < n; ++c) std::swap(a[i * n + c], a[pivot * n + c]);
    std::swap(b[i], b[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == i) continue;
      const double factor = a[r * n + i] / a[i * n + i];
      for (std::size_t c = i; c < n; ++c) a[r * n + c] -= factor * a[i * n + c];
      b[r] -= factor * b[i];
    }
  }
  for (std::size_t i = 0; i < n; ++i) b[i] /= a[i * n + i];
  return b;
}

double error_of_row(const Regression& task, std::size_t d, const double* w, std::size_t i) {
  double error = -task.y[i];
  for (std::size_t j = 0; j < d; ++j) error += task.x[i * d + j] * w[j];
  return error;
}

}  // namespace

LinearCase random_linear(Rng& rng, const Numbers& weights, std::size_t d,
                         const std::vector<std::size_t>& rows, double noise) {
  LinearCase one{d, {}};
  for (std::size_t t = 0; t < rows.size(); ++t) {
    Regression task{rows[t], normal_numbers(rng, rows[t] * d), normal_numbers(rng, rows[t], noise)};
    for (std::size_t i = 0; i < rows[t]; ++i)
      for (std::size_t j = 0; j < d; ++j) task.y[i] += task.x[i * d + j] * weights[t * d + j];
    one.tasks.push_back(task);
  }
  return one;
}

Message request_of(const LinearCase& one) {
  Message request;
  request.set("tasks", double(one.tasks.size()));
  request.set("d", double(one.d));
  for (std::size_t t = 0; t < one.tasks.size(); ++t) {
    request.set("x" + std::to_string(t), one.tasks[t].x);
    request.set("y" + std::to_string(t), one.tasks[t].y);
  }
  return request;
}

Numbers squared_errors(const LinearCase& one, const Numbers& w) {
  Numbers out;
  for (std::size_t t = 0; t < one.tasks.size(); ++t) {
    double sum = 0;
    for (std::size_t i = 0; i < one.tasks[t].rows; ++i) {
      const double error = error_of_row(one.tasks[t], one.d, w.data() + t * one.d, i);
      sum += error * error;
    }
    out.push_back(sum);
  }
  return out;
}

Numbers squared_error_gradient(const LinearCase& one, const Numbers& w) {
  Numbers out(w.size(), 0);
  for (std::size_t t = 0; t < one.tasks.size(); ++t)
    for (std::size_t i = 0; i < one.tasks[t].rows; ++i) {
      const double error = error_of_row(one.tasks[t], one.d, w.data() + t * one.d, i);
      for (std::size_t j = 0; j < one.d; ++j)
        out[t * one.d + j] += 2 * error * one.tasks[t].x[i * one.d + j];
    }
  return out;
}

double length_of(const Numbers& x) {
  double sum = 0;
  for (const double one : x) sum += one * one;
  return std::sqrt(sum);
}

double mean_penalty(const Numbers& w, std::size_t d, double s) {
  const Numbers gradient = mean_penalty_gradient(w, d, 1);  // 2 (w_t - mean)
  double sum = 0;
  for (const double one : gradient) sum += one * one / 4;
  return s * sum;
}

Numbers mean_penalty_gradient(const Numbers& w, std::size_t d, double s) {
  const std::size_t tasks = w.size() / d;
  Numbers mean(d, 0), out;
  for (std::size_t i = 0; i < w.size(); ++i) mean[i % d] += w[i] / double(tasks);
  for (std::size_t i = 0; i < w.size(); ++i) out.push_back(2 * s * (w[i] - mean[i % d]));
  return out;
}

Numbers minimum_of(const LinearCase& one, double s, bool ridge, const Numbers& weights) {
  const std::size_t tasks = one.tasks.size(), d = one.d, n = tasks * d;
  Numbers a(n * n, 0), b(n, 0);
  for (std::size_t t = 0; t < tasks; ++t) {
    const Regression& task = one.tasks[t];
    const double weight = weights.empty() ? 1 : weights[t];
    for (std::size_t i = 0; i < task.rows; ++i)
      for (std::size_t j = 0; j < d; ++j) {
        b[t * d + j] += weight * task.x[i * d + j] * task.y[i];
        for (std::size_t k = 0; k < d; ++k)
          a[(t * d + j) * n + t * d + k] += weight * task.x[i * d + j] * task.x[i * d + k];
      }
    for (std::size_t u = 0; u < tasks; ++u)
      for (std::size_t j = 0; j < d; ++j)
        a[(t * d + j) * n + u * d + j] += s * ((t == u) - (ridge ? 0 : 1 / double(tasks)));
  }
  return solution_of_system(a, b);
}

Numbers pooled_minimum(const LinearCase& one) {
  Regression all{0, {}, {}};
  for (const Regression& task : one.tasks) {
    all.rows += task.rows;
    append(all.x, task.x);
    append(all.y, task.y);
  }
  const Numbers w = minimum_of({one.d, {all}}, 0);
  Numbers out;
  for (std::size_t t = 0; t < one.tasks.size(); ++t) append(out, w);
  return out;
}

}  // namespace tapestry::grader::multitask_net
