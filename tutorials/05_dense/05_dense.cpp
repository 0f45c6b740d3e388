// The dense layer: its three gradients from the shapes alone, by indices, and a batch at once.
//
// The page that goes with this program is README.md, beside it.
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>

#include "nn/nn.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/story.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;

// [formula]
// L = the sum of all g_no y_no, with y = x W + b, in plain loops: something to compare with.
double formula(const Tensor& x, const Tensor& w, const Tensor& b, const Tensor& g) {
  double loss = 0;
  for (std::size_t n = 0; n < x.shape()[0]; ++n)
    for (std::size_t o = 0; o < w.shape()[1]; ++o) {
      double y = b(o);
      for (std::size_t i = 0; i < w.shape()[0]; ++i) y += double{x(n, i)} * w(i, o);
      loss += g(n, o) * y;
    }
  return loss;
}

// The slopes of a loss, at each element of one of the tensors that it reads.
Tensor slopes(Tensor& read, const std::function<double()>& loss) {
  Tensor found = zeros_like(read);
  for (std::size_t k = 0; k < read.size(); ++k) {
    const Scalar middle = read.data()[k], h = 0.5F;  // L is a line in each element: any h will do
    read.data()[k] = middle + h;
    const double above = loss();
    read.data()[k] = middle - h;
    found.data()[k] = static_cast<Scalar>((above - loss()) / (2 * h));
    read.data()[k] = middle;
  }
  return found;
}
// [formula]

void check_same(const Tensor& a, const Tensor& b, const std::string& claim) {
  check_near(xt::amax(xt::abs(a - b))(), 0, claim);
}

// [rows]
// The same layer, one row of x after the other.
Var row_by_row(const Var& x, const Var& w, const Var& b) {
  std::vector<Var> rows;
  for (std::size_t n = 0; n < x.shape()[0]; ++n) rows.push_back(affine(narrow(x, 0, n, 1), w, b));
  return concatenate(rows, 0);
}
// [rows]

// Microseconds a row, forwards and backwards through a layer from 512 to 512: the best of ten.
double time_per_row(Var layer(const Var&, const Var&, const Var&), std::size_t batch) {
  const Var x(full({batch, 512}, 1)), w(full({512, 512}, 1)), b(zeros({512}));
  std::chrono::duration<double, std::micro> best = std::chrono::hours(1);
  for (int run = 0; run < 10; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const Tape tape;
    tape.gradient(layer(x, w, b), {x, w, b}, x.value());
    best = std::min<decltype(best)>(best, std::chrono::steady_clock::now() - start);
  }
  return best.count() / static_cast<double>(batch);
}

void story(bool quick) {
  Rng rng(5);
  Tensor x = random_normal({5, 3}, rng), w = random_normal({3, 2}, rng);  // batch 5, in 3, out 2
  Tensor b = random_normal({2}, rng), g = random_normal({5, 2}, rng);

  // [shapes]
  std::vector<Var> given{Var("g", g), Var("x", x), Var("W", w)};
  for (std::size_t k = 0; k < 3; ++k)
    given.push_back(transpose(given[k]).named(given[k].name() + "^T"));
  std::vector<std::vector<std::string>> products;
  for (const Var& p : given)
    for (const Var& q : given) {
      if (p.name()[0] == q.name()[0] || p.shape()[1] != q.shape()[0]) continue;
      const Shape shape = matmul(p, q).shape();
      const auto fits = [&](const Var& v) { return v.shape() == shape; };
      products.push_back({p.name() + " " + q.name(), to_string(shape),
                          std::find_if(given.begin(), given.end(), fits)->name()});
    }
  std::cout << "g [5 x 2], x [5 x 3], W [3 x 2]: which of the 24 products exist?\n"
            << table_text({"product", "shape", "the shape of"}, products);
  check_equal(products.size(), 6U, "six of the 24 products exist: three, and their transposes");
  // [shapes]

  // [three]
  const Tensor dx = matmul(Var(g), transpose(Var(w))).value();  // [batch x out] [out x in]
  const Tensor dw = matmul(transpose(Var(x)), Var(g)).value();  // [in x batch] [batch x out]
  const Tensor db = sum(Var(g), {0}).value();                   // [out]: over the batch
  const auto loss = [&] { return formula(x, w, b, g); };
  check_same(dx, slopes(x, loss), "g W^T holds the slopes at x");
  check_same(dw, slopes(w, loss), "x^T g holds the slopes at W");
  check_same(db, slopes(b, loss), "the sum of g's rows holds the slopes at b");
  // [three]

  // [dense]
  nn::Dense layer("layer", 3, 2, nn::Activation::none, rng);
  layer.weight.set_value(w);
  layer.bias.set_value(b);
  const Var input("x", x);
  const Tape tape;
  const Var y = layer(input);
  check_equal(tape.size(), 1U, "a dense layer is one record");
  const std::vector<Tensor> by_tape = tape.gradient(y, {input, layer.weight, layer.bias}, g);
  check_same(by_tape[0], dx, "nn::Dense has the gradient g W^T at x");
  check_same(by_tape[1], dw, "nn::Dense has the gradient x^T g at W");
  check_same(by_tape[2], db, "nn::Dense has the sum of g's rows at b");
  // [dense]

  // [loop]
  const Var z = row_by_row(input, layer.weight, layer.bias);
  std::cout << "\nRecords for 5 rows: 1 as one product, " << tape.size() - 1 << " row by row\n";
  const std::vector<Tensor> by_rows = tape.gradient(z, {layer.weight, layer.bias}, g);
  check_same(by_rows[0], dw, "row by row, the gradients at W add up to x^T g");
  check_same(by_rows[1], db, "row by row, the gradients at b add up to the sum of g's rows");
  // [loop]

  set_threads(1);
  std::vector<Series> curves{{"one product", {}, {}}, {"row by row", {}, {}}};
  for (std::size_t batch = 1; batch <= (quick ? 8U : 256U); batch *= 2)
    for (std::size_t c = 0; c < 2; ++c) {
      curves[c].xs.push_back(static_cast<double>(batch));
      curves[c].ys.push_back(time_per_row(c == 0 ? affine : row_by_row, batch));
    }
  LinePlot plot{"A dense layer from 512 to 512", "rows in the batch", "microseconds a row", curves};
  plot.log_x = plot.log_y = true;
  write_plot(output_folder("05_dense") / "batch", {plot});

  // [wrong]
  w = random_normal({3, 3}, rng), b = random_normal({3}, rng), g = random_normal({5, 3}, rng);
  const Scalar slope_at_x = slopes(x, loss)(0, 0), slope_at_b = slopes(b, loss)(0);
  const Scalar not_transposed = matmul(Var(g), Var(w)).value()(0, 0);  // g W for g W^T
  const Scalar averaged = mean(Var(g), {0}).value()(0);                // the mean for the sum
  // [wrong]
  std::cout << "\nTwo wrong answers of the right shape in a layer from 3 to 3\n"
            << "  at x_00, g W: " << not_transposed << ", and the slope: " << slope_at_x << '\n'
            << "  at b_0, the mean of g: " << averaged << ", and the slope: " << slope_at_b << '\n';
  check(!is_near(not_transposed, slope_at_x, 0.1), "without the transpose, it is not the slope");
  check_near(5 * averaged, slope_at_b, "the mean is too small by the number of rows");
}

int main(int argc, char** argv) { return tell(argc, argv, story); }
