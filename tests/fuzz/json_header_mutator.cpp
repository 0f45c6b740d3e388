// Mutations of files in the safetensors format: of one value somewhere in the header's JSON, or in
// the JSON texts of its metadata, with the header's length made right again; or of the file itself.
#include <cstring>
#include <nlohmann/json.hpp>

#include "tests/fuzz/mutate_packed.hpp"

using namespace tapestry;
using Json = nlohmann::json;

namespace {

// The state of a std::mt19937_64 that draws nothing but zeros: its words, and a position in them.
std::string no_generator() {
  std::string text;
  for (std::size_t k = 0; k < std::mt19937_64::state_size; ++k) text += "0 ";
  return text + "312";
}

const Json& odd_value(std::minstd_rand& random) {
  static const Json values = {0,
                              1,
                              -1,
                              2,
                              3,
                              18446744073709551615u,
                              9223372036854775806,
                              9223372036854775807,
                              1e300,
                              0.5,
                              nullptr,
                              true,
                              "",
                              "nan",
                              no_generator(),
                              Json::array(),
                              Json::object(),
                              {1, 2},
                              {{"size", 1}}};
  return values[random() % values.size()];
}

void mutate(Json& value, std::minstd_rand& random);

void mutate_text(std::string& text, std::minstd_rand& random) {
  Json inner = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (inner.is_structured() && random() % 8 != 0) {
    mutate(inner, random);
    text = inner.dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  const fuzz::Bytes bytes = fuzz::mutated(fuzz::Bytes(text.begin(), text.end()), text.size() + 20);
  text.assign(bytes.begin(), bytes.end());
}

// Goes down a few times out of hundred to a half, and changes what it comes to.
void mutate(Json& value, std::minstd_rand& random) {
  if (value.is_structured() && !value.empty() && random() % 8 != 0) {
    auto child = value.begin();
    std::advance(child, random() % value.size());
    return mutate(*child, random);
  }
  if (value.is_string() && random() % 4 != 0)
    return mutate_text(value.get_ref<std::string&>(), random);
  if (value.is_object() && !value.empty() && random() % 2 == 0) {
    value.erase(std::next(value.begin(), static_cast<std::ptrdiff_t>(random() % value.size())));
  } else if (value.is_object()) {
    value["new"] = odd_value(random);
  } else if (value.is_array() && !value.empty() && random() % 2 == 0) {
    value.erase(random() % value.size());
  } else if (value.is_array()) {
    value.push_back(odd_value(random));
  } else if (value.is_number_integer() && random() % 2 == 0) {
    value = value.get<std::uint64_t>() + random() % 17 - 8;
  } else {
    value = odd_value(random);
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most_size, unsigned seed) {
  std::minstd_rand random(seed);
  std::uint64_t length = 0;
  if (size >= sizeof length) std::memcpy(&length, data, sizeof length);
  if (random() % 4 == 0 || size < sizeof length || length > size - sizeof length)
    return LLVMFuzzerMutate(data, size, most_size);
  const std::uint8_t* const text = data + sizeof length;
  Json header = Json::parse(text, text + length, nullptr, /*allow_exceptions=*/false);
  if (header.is_discarded()) return LLVMFuzzerMutate(data, size, most_size);
  mutate(header, random);
  const std::string written = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  const fuzz::Bytes elements(text + length, static_cast<const std::uint8_t*>(data) + size);
  length = written.size();
  fuzz::Bytes file(sizeof length);
  std::memcpy(file.data(), &length, sizeof length);
  file.insert(file.end(), written.begin(), written.end());
  file.insert(file.end(), elements.begin(), elements.end());
  return fuzz::give(file, data, most_size);
}
