#include "nn/files/checkpoint.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"

namespace tapestry::nn {
namespace {

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

const char* dtype() { return sizeof(Scalar) == 4 ? "F32" : "F64"; }

// Refuses headers that no model needs, before memory is given to them.
constexpr std::uint64_t kLongestHeader = 100'000'000;

// The one key of a header that is not a parameter's name.
constexpr char kMetadata[] = "__metadata__";

struct File {
  Json header;
  std::string data;
};

// For the parser, which would otherwise keep the last one of two equal keys and drop the first.
Json::parser_callback_t refuse_twin_keys(const std::string& path) {
  using Event = Json::parse_event_t;
  return
      [path, keys = std::vector<std::set<std::string>>()](int, Event event, Json& parsed) mutable {
        if (event == Event::object_start) keys.emplace_back();
        if (event == Event::object_end) keys.pop_back();
        if (event == Event::key && !keys.back().insert(parsed.get<std::string>()).second)
          base::fail("load_parameters: '", path, "' is damaged: its header has the key '",
                     parsed.get<std::string>(), "' twice.");
        return true;
      };
}

// The list of counts of this key, such as "shape": [784, 256]. (nlohmann's get<>() would cut 1.9 to
// 1, and make -1 a huge number.)
std::vector<std::uint64_t> counts_at(const Json& entry, const char* key, const std::string& what) {
  std::vector<std::uint64_t> counts;
  const Json& list = entry.at(key);
  if (!list.is_array()) base::fail(what, "its ", key, " is not a list of whole numbers.");
  for (const Json& count : list) {
    if (!count.is_number_unsigned())
      base::fail(what, "its ", key, " holds ", count.dump(),
                 ", but must hold whole numbers, 0 or more.");
    counts.push_back(count.get<std::uint64_t>());
  }
  return counts;
}

File read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code wrong;
  const std::uint64_t size = std::filesystem::file_size(path, wrong);
  if (!in || wrong)
    base::fail("load_parameters: '", path, "' cannot be opened as a file: does it exist?");
  std::uint64_t length = 0;
  in.read(reinterpret_cast<char*>(&length), sizeof length);
  if (!in || length > kLongestHeader || length > size - sizeof length)
    base::fail("load_parameters: '", path, "' is not a safetensors file, or is cut short: ", size,
               " bytes do not hold its header.");
  std::string header(length, '\0');
  in.read(header.data(), static_cast<std::streamsize>(length));
  File file;
  file.data.resize(size - sizeof length - length);
  in.read(file.data.data(), static_cast<std::streamsize>(file.data.size()));
  if (!in) base::fail("load_parameters: '", path, "' could not be read to its end.");
  file.header = Json::parse(header, refuse_twin_keys(path), /*allow_exceptions=*/false);
  if (!file.header.is_object())
    base::fail("load_parameters: the header of '", path, "' is not a JSON object.");
  file.header.erase(kMetadata);
  return file;
}

using Piece = std::pair<std::uint64_t, std::uint64_t>;  // begin and end of some bytes

// Reads the parameter's value, and says which bytes of the data hold it.
Tensor read_tensor(const std::string& path, const File& file, const Parameter& parameter,
                   Piece& piece) {
  const auto entry = file.header.find(parameter.name());
  if (entry == file.header.end())
    base::fail("load_parameters: '", path, "' has no ", describe(parameter),
               ": it was saved from another model.");
  const std::string not_well_formed =
      base::text("load_parameters: the entry of '", parameter.name(), "' in '", path,
                 "' is not well formed: ");
  std::vector<std::uint64_t> shape, offsets;
  std::string type;
  try {
    shape = counts_at(*entry, "shape", not_well_formed);
    offsets = counts_at(*entry, "data_offsets", not_well_formed);
    type = entry->at("dtype").get<std::string>();
  } catch (const Json::exception& wrong) {
    base::fail(not_well_formed, wrong.what());
  }
  const Shape stored(shape.begin(), shape.end());
  if (stored != parameter.shape() || type != dtype())
    base::fail("load_parameters: '", path, "' holds ", to_string(stored), " of ", type, " for ",
               describe(parameter), " of ", dtype(), ": it was saved from another model.");
  const std::size_t bytes = parameter.size() * sizeof(Scalar);
  if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] - offsets[0] != bytes ||
      offsets[1] > file.data.size())
    base::fail("load_parameters: '", path, "' is cut short or damaged: the ", bytes, " bytes of '",
               parameter.name(), "' are not all there.");
  Tensor value = uninitialised(stored);
  std::memcpy(value.data(), file.data.data() + offsets[0], bytes);
  piece = {offsets[0], offsets[1]};
  return value;
}

// The pieces must fill the data, side by side: an overlap would give two parameters one value, and
// a gap means that something was lost.
void check_filled(const std::string& path, std::vector<Piece> pieces, std::uint64_t size) {
  std::sort(pieces.begin(), pieces.end());
  std::uint64_t filled = 0;
  for (const auto& [begin, end] : pieces) {
    if (begin != filled)
      base::fail("load_parameters: '", path, "' is damaged: a parameter begins at byte ", begin,
                 " of the data, but the one before it ends at byte ", filled, ".");
    filled = end;
  }
  if (filled != size)
    base::fail("load_parameters: '", path, "' is damaged: it holds ", size,
               " bytes of data, but its parameters end at byte ", filled, ".");
}

void check_utf8(const Parameter& parameter) {
  try {
    Json(parameter.name()).dump();
  } catch (const Json::exception&) {
    base::fail("save_parameters: the name of ", describe(parameter),
               " is not UTF-8, which the file's header must be: name it with named().");
  }
}

}  // namespace

void save_parameters(const std::string& path, const Parameters& parameters) {
  Json header = Json::object();
  std::size_t offset = 0;
  for (const Parameter& parameter : parameters) {
    const std::size_t end = offset + parameter.size() * sizeof(Scalar);
    if (parameter.name().empty() || header.contains(parameter.name()) ||
        parameter.name() == kMetadata)
      base::fail("save_parameters: ", describe(parameter),
                 " needs a name that no other parameter has: name it with named().");
    check_utf8(parameter);
    header[parameter.name()] = {
        {"dtype", dtype()},
        {"shape", std::vector<std::size_t>(parameter.shape().begin(), parameter.shape().end())},
        {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string bytes = header.dump();
  bytes.append((8 - bytes.size() % 8) % 8, ' ');  // the format asks for data aligned to 8 bytes
  const std::uint64_t length = bytes.size();
  bytes.insert(0, reinterpret_cast<const char*>(&length), sizeof length);
  for (const Parameter& parameter : parameters)
    bytes.append(reinterpret_cast<const char*>(parameter.value().data()),
                 parameter.size() * sizeof(Scalar));
  replace_file(path, bytes, "save_parameters");
}

void load_parameters(const std::string& path, const Parameters& parameters) {
  const File file = read_file(path);
  std::vector<Tensor> values;
  std::vector<Piece> pieces(parameters.size());
  std::set<std::string> wanted;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    values.push_back(read_tensor(path, file, parameters[i], pieces[i]));
    if (!wanted.insert(parameters[i].name()).second)
      base::fail("load_parameters: two parameters are named '", parameters[i].name(),
                 "': give each a name of its own.");
  }
  for (const auto& [name, entry] : file.header.items())
    if (!wanted.contains(name))
      base::fail("load_parameters: '", path, "' also holds '", name,
                 "', which this model does not have: it was saved from another model.");
  check_filled(path, pieces, file.data.size());
  for (std::size_t i = 0; i < parameters.size(); ++i)
    Parameter(parameters[i]).set_value(std::move(values[i]));
}

}  // namespace tapestry::nn
