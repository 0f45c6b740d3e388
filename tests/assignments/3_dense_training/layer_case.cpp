#include "tests/assignments/3_dense_training/layer_case.hpp"

#include "engine/base/error.hpp"

namespace tapestry::grader::dense_training {

LayerCase::LayerCase(Rng& rng, std::size_t rows, std::size_t inputs, std::size_t outputs)
    : x(drawn_matrix(rng, rows, inputs)),
      w(drawn_matrix(rng, inputs, outputs)),
      b(signed_draws(rng, outputs)) {}

Message LayerCase::request() const {
  Message request;
  request.set("rows", double(x.rows));
  request.set("inputs", double(w.rows));
  request.set("outputs", double(w.columns));
  request.set("x", x.elements);
  request.set("p0", w.elements);
  request.set("p1", b);
  return request;
}

std::string LayerCase::text() const {
  return base::text("x ", sizes_text(x.rows, x.columns), " = ", list_text(x.elements), ", W ",
                    sizes_text(w.rows, w.columns), " = ", list_text(w.elements),
                    ", b = ", list_text(b));
}

}  // namespace tapestry::grader::dense_training
