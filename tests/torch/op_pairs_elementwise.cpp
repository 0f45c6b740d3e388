// The pairs that work element by element, and those of two inputs.
#include "tests/torch/op_pairs.hpp"

namespace tapestry {
namespace {

using T = torch::Tensor;
using Vars = std::vector<Var>;
using Ts = std::vector<T>;
using Pairs = std::vector<OpPair>;

// Ones and zeros, as a condition.
Tensor pattern() {
  Tensor out = zeros(kShape);
  for (std::size_t i = 0; i < out.size(); i += 3) out.data()[i] = 1;
  return out;
}

}  // namespace

void add_elementwise(Pairs& all) {
  const auto one = [&](const std::string& name, Var (*ours)(const Var&), T (*theirs)(const T&)) {
    all.push_back({name, 1, [=](const Vars& x) { return ours(x[0]); },
                   [=](const Ts& x) { return theirs(x[0]); }});
  };
  one("neg", neg, [](const T& x) { return -x; });
  one(
      "exp", [](const Var& x) { return exp(x); }, [](const T& x) { return x.exp(); });
  one(
      "log", [](const Var& x) { return log(1 + x * x); },
      [](const T& x) { return (1 + x * x).log(); });
  one(
      "log1p", [](const Var& x) { return log1p(square(x)); },
      [](const T& x) { return x.square().log1p(); });
  one(
      "expm1", [](const Var& x) { return expm1(x); }, [](const T& x) { return x.expm1(); });
  one(
      "sin", [](const Var& x) { return sin(x); }, [](const T& x) { return x.sin(); });
  one(
      "cos", [](const Var& x) { return cos(x); }, [](const T& x) { return x.cos(); });
  one(
      "tanh", [](const Var& x) { return tanh(x); }, [](const T& x) { return x.tanh(); });
  one("sigmoid", sigmoid, [](const T& x) { return x.sigmoid(); });
  one(
      "erf", [](const Var& x) { return erf(x); }, [](const T& x) { return x.erf(); });
  one(
      "erfc", [](const Var& x) { return erfc(x); }, [](const T& x) { return x.erfc(); });
  one(
      "sqrt", [](const Var& x) { return sqrt(1 + square(x)); },
      [](const T& x) { return (1 + x.square()).sqrt(); });
  one(
      "power", [](const Var& x) { return power(1 + square(x), Scalar(-1.5)); },
      [](const T& x) { return (1 + x.square()).pow(-1.5); });
  one(
      "abs", [](const Var& x) { return abs(off(x)); }, [](const T& x) { return off(x).abs(); });
  one(
      "relu", [](const Var& x) { return relu(off(x)); }, [](const T& x) { return off(x).relu(); });
  one(
      "leaky_relu", [](const Var& x) { return leaky_relu(off(x), Scalar(0.1)); },
      [](const T& x) { return torch::leaky_relu(off(x), 0.1); });
  one(
      "elu", [](const Var& x) { return elu(off(x), Scalar(0.7)); },
      [](const T& x) { return torch::elu(off(x), 0.7); });
  one(
      "gelu", [](const Var& x) { return gelu(x); }, [](const T& x) { return torch::gelu(x); });
  one(
      "softplus", [](const Var& x) { return softplus(x); },
      [](const T& x) { return torch::logaddexp(x, torch::zeros_like(x)); });
  one(
      "silu", [](const Var& x) { return silu(x); }, [](const T& x) { return torch::silu(x); });
  one(
      "clamp", [](const Var& x) { return clamp(off(x), Scalar(-0.8), Scalar(1.1)); },
      [](const T& x) { return off(x).clamp(-0.8, 1.1); });
}

void add_pairs_of_two(Pairs& all) {
  const auto two = [&](const std::string& name, Var (*ours)(const Var&, const Var&),
                       T (*theirs)(const T&, const T&)) {
    all.push_back({name, 2, [=](const Vars& x) { return ours(x[0], x[1]); },
                   [=](const Ts& x) { return theirs(x[0], x[1]); }});
  };
  two("add", add, [](const T& a, const T& b) { return a + b; });
  two("sub", sub, [](const T& a, const T& b) { return a - b; });
  two("mul", mul, [](const T& a, const T& b) { return a * b; });
  two(
      "div", [](const Var& a, const Var& b) { return a / (1 + square(b)); },
      [](const T& a, const T& b) { return a / (1 + b.square()); });
  two(
      "pow", [](const Var& a, const Var& b) { return pow(1 + square(a), tanh(b)); },
      [](const T& a, const T& b) { return (1 + a.square()).pow(b.tanh()); });
  two(
      "maximum", [](const Var& a, const Var& b) { return maximum(off(a), b); },
      [](const T& a, const T& b) { return torch::maximum(off(a), b); });
  two(
      "minimum", [](const Var& a, const Var& b) { return minimum(off(a), b); },
      [](const T& a, const T& b) { return torch::minimum(off(a), b); });
  two(
      "where", [](const Var& a, const Var& b) { return where(pattern(), a, b); },
      [](const T& a, const T& b) { return torch::where(to_torch(pattern()) != 0, a, b); });
  two(
      "add, row", [](const Var& a, const Var& b) { return a + narrow(b, 0, 1, 1); },
      [](const T& a, const T& b) { return a + b.narrow(0, 1, 1); });
  two(
      "mul, column", [](const Var& a, const Var& b) { return a * narrow(b, 1, 2, 1); },
      [](const T& a, const T& b) { return a * b.narrow(1, 2, 1); });
  two(
      "matmul",
      [](const Var& a, const Var& b) {
        return matmul(matmul(a, b, Transpose::no, Transpose::yes), a);
      },
      [](const T& a, const T& b) { return a.mm(b.t()).mm(a); });
  two(
      "affine",
      [](const Var& a, const Var& b) {
        return affine(a, matmul(b, b, Transpose::yes), flatten(narrow(b, 0, 0, 1), 0));
      },
      [](const T& a, const T& b) { return torch::addmm(b[0], a, b.t().mm(b)); });
  two(
      "batched_matmul",
      [](const Var& a, const Var& b) {
        return full_size(reshape(
            narrow(batched_matmul(reshape(a, {2, 3, 4}), reshape(b, {2, 4, 3})), 2, 1, 1), {1, 6}));
      },
      [](const T& a, const T& b) {
        return a.reshape({2, 3, 4})
            .bmm(b.reshape({2, 4, 3}))
            .narrow(2, 1, 1)
            .reshape({1, 6})
            .expand({4, 6});
      });
  two(
      "outer",
      [](const Var& a, const Var& b) {
        return outer(reshape(narrow(a, 1, 0, 1), {4}), reshape(narrow(b, 0, 0, 1), {6}));
      },
      [](const T& a, const T& b) { return torch::outer(a.select(1, 0), b[0]); });
  two(
      "dot",
      [](const Var& a, const Var& b) { return full_size(dot(reshape(a, {24}), reshape(b, {24}))); },
      [](const T& a, const T& b) { return full_size(a.flatten().dot(b.flatten())); });
  two(
      "concatenate",
      [](const Var& a, const Var& b) {
        return concatenate({narrow(a, 0, 1, 3), narrow(b, 0, 2, 1)}, 0);
      },
      [](const T& a, const T& b) {
        return torch::cat({a.narrow(0, 1, 3), b.narrow(0, 2, 1)}, 0);
      });
  two(
      "stack",
      [](const Var& a, const Var& b) {
        return sum(stack({a, b}, 1) * stack({b, a}, 1), {1});
      },
      [](const T& a, const T& b) {
        return (torch::stack({a, b}, 1) * torch::stack({b, a}, 1)).sum(1);
      });
  two(
      "mean_squared_error",
      [](const Var& a, const Var& b) { return full_size(mean_squared_error(a, b)); },
      [](const T& a, const T& b) { return full_size(torch::mse_loss(a, b)); });
  two(
      "huber",
      [](const Var& a, const Var& b) { return huber(off(a), b, Scalar(0.7), Reduction::none); },
      [](const T& a, const T& b) {
        return torch::huber_loss(off(a), b, at::Reduction::None, 0.7);
      });
  two(
      "binary_cross_entropy_with_logits",
      [](const Var& a, const Var& b) {
        return binary_cross_entropy_with_logits(a, sigmoid(b), Reduction::none);
      },
      [](const T& a, const T& b) {
        return torch::binary_cross_entropy_with_logits(a, b.sigmoid(), {}, {}, at::Reduction::None);
      });
  two(
      "soft_label_cross_entropy",
      [](const Var& a, const Var& b) { return full_size(soft_label_cross_entropy(a, softmax(b))); },
      [](const T& a, const T& b) {
        return full_size(-(b.softmax(1) * a.log_softmax(1)).sum(1).mean());
      });
}

}  // namespace tapestry
