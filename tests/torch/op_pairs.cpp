// The pairs that change shapes, and the tools of all pairs.
#include "tests/torch/op_pairs.hpp"

#include "engine/array/random.hpp"

namespace tapestry {
namespace {

using T = torch::Tensor;
using Vars = std::vector<Var>;
using Ts = std::vector<T>;
using Pairs = std::vector<OpPair>;

Tensor offsets() {
  Rng rng(99);
  Tensor out = random_uniform(kShape, rng, 0.1, 0.9);
  for (std::size_t i = 0; i < out.size(); i += 2) out.data()[i] = -out.data()[i];
  return out;
}

void add_reductions(Pairs& all) {
  const auto one = [&](const std::string& name, Var (*ours)(const Var&), T (*theirs)(const T&)) {
    all.push_back({name, 1, [=](const Vars& x) { return full_size(ours(x[0])); },
                   [=](const Ts& x) { return full_size(theirs(x[0])); }});
  };
  one(
      "sum", [](const Var& x) { return sum(x, {0}); }, [](const T& x) { return x.sum(0); });
  one(
      "mean", [](const Var& x) { return mean(x); }, [](const T& x) { return x.mean(); });
  one(
      "max", [](const Var& x) { return max(off(x), {1}, Axis::keep); },
      [](const T& x) { return off(x).amax(1, true); });
  one(
      "min", [](const Var& x) { return min(off(x), {0}); },
      [](const T& x) { return off(x).amin(0); });
  one(
      "variance", [](const Var& x) { return variance(x, {1}, Axis::keep, 1); },
      [](const T& x) { return x.var(1, true, true); });
  one(
      "log_sum_exp", [](const Var& x) { return log_sum_exp(x, 1, Axis::keep); },
      [](const T& x) { return x.logsumexp(1, true); });
  one(
      "l1_norm", [](const Var& x) { return l1_norm(off(x), {0}); },
      [](const T& x) { return off(x).norm(1, 0); });
  one(
      "l2_norm", [](const Var& x) { return l2_norm(off(x), {0}); },
      [](const T& x) { return off(x).norm(2, 0); });
  one(
      "frobenius_norm", [](const Var& x) { return frobenius_norm(off(x)); },
      [](const T& x) { return off(x).norm(); });
  one(
      "softmax", [](const Var& x) { return softmax(x, 0); },
      [](const T& x) { return x.softmax(0); });
  one(
      "log_softmax", [](const Var& x) { return log_softmax(x, 1); },
      [](const T& x) { return x.log_softmax(1); });
  one(
      "softmax_cross_entropy", [](const Var& x) { return softmax_cross_entropy(x, labels()); },
      [](const T& x) { return torch::cross_entropy_loss(x, torch_labels()); });
  one(
      "focal", [](const Var& x) { return focal(x, labels(), 2); },
      [](const T& x) {
        const T ce = torch::cross_entropy_loss(x, torch_labels(), {}, at::Reduction::None);
        return ((1 - (-ce).exp()).square() * ce).mean();
      });
  one(
      "trace", [](const Var& x) { return trace(matmul(x, x, Transpose::no, Transpose::yes)); },
      [](const T& x) { return x.mm(x.t()).trace(); });
}

void add_shapes(Pairs& all) {
  const auto one = [&](const std::string& name, Var (*ours)(const Var&), T (*theirs)(const T&)) {
    all.push_back({name, 1, [=](const Vars& x) { return ours(x[0]); },
                   [=](const Ts& x) { return theirs(x[0]); }});
  };
  one(
      "reshape",
      [](const Var& x) {
        return reshape(reshape(x, {6, 4}) * reshape(x, {6, 4}), {4, 6});
      },
      [](const T& x) {
        return x.reshape({6, 4}).square().reshape({4, 6});
      });
  one(
      "transpose", [](const Var& x) { return reshape(transpose(x), kShape); },
      [](const T& x) {
        return x.t().reshape({4, 6});
      });
  one(
      "permute",
      [](const Var& x) {
        return reshape(permute(reshape(x, {2, 3, 4}), {2, 0, 1}), kShape);
      },
      [](const T& x) {
        return x.reshape({2, 3, 4}).permute({2, 0, 1}).reshape({4, 6});
      });
  one(
      "slice",
      [](const Var& x) {
        return reshape(pad(slice(x, 1, 1, 6, 2), {0, 1}, {0, 2}), kShape);
      },
      [](const T& x) {
        return torch::constant_pad_nd(x.slice(1, 1, 6, 2), {1, 2});
      });
  one(
      "gather",
      [](const Var& x) {
        return gather(x, 1, {5, 1, 1, 0, 3, 2});
      },
      [](const T& x) {
        return x.index_select(1, torch::tensor(std::vector<std::int64_t>{5, 1, 1, 0, 3, 2}));
      });
  one(
      "take_rows",
      [](const Var& x) {
        return take_rows(x, {3, 0, 0, 2});
      },
      [](const T& x) {
        return x.index_select(0, torch::tensor(std::vector<std::int64_t>{3, 0, 0, 2}));
      });
  one(
      "flip", [](const Var& x) { return flip(x, 1); }, [](const T& x) { return x.flip(1); });
  one(
      "repeat", [](const Var& x) { return repeat(slice(x, 1, 0, 6, 2), 1, 2); },
      [](const T& x) { return x.slice(1, 0, 6, 2).repeat_interleave(2, 1); });
  one(
      "tile", [](const Var& x) { return tile(narrow(x, 0, 0, 2), 0, 2); },
      [](const T& x) {
        return x.narrow(0, 0, 2).repeat({2, 1});
      });
}

// 2, 3, 5, 8 on the diagonal.
Tensor spread() {
  Tensor out = zeros({4, 4});
  for (std::size_t i = 0; i < 4; ++i) out.data()[i * 5] = std::array{2, 3, 5, 8}[i];
  return out;
}

// x x^T + spread, well away from singular and with separated eigenvalues.
Var definite(const Var& x) {
  const Var bounded = tanh(x);
  return matmul(bounded, bounded, Transpose::no, Transpose::yes) + Var::constant(spread());
}
T definite(const T& x) { return x.tanh().mm(x.tanh().t()) + to_torch(spread()); }

void add_linear_algebra_and_nets(Pairs& all) {
  const auto one = [&](const std::string& name, Var (*ours)(const Var&), T (*theirs)(const T&)) {
    all.push_back({name, 1, [=](const Vars& x) { return full_size(ours(x[0])); },
                   [=](const Ts& x) { return full_size(theirs(x[0])); }});
  };
  const auto two = [&](const std::string& name, Var (*ours)(const Var&, const Var&),
                       T (*theirs)(const T&, const T&)) {
    all.push_back({name, 2, [=](const Vars& x) { return ours(x[0], x[1]); },
                   [=](const Ts& x) { return theirs(x[0], x[1]); }});
  };
  two(
      "cholesky_solve", [](const Var& a, const Var& b) { return cholesky_solve(definite(a), b); },
      [](const T& a, const T& b) { return torch::linalg_solve(definite(a), b); });
  two(
      "cholesky_inverse",
      [](const Var& a, const Var& b) { return matmul(cholesky_inverse(definite(a)), b); },
      [](const T& a, const T& b) { return definite(a).inverse().mm(b); });
  one(
      "eigvalsh",
      [](const Var& x) {
        return reshape(eigvalsh(definite(x)), {4, 1});
      },
      [](const T& x) {
        return torch::linalg_eigvalsh(definite(x)).reshape({4, 1});
      });
  one(
      "singular_values",
      [](const Var& x) {
        return reshape(singular_values(definite(x)), {4, 1});
      },
      [](const T& x) {
        return torch::linalg_svdvals(definite(x)).reshape({4, 1});
      });
  // [4 x 6] as one image of one channel, or as four small ones.
  two(
      "conv2d",
      [](const Var& a, const Var& b) {
        return reshape(conv2d(reshape(a, {1, 1, 4, 6}),
                              reshape(narrow(narrow(b, 1, 0, 3), 0, 0, 3), {1, 1, 3, 3}), {1, 1}),
                       {4, 6});
      },
      [](const T& a, const T& b) {
        return torch::conv2d(a.reshape({1, 1, 4, 6}),
                             b.narrow(1, 0, 3).narrow(0, 0, 3).reshape({1, 1, 3, 3}), {}, 1, 1)
            .reshape({4, 6});
      });
  one(
      "max_pool2d",
      [](const Var& x) {
        return sum(reshape(max_pool2d(reshape(off(x), {1, 4, 2, 3}), 2, 1), {4, 2}), {1},
                   Axis::keep);
      },
      [](const T& x) {
        return torch::max_pool2d(off(x).reshape({1, 4, 2, 3}), 2, 1).reshape({4, 2}).sum(1, true);
      });
  one(
      "mean_pool2d",
      [](const Var& x) {
        return repeat(reshape(mean_pool2d(reshape(x, {1, 1, 4, 6}), 2), {1, 6}), 0, 4);
      },
      [](const T& x) {
        return torch::avg_pool2d(x.reshape({1, 1, 4, 6}), 2).reshape({1, 6}).repeat({4, 1});
      });
  two(
      "layer_norm",
      [](const Var& a, const Var& b) {
        return layer_norm(off(a), reshape(narrow(b, 0, 0, 1), {6}),
                          reshape(narrow(b, 0, 1, 1), {6}));
      },
      [](const T& a, const T& b) { return torch::layer_norm(off(a), {6}, b[0], b[1]); });
  one(
      "embedding",
      [](const Var& x) {
        return embedding(x, {1, 1, 3, 0});
      },
      [](const T& x) {
        return torch::embedding(x, torch::tensor(std::vector<std::int64_t>{1, 1, 3, 0}));
      });
}

}  // namespace

Var off(const Var& x) { return x + Var::constant(offsets()); }
T off(const T& x) { return x + to_torch(offsets()); }

Var full_size(const Var& x) { return broadcast_to(x, kShape); }
T full_size(const T& x) { return x.expand({4, 6}); }

const std::vector<int>& labels() {
  static const std::vector<int> all = {2, 0, 5, 2};
  return all;
}
T torch_labels() { return torch::tensor(std::vector<std::int64_t>{2, 0, 5, 2}); }

torch::Tensor to_torch(const Tensor& x) {
  const std::vector<std::int64_t> sizes(x.shape().begin(), x.shape().end());
  return torch::from_blob(const_cast<Scalar*>(x.data()), sizes, torch::kFloat64).clone();
}

const std::vector<OpPair>& op_pairs() {
  static const Pairs pairs = [] {
    Pairs all;
    add_elementwise(all);
    add_pairs_of_two(all);
    add_reductions(all);
    add_shapes(all);
    add_linear_algebra_and_nets(all);
    return all;
  }();
  return pairs;
}

}  // namespace tapestry
