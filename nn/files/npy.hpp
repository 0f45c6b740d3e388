// The .npy format: one array of numpy's in a file. A part of nn/files; users need npz.hpp alone.
//
// A file is: the bytes 93 'NUMPY', the format's version (2 bytes), the header's length (2 bytes,
// from version 2 on 4, low byte first), the header, a Python dictionary of exactly three entries
// such as
//   {'descr': '<f4', 'fortran_order': False, 'shape': (784, 256), }
// and the elements, low byte first, by rows, or where fortran_order is True by columns.
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html)
#pragma once

#include <string>
#include <string_view>

#include "engine/array/tensor.hpp"

namespace tapestry::nn::npy {

// The whole file.
std::string bytes_of(const Tensor& value);

// The tensor that a whole file holds. Throws where it is no such file, is cut short or goes on
// behind its elements, or is of another shape than `expected` or of another type than Scalar.
// `what` begins the error's sentence ("load_npz: 'w.npy' in 'model.npz' ").
Tensor tensor_of(std::string_view bytes, const Shape& expected, const std::string& what);

}  // namespace tapestry::nn::npy
