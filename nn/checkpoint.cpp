#include "nn/checkpoint.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/error.hpp"

namespace tapestry::nn {
namespace {

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

const char* dtype() { return sizeof(Scalar) == 4 ? "F32" : "F64"; }

// Refuses headers that no model needs, before memory is given to them.
constexpr std::uint64_t kLongestHeader = 100'000'000;

struct File {
  Json header;
  std::string data;
};

File read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("load_parameters: '", path, "' cannot be opened: does it exist?");
  const std::uint64_t size = std::filesystem::file_size(path);
  std::uint64_t length = 0;
  in.read(reinterpret_cast<char*>(&length), sizeof length);
  if (!in || length > kLongestHeader || length > size - sizeof length)
    fail("load_parameters: '", path, "' is not a safetensors file, or is cut short: ", size,
         " bytes do not hold its header.");
  std::string header(length, '\0');
  in.read(header.data(), static_cast<std::streamsize>(length));
  File file;
  file.data.resize(size - sizeof length - length);
  in.read(file.data.data(), static_cast<std::streamsize>(file.data.size()));
  if (!in) fail("load_parameters: '", path, "' could not be read to its end.");
  file.header = Json::parse(header, nullptr, /*allow_exceptions=*/false);
  if (!file.header.is_object())
    fail("load_parameters: the header of '", path, "' is not a JSON object.");
  file.header.erase("__metadata__");
  return file;
}

Tensor read_tensor(const std::string& path, const File& file, const Parameter& parameter) {
  const auto entry = file.header.find(parameter.name());
  if (entry == file.header.end())
    fail("load_parameters: '", path, "' has no ", describe(parameter),
         ": it was saved from another model.");
  std::vector<std::uint64_t> shape, offsets;
  std::string type;
  try {
    shape = entry->at("shape").get<std::vector<std::uint64_t>>();
    offsets = entry->at("data_offsets").get<std::vector<std::uint64_t>>();
    type = entry->at("dtype").get<std::string>();
  } catch (const Json::exception& wrong) {
    fail("load_parameters: the entry of '", parameter.name(), "' in '", path,
         "' is not well formed: ", wrong.what());
  }
  const Shape stored(shape.begin(), shape.end());
  if (stored != parameter.shape() || type != dtype())
    fail("load_parameters: '", path, "' holds ", to_string(stored), " of ", type, " for ",
         describe(parameter), " of ", dtype(), ": it was saved from another model.");
  const std::size_t bytes = parameter.size() * sizeof(Scalar);
  if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] - offsets[0] != bytes ||
      offsets[1] > file.data.size())
    fail("load_parameters: '", path, "' is cut short or damaged: the ", bytes, " bytes of '",
         parameter.name(), "' are not all there.");
  Tensor value = Tensor::from_shape(stored);
  std::memcpy(value.data(), file.data.data() + offsets[0], bytes);
  return value;
}

}  // namespace

void save_parameters(const std::string& path, const Parameters& parameters) {
  Json header = Json::object();
  std::size_t offset = 0;
  for (const Parameter& parameter : parameters) {
    const std::size_t end = offset + parameter.size() * sizeof(Scalar);
    if (parameter.name().empty() || header.contains(parameter.name()))
      fail("save_parameters: ", describe(parameter),
           " needs a name that no other parameter has: name it with named().");
    header[parameter.name()] = {
        {"dtype", dtype()},
        {"shape", std::vector<std::size_t>(parameter.shape().begin(), parameter.shape().end())},
        {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // the format asks for data aligned to 8 bytes
  const std::uint64_t length = text.size();
  const std::string beside = path + ".part";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(&length), sizeof length);
    out << text;
    for (const Parameter& parameter : parameters)
      out.write(reinterpret_cast<const char*>(parameter.value().data()),
                static_cast<std::streamsize>(parameter.size() * sizeof(Scalar)));
    out.flush();
    if (!out)
      fail("save_parameters: '", beside,
           "' cannot be written: does its folder exist, and has it room?");
  }
  std::filesystem::rename(beside, path);
}

void load_parameters(const std::string& path, const Parameters& parameters) {
  const File file = read_file(path);
  std::vector<Tensor> values;
  std::set<std::string> wanted;
  for (const Parameter& parameter : parameters) {
    values.push_back(read_tensor(path, file, parameter));
    wanted.insert(parameter.name());
  }
  for (const auto& [name, entry] : file.header.items())
    if (!wanted.contains(name))
      fail("load_parameters: '", path, "' also holds '", name,
           "', which this model does not have: it was saved from another model.");
  for (std::size_t i = 0; i < parameters.size(); ++i)
    Parameter(parameters[i]).set_value(std::move(values[i]));
}

}  // namespace tapestry::nn
