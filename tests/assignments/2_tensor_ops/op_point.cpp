#include "tests/assignments/2_tensor_ops/op_point.hpp"

#include <cmath>

namespace tapestry::grader::tensor_ops {
namespace {

double sigmoid_of(double x) {
  const double e = std::exp(-std::abs(x));
  return (x > 0 ? 1 : e) / (1 + e);
}

double softplus_of(double x) { return std::fmax(x, 0) + std::log1p(std::exp(-std::abs(x))); }

// u times a slope of each x.
template <class Slope>
Numbers times_slope(const Point& at, const Numbers& u, const Slope& slope) {
  Numbers out;
  for (std::size_t i = 0; i < u.size(); ++i) out.push_back(u[i] * slope(at.x[i]));
  return out;
}

// f(i, j) of each element, row by row.
template <class F>
Numbers matrix_of(const Point& at, const F& f) {
  Numbers out;
  for (std::size_t i = 0; i < at.rows; ++i)
    for (std::size_t j = 0; j < at.columns; ++j) out.push_back(f(i, j));
  return out;
}

// The sum of f(i, j) over j, for each row i.
template <class F>
Numbers row_sums(const Point& at, const F& f) {
  Numbers out(at.rows, 0);
  for (std::size_t i = 0; i < at.rows; ++i)
    for (std::size_t j = 0; j < at.columns; ++j) out[i] += f(i, j);
  return out;
}

// Of each row of u, for each j the sum of the u_k for which counts(k, j).
template <class Counts>
Numbers partial_sums(const Point& at, const Numbers& u, const Counts& counts) {
  return matrix_of(at, [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < at.columns; ++k)
      if (counts(k, j)) sum += u[i * at.columns + k];
    return sum;
  });
}

Numbers ones_of(const Numbers& u) { return Numbers(u.size(), 1); }

const Mistake kNoUpstream = {
    "the gradient at the output, g, is forgotten: as if it were 1 everywhere",
    "chapter 3, \"Four broken pullbacks\": a pullback multiplies by g"};

// softplus

Numbers softplus_value(const Point& at) {
  Numbers out;
  for (const double x : at.x) out.push_back(softplus_of(x));
  return out;
}

Numbers softplus_pullback(const Point& at, const Numbers& u) {
  return times_slope(at, u, sigmoid_of);
}

// scale_rows

Numbers scale_rows_value(const Point& at) {
  return matrix_of(
      at, [&](std::size_t i, std::size_t j) { return at.x[i * at.columns + j] * at.s[i]; });
}

Numbers scale_rows_to_x(const Point& at, const Numbers& u) {
  return matrix_of(at,
                   [&](std::size_t i, std::size_t j) { return u[i * at.columns + j] * at.s[i]; });
}

Numbers scale_rows_to_s(const Point& at, const Numbers& u) {
  return row_sums(at, [&](std::size_t i, std::size_t j) {
    return u[i * at.columns + j] * at.x[i * at.columns + j];
  });
}

// running_sum

Numbers running_sum_value(const Point& at) {
  return partial_sums(at, at.x, [](std::size_t k, std::size_t j) { return k <= j; });
}

Numbers running_sum_pullback(const Point& at, const Numbers& u) {
  return partial_sums(at, u, [](std::size_t k, std::size_t j) { return k >= j; });
}

// The sums go on from one row to the next.
Numbers without_a_new_start(const Numbers& x) {
  Numbers out;
  double sum = 0;
  for (const double one : x) out.push_back(sum += one);
  return out;
}

}  // namespace

const OpFacts& softplus_facts() {
  static const Mistake kSlope = {"", "d log(1 + e^x) / dx = e^x / (1 + e^x) = sigmoid(x)"};
  static const auto slope = [](const char* cause) { return Mistake{cause, kSlope.hint}; };
  static const OpFacts facts = {
      "softplus",
      softplus_value,
      {{{"it is max(x, 0)", "log(1 + e^x) is log 2 at 0, and larger than max(x, 0) everywhere"},
        [](const Point& at) {
          Numbers out;
          for (const double x : at.x) out.push_back(std::fmax(x, 0));
          return out;
        }},
       {{"it is log(e^x) = x, without the 1", "log(1 + e^x)"},
        [](const Point& at) { return at.x; }}},
      {{softplus_pullback,
        {{slope("the slope is taken for tanh(x)"),
          [](const Point& at, const Numbers& u) {
            return times_slope(at, u, [](double x) { return std::tanh(x); });
          }},
         {slope("the slope is taken for 1 - sigmoid(x), which is 1 / (1 + e^x)"),
          [](const Point& at, const Numbers& u) {
            return times_slope(at, u, [](double x) { return sigmoid_of(-x); });
          }},
         {slope("the slope is sigmoid of the output, where the input belongs"),
          [](const Point& at, const Numbers& u) {
            return times_slope(at, u, [](double x) { return sigmoid_of(softplus_of(x)); });
          }},
         {slope("the slope is e^x: the division by 1 + e^x is missing"),
          [](const Point& at, const Numbers& u) {
            return times_slope(at, u, [](double x) { return std::exp(x); });
          }},
         {slope("the slope is s (1 - s), which is sigmoid's own"),
          [](const Point& at, const Numbers& u) {
            return times_slope(at, u, [](double x) { return sigmoid_of(x) * sigmoid_of(-x); });
          }},
         {kNoUpstream,
          [](const Point& at, const Numbers& u) { return softplus_pullback(at, ones_of(u)); }}}}},
      [](const Point& at, const Numbers& u, const std::vector<Numbers>& v) {
        Numbers uv;
        for (std::size_t i = 0; i < u.size(); ++i) uv.push_back(u[i] * v[0][i]);
        return std::vector<Numbers>{
            times_slope(at, uv, [](double x) { return sigmoid_of(x) * sigmoid_of(-x); }),
            softplus_pullback(at, v[0])};
      }};
  return facts;
}

const OpFacts& scale_rows_facts() {
  static const std::string to_x = "row i of x is multiplied by s_i, and so is row i of g",
                           to_s =
                               "s_i is used in all of row i: its gradient is the sum of g x "
                               "over that row, axis 1. Chapter 4, \"And back\"";
  static const OpFacts facts = {
      "scale_rows",
      scale_rows_value,
      {{{"column j is multiplied by s_j: s is broadcast along the rows",
         "chapter 4, \"Broadcasting\": shapes are compared from the last axis on, so that s must "
         "become [n x 1]"},
        [](const Point& at) {
          return matrix_of(at, [&](std::size_t i, std::size_t j) {
            return at.x[i * at.columns + j] * at.s[j % at.rows];
          });
        }}},
      {{scale_rows_to_x,
        {{{"g comes through as it is: the factor s is missing", to_x},
          [](const Point&, const Numbers& u) { return u; }},
         {{"column j of g is multiplied by s_j", to_x + "; s must become [n x 1] for that"},
          [](const Point& at, const Numbers& u) {
            return matrix_of(at, [&](std::size_t i, std::size_t j) {
              return u[i * at.columns + j] * at.s[j % at.rows];
            });
          }},
         {{"g is multiplied by x, where s belongs", to_x},
          [](const Point& at, const Numbers& u) {
            return matrix_of(at, [&](std::size_t i, std::size_t j) {
              return u[i * at.columns + j] * at.x[i * at.columns + j];
            });
          }},
         {kNoUpstream,
          [](const Point& at, const Numbers& u) { return scale_rows_to_x(at, ones_of(u)); }}}},
       {scale_rows_to_s,
        {{{"s's gradient is the sum over each column: over the wrong axis, or over none, and the "
           "engine then sums over axis 0",
           to_s},
          [](const Point& at, const Numbers& u) {
            Numbers out(at.rows, 0);
            for (std::size_t i = 0; i < at.rows; ++i)
              for (std::size_t j = 0; j < std::min(at.columns, at.rows); ++j)
                out[j] += u[i * at.columns + j] * at.x[i * at.columns + j];
            return out;
          }},
         {{"s's gradient is not summed over the row: it is the first column's part", to_s},
          [](const Point& at, const Numbers& u) {
            Numbers out;
            for (std::size_t i = 0; i < at.rows; ++i)
              out.push_back(u[i * at.columns] * at.x[i * at.columns]);
            return out;
          }},
         {{"s's gradient is made with s where x belongs", to_s},
          [](const Point& at, const Numbers& u) {
            return row_sums(
                at, [&](std::size_t i, std::size_t j) { return u[i * at.columns + j] * at.s[i]; });
          }},
         {{"s's gradient is the sum of g: the factor x is missing", to_s},
          [](const Point& at, const Numbers& u) {
            return row_sums(at,
                            [&](std::size_t i, std::size_t j) { return u[i * at.columns + j]; });
          }},
         {{"s's gradient is the mean over the row, where the sum belongs", to_s},
          [](const Point& at, const Numbers& u) {
            Numbers out = scale_rows_to_s(at, u);
            for (double& one : out) one /= static_cast<double>(at.columns);
            return out;
          }},
         {kNoUpstream,
          [](const Point& at, const Numbers& u) { return scale_rows_to_s(at, ones_of(u)); }}}}},
      // <v_x, g s> + <v_s, sum g x>, differentiated at x, s and g.
      [](const Point& at, const Numbers& u, const std::vector<Numbers>& v) {
        const auto place = [&](std::size_t i, std::size_t j) { return i * at.columns + j; };
        return std::vector<Numbers>{
            matrix_of(at, [&](std::size_t i, std::size_t j) { return v[1][i] * u[place(i, j)]; }),
            row_sums(at, [&](std::size_t i,
                             std::size_t j) { return v[0][place(i, j)] * u[place(i, j)]; }),
            matrix_of(at, [&](std::size_t i, std::size_t j) {
              return v[0][place(i, j)] * at.s[i] + v[1][i] * at.x[place(i, j)];
            })};
      }};
  return facts;
}

const OpFacts& running_sum_facts() {
  static const std::string forwards = "element j of a row is x_1 + ... + x_j, x_j among them",
                           backwards =
                               "x_j is in the sums j, j + 1, ..., m: its gradient is the "
                               "sum of those g";
  static const OpFacts facts = {
      "running_sum",
      running_sum_value,
      {{{"each sum lacks its own element: they begin at 0", forwards},
        [](const Point& at) {
          return partial_sums(at, at.x, [](std::size_t k, std::size_t j) { return k < j; });
        }},
       {{"the sums run from the right end", forwards},
        [](const Point& at) {
          return partial_sums(at, at.x, [](std::size_t k, std::size_t j) { return k >= j; });
        }},
       {{"the sums go on from one row to the next", "each row begins anew"},
        [](const Point& at) { return without_a_new_start(at.x); }},
       {{"the sums run down the columns", "along each row: over axis 1"},
        [](const Point& at) {
          Numbers out = at.x;
          for (std::size_t i = at.columns; i < out.size(); ++i) out[i] += out[i - at.columns];
          return out;
        }}},
      {{running_sum_pullback,
        {{{"the running sum of g is taken from the same end: it is not reversed", backwards},
          [](const Point& at, const Numbers& u) {
            return partial_sums(at, u, [](std::size_t k, std::size_t j) { return k <= j; });
          }},
         {{"the sum from the other end lacks its own element", backwards},
          [](const Point& at, const Numbers& u) {
            return partial_sums(at, u, [](std::size_t k, std::size_t j) { return k > j; });
          }},
         {{"g comes through as it is: each x_j is counted in one sum only", backwards},
          [](const Point&, const Numbers& u) { return u; }},
         {{"each element gets the sum of its whole row of g", backwards},
          [](const Point& at, const Numbers& u) {
            return partial_sums(at, u, [](std::size_t, std::size_t) { return true; });
          }},
         {{"the sums from the other end go on from one row to the next", "each row begins anew"},
          [](const Point&, const Numbers& u) {
            const Numbers back = without_a_new_start({u.rbegin(), u.rend()});
            return Numbers(back.rbegin(), back.rend());
          }},
         {kNoUpstream, [](const Point& at,
                          const Numbers& u) { return running_sum_pullback(at, ones_of(u)); }}}}},
      [](const Point& at, const Numbers&, const std::vector<Numbers>& v) {
        return std::vector<Numbers>{
            Numbers(at.x.size(), 0),
            partial_sums(at, v[0], [](std::size_t k, std::size_t j) { return k <= j; })};
      }};
  return facts;
}

}  // namespace tapestry::grader::tensor_ops
