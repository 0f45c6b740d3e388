// Parameters in a .npz file, which numpy reads and writes:
//
//   nn::save_npz("model.npz", net.parameters());       numpy.load("model.npz")["trunk.0.weight"]
//   nn::load_npz("model.npz", net.parameters());       numpy.savez("model.npz", **arrays)
//
// It is a zip archive with a file NAME.npy for each parameter (npy.hpp). checkpoint.hpp has the
// same in the safetensors format, which is safer to give away and quicker; this one is for a look
// at the numbers in Python, and for parameters that come from there.
#pragma once

#include <string>

#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// Writes the file whole or not at all, and it is on the disk when this returns. Throws where two
// parameters have one name or none, a name is not UTF-8, has a NUL, ends in .npy or has more
// than 65,531 bytes, or the file cannot be written.
void save_npz(const std::string& path, const Parameters& parameters);

// Gives each parameter the value of its name from the file, compressed or not, by rows or by
// columns. Throws, having changed nothing, where the file is no such file or is damaged, a name is
// missing, left over or there twice, a shape or type differs (nothing is converted: numpy's floats
// are often float64, so save them with astype('float32')), or a parameter was computed by an op.
void load_npz(const std::string& path, const Parameters& parameters);

}  // namespace tapestry::nn
