// Parameters in the safetensors format. A file that is refused has changed nothing; one that is
// taken gives what its last bytes are, and is written and read again with the same bits.
#include <cstring>

#include "nn/files/checkpoint.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

namespace {

nn::Parameters parameters() {
  return {Var::parameter("w", full({2, 3}, 3)), Var::parameter("b", full({3}, 3)),
          Var::parameter("none", zeros({0}))};
}

bool same_bits(const nn::Parameters& a, const nn::Parameters& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].value().size() != b[i].value().size() ||
        (a[i].value().size() > 0 && std::memcmp(a[i].value().data(), b[i].value().data(),
                                                a[i].value().size() * sizeof(Scalar)) != 0))
      return false;
  return true;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = fuzz::scratch().write("file", data, size);
  const nn::Parameters read = parameters();
  if (!fuzz::takes([&] { nn::load_parameters(file, read); })) {
    fuzz::require(same_bits(read, parameters()), "a file that is refused has changed nothing");
    return 0;
  }
  static int written = 0;
  if (written++ % 64 != 0) return 0;  // it goes through to the disk, which is slow
  const std::string again = (fuzz::scratch().path() / "again").string();
  nn::save_parameters(again, read);
  const nn::Parameters reread = parameters();
  nn::load_parameters(again, reread);
  fuzz::require(same_bits(read, reread), "what is written is read");
  return 0;
}
