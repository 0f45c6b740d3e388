#include "nn/files/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/physical_memory.hpp"
#include "engine/base/replace_file.hpp"

namespace tapestry::nn::safetensors {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

// Refuses headers that no model needs, before memory is given to them.
constexpr std::uint64_t kLongestHeader = 100'000'000;

// Objects and lists within each other: what is made of a text is walked by recursion.
constexpr std::size_t kDeepest = 100;

// Reads a JSON text for its keys and its depth alone: the parser would keep the last one of two
// equal keys, and drop the first. (The parser's own callbacks could look at keys, too, but then it
// takes time quadratic in an object's entries.)
class TwinKeys : public nlohmann::json_sax<Json> {
 public:
  // What is wrong, as the rest of a sentence about the text; empty where nothing is.
  const std::string& wrong() const { return wrong_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return deeper();
  }
  bool key(string_t& key) override {
    if (keys_.back().insert(key).second) return true;
    wrong_ = "has the key '" + shortened(key) + "' twice";
    return false;
  }
  bool end_object() override {
    keys_.pop_back();
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_array() override {
    --depth_;
    return true;
  }
  // What is no JSON, the parser itself will say.
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

 private:
  bool deeper() {
    if (++depth_ <= kDeepest) return true;
    wrong_ = base::text("is nested more than ", kDeepest, " deep");
    return false;
  }

  std::vector<std::set<std::string>> keys_;
  std::size_t depth_ = 0;
  std::string wrong_;
};

// The list of counts of this key, such as "shape": [784, 256]. (nlohmann's get<>() would cut 1.9 to
// 1, and make -1 a huge number.)
std::vector<std::uint64_t> counts_at(const Json& entry, const char* key, const std::string& what) {
  std::vector<std::uint64_t> counts;
  const Json& list = entry.at(key);
  if (!list.is_array()) base::fail(what, "its ", key, " is not a list of whole numbers.");
  for (const Json& count : list) {
    if (!count.is_number_unsigned())
      base::fail(what, "its ", key, " holds ", shortened(count.dump()),
                 ", but must hold whole numbers, 0 or more.");
    counts.push_back(count.get<std::uint64_t>());
  }
  return counts;
}

}  // namespace

bool is_utf8(const std::string& text) {
  try {
    Json(text).dump();
  } catch (const Json::exception&) {
    return false;
  }
  return true;
}

std::string shortened(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t length = most;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  return text.substr(0, length) + "...";
}

Json parse_json(const std::string& text, const std::string& what) {
  TwinKeys look;
  Json::sax_parse(text, &look);
  if (!look.wrong().empty()) base::fail(what, look.wrong(), ".");
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

const char* dtype() { return sizeof(Scalar) == 4 ? "F32" : "F64"; }

void write(const std::string& path,
           const std::vector<std::pair<std::string, const Tensor*>>& tensors,
           const std::map<std::string, std::string>& metadata, const std::string& writer) {
  Json header = Json::object();
  if (!metadata.empty()) header[kMetadata] = metadata;
  std::size_t offset = 0;
  for (const auto& [name, value] : tensors) {
    const std::size_t end = offset + value->size() * sizeof(Scalar);
    header[name] = {
        {"dtype", dtype()},
        {"shape", std::vector<std::size_t>(value->shape().begin(), value->shape().end())},
        {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string bytes = header.dump();
  bytes.append((8 - bytes.size() % 8) % 8, ' ');  // the format asks for data aligned to 8 bytes
  const std::uint64_t length = bytes.size();
  if (length > kLongestHeader)
    base::fail(writer, ": the header of '", path, "' would have ", length,
               " bytes, and one of more than ", kLongestHeader,
               " is not read: train fewer tasks, or fewer epochs in one run.");
  bytes.insert(0, reinterpret_cast<const char*>(&length), sizeof length);
  bytes.reserve(bytes.size() + offset);
  for (const auto& [name, value] : tensors)
    if (value->size() > 0)
      bytes.append(reinterpret_cast<const char*>(value->data()), value->size() * sizeof(Scalar));
  replace_file(path, bytes, writer);
}

File read(const std::string& path, const std::string& reader) {
  std::ifstream in(path, std::ios::binary);
  std::error_code wrong;
  const std::uint64_t size = std::filesystem::file_size(path, wrong);
  if (!in || wrong) base::fail(reader, ": '", path, "' cannot be opened as a file: does it exist?");
  std::uint64_t length = 0;
  in.read(reinterpret_cast<char*>(&length), sizeof length);
  if (!in || length > kLongestHeader || length > size - sizeof length)
    base::fail(reader, ": '", path, "' is not a safetensors file, or is cut short: ", size,
               " bytes do not hold its header.");
  File file{reader, path, {}, {}, {}};
  std::string header;
  if (size > base::physical_memory())
    base::fail(reader, ": '", path, "' has ", size, " bytes, more than this machine's memory.");
  header.resize(length);
  file.data.resize(size - sizeof length - length);
  in.read(header.data(), static_cast<std::streamsize>(length));
  in.read(file.data.data(), static_cast<std::streamsize>(file.data.size()));
  if (!in) base::fail(reader, ": '", path, "' could not be read to its end.");
  // The format asks for { as the first byte, and allows nothing behind the last } but spaces. JSON
  // would allow white space before it, and this parser a byte order mark, and a NUL to end the
  // text.
  const std::size_t last = header.find_last_not_of(' ');
  file.header = parse_json(header, reader + ": '" + path + "' is damaged: its header ");
  if (!file.header.is_object())
    base::fail(reader, ": the header of '", path, "' is not a JSON object.");
  if (header[0] != '{' || header[last] != '}' || header.find('\0') != header.npos)
    base::fail(reader, ": '", path,
               "' is damaged: its header must begin with { and end with } and spaces.");
  if (file.header.contains(kMetadata)) file.metadata = file.header[kMetadata];
  file.header.erase(kMetadata);
  if (!file.metadata.is_null() && !file.metadata.is_object())
    base::fail(reader, ": '", path, "' is damaged: its ", kMetadata, " is not an object of texts.");
  for (const auto& [name, text] : file.metadata.items())
    if (!text.is_string())
      base::fail(reader, ": '", path, "' is damaged: '", shortened(name), "' in its ", kMetadata,
                 " is no text.");
  return file;
}

Tensor tensor_of(const File& file, const std::string& name, const std::string& what,
                 const Shape* expected, Piece& piece) {
  const std::string not_well_formed = base::text(file.reader, ": the entry of '", shortened(name),
                                                 "' in '", file.path, "' is not well formed: ");
  std::vector<std::uint64_t> shape, offsets;
  std::string type;
  try {
    const Json& entry = file.header.at(name);
    shape = counts_at(entry, "shape", not_well_formed);
    offsets = counts_at(entry, "data_offsets", not_well_formed);
    type = entry.at("dtype").get<std::string>();
  } catch (const Json::exception& wrong) {
    base::fail(not_well_formed, wrong.what());
  }
  const Shape stored(shape.begin(), shape.end());
  if ((expected && stored != *expected) || type != dtype())
    base::fail(file.reader, ": '", file.path, "' holds ", shortened(to_string(stored)), " of ",
               shortened(type), " for ", what, " of ", dtype(),
               ": it was saved from another model.");
  std::uint64_t bytes = sizeof(Scalar);
  for (const std::uint64_t n : shape) {
    if (n != 0 && bytes > file.data.size() / n)
      bytes = file.data.size() + 1;  // too large, at least
    bytes = n == 0 ? 0 : bytes > file.data.size() ? bytes : bytes * n;
  }
  if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] - offsets[0] != bytes ||
      offsets[1] > file.data.size())
    base::fail(file.reader, ": '", file.path, "' is cut short or damaged: the ",
               size_of(stored) * sizeof(Scalar), " bytes of '", shortened(name),
               "' are not all there.");
  Tensor value = uninitialised(stored);
  // A tensor without elements may have no memory at all, which memcpy does not take.
  if (bytes > 0) std::memcpy(value.data(), file.data.data() + offsets[0], bytes);
  piece = {offsets[0], offsets[1]};
  return value;
}

void check_filled(const File& file, std::vector<Piece> pieces) {
  std::sort(pieces.begin(), pieces.end());
  std::uint64_t filled = 0;
  for (const auto& [begin, end] : pieces) {
    if (begin != filled)
      base::fail(file.reader, ": '", file.path, "' is damaged: a parameter begins at byte ", begin,
                 " of the data, but the one before it ends at byte ", filled, ".");
    filled = end;
  }
  if (filled != file.data.size())
    base::fail(file.reader, ": '", file.path, "' is damaged: it holds ", file.data.size(),
               " bytes of data, but its parameters end at byte ", filled, ".");
}

}  // namespace tapestry::nn::safetensors
