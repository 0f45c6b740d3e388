// Rows of the ops that pick, join and repeat elements.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_indexing(Rows& rows) {
  const auto row = [&](const std::string& op, const std::string& what, const Shape& from,
                       const std::function<Var(const Var&)>& f, bool composed = false) {
    OpCase made{op, what, [f](const Vars& x) { return f(x[0]); }, {anywhere(from)}};
    made.composed = composed;
    rows.push_back(made);
  };
  row("take_rows", "repeated, left out, out of order", {4, 3}, [](const Var& x) {
    return tapestry::take_rows(x, {2, 0, 2, 3, 2});
  });
  row("take_rows", "of three axes", {3, 2, 2}, [](const Var& x) {
    return tapestry::take_rows(x, {2, 1});
  });
  row("take_rows", "of a vector", {4}, [](const Var& x) {
    return tapestry::take_rows(x, {3, 3, 1});
  });
  row("scatter_rows", "two onto one, one row left 0", {4, 3}, [](const Var& x) {
    return scatter_rows(x, {2, 0, 2, 3}, 5);
  });
  row("scatter_rows", "of three axes", {2, 2, 3}, [](const Var& x) {
    return scatter_rows(x, {1, 1}, 3);
  });
  for (int axis : {0, 1, -1}) {
    const std::string name = "axis " + std::to_string(axis);
    row("gather", name + ": repeated, left out, out of order", {4, 4, 4}, [axis](const Var& x) {
      return gather(x, axis, {2, 0, 2, 3, 2});
    });
    row("scatter", name + ": two onto one, one left 0", {3, 3, 3}, [axis](const Var& x) {
      return scatter(x, axis, {3, 0, 3}, 4);
    });
  }
  row("gather", "of a vector", {4}, [](const Var& x) { return gather(x, 0, {3, 3, 1}); });
  row("gather", "of a matrix", {3, 4}, [](const Var& x) { return gather(x, 1, {3, 3}); });
  row("scatter", "of a matrix", {3, 2}, [](const Var& x) { return scatter(x, 1, {3, 1}, 5); });

  row(
      "slice", "every third step", {2, 8}, [](const Var& x) { return slice(x, 1, 1, 8, 3); }, true);
  row(
      "slice", "of the first axis", {5, 2}, [](const Var& x) { return slice(x, 0, 0, 4, 2); },
      true);
  row(
      "slice", "step 1", {2, 5}, [](const Var& x) { return slice(x, -1, 1, 4); }, true);
  row(
      "flip", "axis 0", {3, 2}, [](const Var& x) { return flip(x, 0); }, true);
  row(
      "flip", "axis -1", {2, 3}, [](const Var& x) { return flip(x, -1); }, true);
  row(
      "repeat", "axis 1 of [2 3 2]", {2, 3, 2}, [](const Var& x) { return repeat(x, 1, 2); }, true);
  row(
      "tile", "axis 1 of [2 3 2]", {2, 3, 2}, [](const Var& x) { return tile(x, 1, 2); }, true);
  for (std::size_t piece : {0u, 1u, 2u})
    row(
        "split", "piece " + std::to_string(piece), {2, 6},
        [piece](const Var& x) {
          return split(x, 1, {1, 3, 2})[piece];
        },
        true);
  row(
      "split_equally", "the second half", {4, 3},
      [](const Var& x) { return split_equally(x, 0, 2)[1]; }, true);
  for (int axis : {0, 1, 2, -1}) {
    OpCase made{"stack",
                "two at axis " + std::to_string(axis),
                [axis](const Vars& x) { return stack(x, axis); },
                {anywhere({2, 3}), anywhere({2, 3})}};
    made.composed = true;
    rows.push_back(made);
  }

  const auto places = [](const PlaceList& list) { return std::make_shared<const PlaceList>(list); };
  rows.push_back({"take_elements",
                  "some several times, some never",
                  [=](const Vars& x) {
                    return take_elements(x[0], places({4, 0, 4, 2}), {2, 2});
                  },
                  {anywhere({2, 3})}});
  rows.push_back({"scatter_elements",
                  "several to one place",
                  [=](const Vars& x) {
                    return scatter_elements(x[0], places({4, 0, 0}), {2, 3});
                  },
                  {anywhere({3})}});
}

}  // namespace tapestry
