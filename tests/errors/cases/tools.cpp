// Scopes, reports, files and threads.
#include "engine/array/blas.hpp"
#include "engine/array/loops.hpp"
#include "engine/base/replace_file.hpp"
#include "tests/errors/row.hpp"

namespace tapestry::errors {

std::vector<Section> tool_sections() {
  const Var images = named("images", {64, 784});
  const Var weight = Var::parameter("trunk.0.weight", zeros({784, 128}));
  const Var bias = Var::parameter("trunk.0.bias", zeros({128}));
  return {
      {"Scopes, reports, files and threads",
       "",
       {
           ROW(Scope trunk("trunk/layer 0")),
           ROW(gradient_report({weight, bias}, {bias.value()})),
           ROW(gradient_report({weight, bias}, {bias.value(), weight.value()})),
           ROW(Tape tape; Var x("x", zeros({2, 3})); for (int i = 0; i < 2001; ++i) x = relu(x);
               save_player(tape, "tape.html", mean(x))),
           ROW(Tape tape; Var loss = mean(images); save_player(tape, "no_folder/tape.html", loss)),
           ROW(replace_file("no_folder/rates.csv", "epoch,rate\n", "CSV")),
           ROW(require_writable_folder("/dev/null/out", "--out")),
           ROW(require_writable_folder("/proc", "--out")),
           ROW(set_threads(0)),
           ROW(Tensor sum = zeros({3}); kernels::add_in_place(sum, zeros({2, 3}))),
           ROW(kernels::zip(bias.value(), images.value(), bias.shape(),
                            [](Scalar a, Scalar b) { return a + b; })),
           ROW(Scalar a = 1; Scalar b = 2; Scalar c = 0;
               kernels::multiply_into(&c, &a, &b, {4294967296, 1, 1}, kernels::Into::overwrite)),
       }}};
}

}  // namespace tapestry::errors
