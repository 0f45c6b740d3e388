// Code to be compared: a backward pass, the same in disguise, another one, and something else.
#pragma once

namespace tapestry::grader {

inline constexpr const char* kWalk = R"code(
#include <vector>

// The gradients of y with respect to all records.
std::vector<double> backward(const Tape& tape, std::size_t y) {
  std::vector<double> gradients(tape.records.size(), 0.0);
  gradients[y] = 1.0;
  for (std::size_t i = y + 1; i-- > 0;) {
    const Record& record = tape.records[i];
    if (gradients[i] == 0.0) continue;
    for (std::size_t k = 0; k < record.inputs.size(); ++k) {
      gradients[record.inputs[k]] += gradients[i] * record.partials[k];
    }
  }
  return gradients;
}

std::vector<double> gradient(const Tape& tape, std::size_t y, const std::vector<std::size_t>& xs) {
  if (y >= tape.records.size()) throw std::runtime_error("a size");
  const std::vector<double> all = backward(tape, y);
  std::vector<double> result;
  for (std::size_t x : xs) {
    result.push_back(x < all.size() ? all[x] : 0.0);
  }
  return result;
}

std::vector<std::vector<double>> jacobian(const Tape& tape, const std::vector<std::size_t>& ys,
                                          const std::vector<std::size_t>& xs) {
  std::vector<std::vector<double>> rows;
  while (rows.size() < ys.size()) rows.push_back(gradient(tape, ys[rows.size()], xs));
  return rows;
}
)code";

inline constexpr const char* kDisguisedWalk = R"code(
#include <algorithm>
#include <vector>
/* My own work!
   I wrote "all" of it. */
vector<double> pull(const Graph& g, size_t out)
{
    vector<double> adj(g.nodes.size(), 0);   // all zero
    adj[out] = 1;
    for (size_t n = out + 1; n --> 0;)
    {
        const Node& node = g.nodes[n];
        if (adj[n] == 0) continue;
        for (size_t e = 0; e < node.from.size(); ++e)
        {
            adj[node.from[e]] += adj[n] * node.slope[e];
        }
    }
    return adj;
}

vector<double> derive(const Graph& g, size_t out, const vector<size_t>& wanted)
{
    if (out >= g.nodes.size()) throw runtime_error("there is no such node");
    const vector<double> every = pull(g, out);
    vector<double> picked;
    for (size_t w : wanted)
    {
        picked.push_back(w < every.size() ? every[w] : 0);
    }
    return picked;
}

vector<vector<double> > table(const Graph& g, const vector<size_t>& outs,
                              const vector<size_t>& wanted)
{
    vector<vector<double> > lines;
    while (lines.size() < outs.size()) lines.push_back(derive(g, outs[lines.size()], wanted));
    return lines;
}
)code";

// The same task, solved by somebody else: a map, and recursion over an order that is found first.
inline constexpr const char* kOtherWalk = R"code(
#include <functional>
#include <map>

class Walk {
 public:
  explicit Walk(const Tape* tape) : tape_(tape) {}

  void run(int output) {
    visit(output);
    std::map<int, double> sums;
    sums.emplace(output, 1.0);
    while (!order_.empty()) {
      const int at = order_.back();
      order_.pop_back();
      send(at, sums);
    }
    sums_ = std::move(sums);
  }

  double of(int input) const {
    auto found = sums_.find(input);
    return found == sums_.end() ? 0.0 : found->second;
  }

 private:
  void visit(int at) {
    if (!seen_.insert(at).second) return;
    for (auto [input, partial] : tape_->edges(at)) visit(input);
    order_.push_back(at);
  }

  void send(int at, std::map<int, double>& sums) {
    double mine = sums[at];
    auto add = [&](int input, double partial) { sums[input] = sums[input] + mine * partial; };
    for (auto [input, partial] : tape_->edges(at)) add(input, partial);
  }

  const Tape* tape_;
  std::set<int> seen_;
  std::vector<int> order_;
  std::map<int, double> sums_;
};

std::vector<double> gradient(const Tape& tape, int y, std::vector<int> xs) {
  Walk walk(&tape);
  walk.run(y);
  std::vector<double> answer(xs.size());
  std::transform(xs.begin(), xs.end(), answer.begin(), [&](int x) { return walk.of(x); });
  return answer;
}
)code";

// Of another task altogether.
inline constexpr const char* kTensors = R"code(
template <class T>
struct Matrix {
  Matrix(int rows, int columns) : rows_(rows), columns_(columns), data_(new T[rows * columns]) {}
  ~Matrix() { delete[] data_; }
  Matrix(const Matrix&) = delete;
  T& operator()(int i, int j) { return data_[i * columns_ + j]; }
  static Matrix* product(Matrix& a, Matrix& b) {
    if (a.columns_ != b.rows_) return nullptr;
    auto* c = new Matrix(a.rows_, b.columns_);
    int i = 0;
    do {
      for (int j = 0, k; j != b.columns_; j++)
        for (k = 0, (*c)(i, j) = T{}; k != a.columns_; k++) (*c)(i, j) += a(i, k) * b(k, j);
    } while (++i < a.rows_);
    return c;
  }
  void print() const {
    switch (rows_) {
      case 0: std::cout << "none" << std::endl; break;
      case 1: std::cout << "a row of " << columns_ << std::endl; break;
      default: std::cout << rows_ << " by " << columns_ << '\n';
    }
  }
  friend bool operator==(const Matrix& a, const Matrix& b) {
    if (a.rows_ != b.rows_ || a.columns_ != b.columns_) return false;
    const T *p = a.data_, *q = b.data_;
    for (int n = a.rows_ * a.columns_; n; --n, ++p, ++q)
      if (!(*p == *q)) return false;
    return true;
  }
  int rows_, columns_;
  T* data_;
};
)code";

}  // namespace tapestry::grader
