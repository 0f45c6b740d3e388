// Trained parameters in a file, in the safetensors format, which other tools read, too.
//
// The file is: the header's length in bytes as an unsigned 64-bit little-endian number; the header,
// a JSON object from each parameter's name to
//   {"dtype": "F32", "shape": [784, 256], "data_offsets": [begin, end]}
// (dtype "F64" from a double build; offsets count from the end of the header); and the elements,
// little-endian, row-major, in one piece without gaps.
// (https://huggingface.co/docs/safetensors, "Format".)
#pragma once

#include <string>

#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// Writes the parameters beside `path` and then renames, so that a reader never finds half a file.
// Throws where two have one name or none, a name is not UTF-8, or the file cannot be written.
void save_parameters(const std::string& path, const Parameters& parameters);

// Gives each parameter the value of its name from the file. Throws, having changed nothing, where
// the file is not such a file or is cut short, a name is missing, left over or there twice, or a
// shape or dtype differs, or a parameter was computed by an op.
void load_parameters(const std::string& path, const Parameters& parameters);

}  // namespace tapestry::nn
