// Products of matrices and vectors, and decompositions.

#include "tests/errors/row.hpp"

namespace tapestry::errors {
namespace {

Section products() {
  const Var images = named("images", {64, 784});
  const Var weight = Var::parameter("trunk.0.weight", zeros({3072, 128}));
  const Var first = named("first", {784, 128}), bias = named("bias", {10});
  const Var pictures = named("pictures", {64, 28, 28}), kernels = named("kernels", {32, 28, 5}),
            wide = named("wide", {64, 32, 5});
  const Var u = named("u", {3}), v = named("v", {4});
  return {"Products",
          "",
          {
              ROW(kernels::matrix_product(zeros({2, 3}), zeros({2, 5}), true, true)),
              ROW(matmul(images, weight)),
              ROW(matmul(images, weight, Transpose::yes, Transpose::yes)),
              ROW(matmul(pictures, weight)),
              ROW(affine(images, weight, bias)),
              ROW(affine(pictures, first, bias)),
              ROW(affine(images, first, bias)),
              ROW(batched_matmul(pictures, first)),
              ROW(batched_matmul(pictures, kernels)),
              ROW(batched_matmul(pictures, wide)),
              ROW(outer(u, images)),
              ROW(dot(u, v)),
          }};
}

Section symmetric() {
  const Var tall = named("tall", {3, 2}), none = named("none", {0, 0});
  const Var omega("omega", tensor({2, 2}, {2, 1, 0.5f, 2}));
  const Var unknown("unknown", tensor({2, 2}, {1, NaN, NaN, 1}));
  const Var covariance("covariance", tensor({2, 2}, {1, 2, 2, 1}));
  const Var identity("identity", tensor({2, 2}, {1, 0, 0, 1}));
  const Var b = named("b", {2}), c = named("c", {3});
  return {
      "Symmetric matrices",
      "",
      {
          ROW(cholesky_inverse(tall))
              .likewise({ROW(cholesky_solve(tall, b)), ROW(eigvalsh(tall)), ROW(eigvecsh(tall)),
                         ROW(trace(tall))}),
          ROW(cholesky_inverse(none))
              .likewise({ROW(cholesky_solve(none, b)), ROW(eigvalsh(none)), ROW(eigvecsh(none))}),
          ROW(eigvalsh(unknown))
              .likewise({ROW(eigvecsh(unknown)), ROW(cholesky_inverse(unknown)),
                         ROW(cholesky_solve(unknown, b)), ROW(singular_values(unknown)),
                         ROW(left_singular_vectors(unknown)),
                         ROW(right_singular_vectors(unknown))}),
          ROW(cholesky_inverse(omega))
              .likewise(
                  {ROW(cholesky_solve(omega, b)), ROW(eigvalsh(omega)), ROW(eigvecsh(omega))}),
          ROW(cholesky_inverse(identity, -0.1f))
              .likewise({ROW(cholesky_solve(identity, b, -0.1f)), ROW(eigvalsh(identity, -0.1f)),
                         ROW(eigvecsh(identity, -0.1f))}),
          ROW(cholesky_inverse(covariance)).likewise({ROW(cholesky_solve(covariance, b))}),
          ROW(cholesky_solve(identity, c)),
          ROW(Tape tape; Var vectors = eigvecsh(identity); tape.gradient(sum(vectors), {identity})),
      }};
}

Section singular() {
  const Var bias = named("bias", {10});
  const Var flat("flat", tensor({3, 2}, {2, 0, 0, 0, 0, 0}));
  return {"Singular values",
          "",
          {
              ROW(singular_values(bias))
                  .likewise({ROW(left_singular_vectors(bias)), ROW(right_singular_vectors(bias))}),
              ROW(Tape tape; Var vectors = left_singular_vectors(flat);
                  tape.gradient(sum(vectors), {flat})),
          }};
}

}  // namespace

std::vector<Section> linear_algebra_sections() { return {products(), symmetric(), singular()}; }

}  // namespace tapestry::errors
