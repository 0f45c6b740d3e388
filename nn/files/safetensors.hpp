// Files in the safetensors format, which other tools read, too. A part of nn/files; users need
// checkpoint.hpp and archive.hpp alone.
//
// A file is: the header's length in bytes as an unsigned 64-bit little-endian number; the header, a
// JSON object from each tensor's name to
//   {"dtype": "F32", "shape": [784, 256], "data_offsets": [begin, end]}
// (dtype "F64" from a double build; offsets count from the end of the header), and from
// "__metadata__" to an object of texts; and the elements, little-endian, row-major, in one piece
// without gaps. (https://huggingface.co/docs/safetensors, "Format".)
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/array/tensor.hpp"

namespace tapestry::nn::safetensors {

using Json = nlohmann::json;

// The one key of a header that is not a tensor's name.
inline constexpr char kMetadata[] = "__metadata__";

const char* dtype();  // of a Scalar

bool is_utf8(const std::string& text);

// The beginning of a text that a file chose, for an error: so many bytes at most, but whole UTF-8
// characters, and "..." where there are more.
std::string shortened(const std::string& text, std::size_t most = 60);

// Writes the file whole or not at all, and it is on the disk when this returns. The names must
// differ, be UTF-8 and not kMetadata. `writer` begins an error's sentence.
void write(const std::string& path,
           const std::vector<std::pair<std::string, const Tensor*>>& tensors,
           const std::map<std::string, std::string>& metadata, const std::string& writer);

// A file as it was read: the header without its metadata, the metadata, and the elements.
struct File {
  std::string reader, path;  // for errors: "load_parameters"
  Json header, metadata;
  std::string data;
};

// A JSON text whose objects have each key once, and which is not nested deeper than a hundred
// times; otherwise throws, with `what` as the sentence's beginning ("Archive: 'run' is damaged: it
// "). A text that is no JSON gives a value that is discarded (is_discarded()).
Json parse_json(const std::string& text, const std::string& what);

// Throws, as `reader`, where it is not such a file or is cut short.
File read(const std::string& path, const std::string& reader);

using Piece = std::pair<std::uint64_t, std::uint64_t>;  // begin and end of some bytes

// The tensor of this name, which the header has, and which bytes of the data hold it. `what`
// describes it in errors. Throws where it is not well formed or is of another dtype, or of another
// shape than `expected`, where one is given.
Tensor tensor_of(const File& file, const std::string& name, const std::string& what,
                 const Shape* expected, Piece& piece);

// The pieces must fill the data, side by side: an overlap would give two tensors one value, and a
// gap means that something was lost. Throws where they do not.
void check_filled(const File& file, std::vector<Piece> pieces);

}  // namespace tapestry::nn::safetensors
