// Parameters in a .npz file: one that is refused has changed nothing.
#include "nn/files/npz.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = fuzz::scratch().write("file", data, size);
  const Var w = Var::parameter("w", full({2, 3}, 3)), b = Var::parameter("b", full({1}, 3));
  if (!fuzz::takes([&] { nn::load_npz(file, {w, b}); }))
    for (const Var& parameter : {w, b})
      for (const Scalar element : parameter.value())
        fuzz::require(element == 3, "a file that is refused has changed nothing");
  return 0;
}
