// Rows of eigenvalues and singular values.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_spectra(Rows& rows) {
  // The checks move one element at a time, so their matrices are not exactly symmetric.
  constexpr Scalar kLoose = 0.05;
  for (std::size_t n : {2u, 4u}) {
    const std::string size = "size " + std::to_string(n);
    rows.push_back({"eigvalsh",
                    size,
                    [](const Vars& x) { return eigvalsh(x[0], kLoose); },
                    {separated_symmetric(n)}});
    rows.push_back({"eigvecsh",
                    size,
                    [](const Vars& x) { return eigvecsh(x[0], kLoose); },
                    {separated_symmetric(n)}});
  }
  const auto singular = [&](const std::string& op, Var (*f)(const Var&)) {
    for (const Shape& shape : {Shape{3, 3}, Shape{4, 2}, Shape{2, 3}})
      rows.push_back({op,
                      to_string(shape),
                      [f](const Vars& x) { return f(x[0]); },
                      {separated_spectrum(shape)}});
  };
  singular("singular_values", singular_values);
  singular("left_singular_vectors", left_singular_vectors);
  singular("right_singular_vectors", right_singular_vectors);
}

}  // namespace tapestry
