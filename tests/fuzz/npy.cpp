// The arrays within a .npz file, without the archive, whose checksums libFuzzer would not get past.
#include "nn/files/npy.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Shape& shape : {Shape{2, 3}, Shape{1}, Shape{}, Shape{0, 2}}) {
    Tensor value;
    if (!fuzz::takes([&] { value = nn::npy::tensor_of(bytes, shape, "it "); })) continue;
    fuzz::require(value.shape() == shape, "it has the shape that was asked for");
    return 0;
  }
  return 0;
}
