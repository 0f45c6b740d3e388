// Rows of the ops that move elements.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_shape_ops(Rows& rows) {
  const auto row = [&](const std::string& op, const std::string& what, const Shape& from,
                       const std::function<Var(const Var&)>& f) {
    rows.push_back({op, what, [f](const Vars& x) { return f(x[0]); }, {anywhere(from)}});
  };
  const auto repeated = [&](const std::string& what, const Shape& from, const Shape& to) {
    row("broadcast_to", what, from, [to](const Var& x) { return broadcast_to(x, to); });
  };
  const auto summed = [&](const std::string& what, const Shape& from, const Shape& to) {
    row("sum_to", what, from, [to](const Var& x) { return sum_to(x, to); });
  };
  repeated("[4] to [3 4]", {4}, {3, 4});
  repeated("[3 1] to [3 4]", {3, 1}, {3, 4});
  repeated("[3 1] to [2 3 4]", {3, 1}, {2, 3, 4});
  repeated("[scalar] to [2 3]", {}, {2, 3});
  summed("[3 4] to [4]", {3, 4}, {4});
  summed("[3 4] to [3 1]", {3, 4}, {3, 1});
  summed("[2 3 4] to [3 1]", {2, 3, 4}, {3, 1});
  summed("[2 3] to [scalar]", {2, 3}, {});
  row("reshape", "[3 4] to [2 6]", {3, 4}, [](const Var& x) { return reshape(x, {2, 6}); });
  row("reshape", "[3 4] to [12]", {3, 4}, [](const Var& x) { return reshape(x, {12}); });
  row("reshape", "[1] to [scalar]", {1}, [](const Var& x) { return reshape(x, {}); });

  for (int axis : {0, 1, 2, -1}) {
    const auto part = [axis](std::size_t length) {
      Shape shape = {2, 3, 2};
      shape[static_cast<std::size_t>(axis < 0 ? axis + 3 : axis)] = length;
      return anywhere(shape);
    };
    rows.push_back({"concatenate",
                    "three parts along axis " + std::to_string(axis),
                    [axis](const Vars& x) { return concatenate(x, axis); },
                    {part(2), part(1), part(3)}});
    row("narrow", "the middle of axis " + std::to_string(axis), {4, 4, 4},
        [axis](const Var& x) { return narrow(x, axis, 1, 2); });
  }
  row("narrow", "the beginning", {2, 5}, [](const Var& x) { return narrow(x, 1, 0, 2); });
  row("narrow", "the end", {2, 5}, [](const Var& x) { return narrow(x, 1, 3, 2); });

  for (const Axes& order : {Axes{0, 2, 1}, Axes{2, 0, 1}, Axes{1, 0, 2}, Axes{-1, 1, 0}}) {
    std::string name;
    for (int axis : order) name += std::to_string(axis) + " ";
    row("permute", name + "of [2 3 4]", {2, 3, 4},
        [order](const Var& x) { return permute(x, order); });
  }
  row("permute", "a matrix", {2, 5}, [](const Var& x) { return permute(x, {1, 0}); });
  row("pad", "both axes", {2, 3}, [](const Var& x) { return pad(x, {1, 0}, {0, 2}, 7); });
  row("pad", "three axes", {2, 1, 3}, [](const Var& x) { return pad(x, {0, 2, 1}, {1, 0, 1}); });
  row("pad", "a vector", {3}, [](const Var& x) { return pad(x, {2}, {1}); });
  for (int first : {0, 1, -2}) {
    OpCase made{"flatten",
                "[2 3 2] from axis " + std::to_string(first),
                [first](const Vars& x) { return flatten(x[0], first); },
                {anywhere({2, 3, 2})}};
    made.composed = true;
    rows.push_back(made);
  }
}

}  // namespace tapestry
