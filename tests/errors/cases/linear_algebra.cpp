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
  const Var omega(tensor({2, 2}, {2, 1, 0.5f, 2}), "omega");
  const Var unknown(tensor({2, 2}, {1, NaN, NaN, 1}), "unknown");
  const Var covariance(tensor({2, 2}, {1, 2, 2, 1}), "covariance");
  const Var identity(tensor({2, 2}, {1, 0, 0, 1}), "identity");
  const Var b = named("b", {2}), c = named("c", {3});
  return {"Symmetric matrices",
          "",
          {
              ROW(inverse_spd(tall))
                  .likewise({ROW(solve_spd(tall, b)), ROW(eigenvalues_symmetric(tall)),
                             ROW(eigenvectors_symmetric(tall)), ROW(trace(tall))}),
              ROW(inverse_spd(none))
                  .likewise({ROW(solve_spd(none, b)), ROW(eigenvalues_symmetric(none)),
                             ROW(eigenvectors_symmetric(none))}),
              ROW(eigenvalues_symmetric(unknown))
                  .likewise({ROW(eigenvectors_symmetric(unknown)), ROW(inverse_spd(unknown)),
                             ROW(solve_spd(unknown, b)), ROW(singular_values(unknown)),
                             ROW(left_singular_vectors(unknown)),
                             ROW(right_singular_vectors(unknown))}),
              ROW(inverse_spd(omega))
                  .likewise({ROW(solve_spd(omega, b)), ROW(eigenvalues_symmetric(omega)),
                             ROW(eigenvectors_symmetric(omega))}),
              ROW(inverse_spd(identity, -0.1f))
                  .likewise({ROW(solve_spd(identity, b, -0.1f)),
                             ROW(eigenvalues_symmetric(identity, -0.1f)),
                             ROW(eigenvectors_symmetric(identity, -0.1f))}),
              ROW(inverse_spd(covariance)).likewise({ROW(solve_spd(covariance, b))}),
              ROW(solve_spd(identity, c)),
              ROW(Tape tape; Var vectors = eigenvectors_symmetric(identity);
                  tape.gradient(sum(vectors), {identity})),
          }};
}

Section singular() {
  const Var bias = named("bias", {10});
  const Var flat(tensor({3, 2}, {2, 0, 0, 0, 0, 0}), "flat");
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
