// Tensor: a dense, row-major array of Scalars with a shape. It knows nothing of gradients.
//
// This is the only header that includes xtensor. The allocator is fixed before the include, so the
// type is the same whatever the compiler's flags are. Never keep an unevaluated xtensor expression
// in an `auto`: it refers to its operands and is computed anew each time it is read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/array/memory.hpp"
#include "engine/array/scalar.hpp"

#ifdef XTENSOR_DEFAULT_ALLOCATOR
#error \
    "include engine/array/tensor.hpp before any header of xtensor: it sets the tensors' allocator"
#endif
#define XTENSOR_DEFAULT_ALLOCATOR(T) ::tapestry::PoolAllocator<T>
#if __has_include(<xtensor/containers/xarray.hpp>)  // xtensor 0.26 moved its headers into folders
#include <xtensor/containers/xarray.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xbuilder.hpp>
#else
#include <xtensor/xarray.hpp>
#include <xtensor/xbuilder.hpp>
#include <xtensor/xmath.hpp>
#endif

namespace tapestry {

using Tensor = xt::xarray<Scalar>;  // summary(x) of view/print.hpp shows one
using Shape = Tensor::shape_type;   // sizes of the axes, outermost first; {} is a scalar

// The number of elements of a tensor of this shape: the product of its sizes, 1 for a scalar.
// Throws where that is more than memory can hold. In an empty tensor's shape the sizes other than 0
// must not multiply to more either, so that no product of some of them wraps around.
std::size_t size_of(const Shape& shape);

// "[64 x 784]", and "[scalar]" for the empty shape.
std::string to_string(const Shape& shape);

// A tensor whose elements are arbitrary: to be written before they are read. Throws what size_of
// throws, where Tensor::from_shape would let the size wrap around.
Tensor uninitialised(const Shape& shape);

Tensor zeros(const Shape& shape);
Tensor full(const Shape& shape, Scalar value);
Tensor zeros_like(const Tensor& x);
Tensor ones_like(const Tensor& x);

// A tensor of this shape from its elements in row-major order; throws where the counts differ.
Tensor tensor(const Shape& shape, const std::vector<Scalar>& elements);

}  // namespace tapestry
