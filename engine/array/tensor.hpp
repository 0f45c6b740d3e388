// Tensor: a dense, row-major array of Scalars with a shape. It knows nothing of gradients.
//
// This is the only header that includes xtensor. The allocator is fixed before the include, so the
// type is the same whatever the compiler's flags are. Never keep an unevaluated xtensor expression
// in an `auto`: it refers to its operands and is computed anew each time it is read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "engine/array/memory.hpp"
#include "engine/array/scalar.hpp"

#ifdef XTENSOR_DEFAULT_ALLOCATOR
#error \
    "include engine/array/tensor.hpp before any header of xtensor: it sets the tensors' allocator"
#endif
#define XTENSOR_DEFAULT_ALLOCATOR(T) ::tapestry::PoolAllocator<T>
// xtensor looks at the indices of `x(i, j)` only in a debug mode that slows down all else, too.
// Here they are always looked at: the libraries' loops go over x.data().
#if __has_include(<xtensor/containers/xarray.hpp>)  // xtensor 0.26 moved its headers into folders
#include <xtensor/utils/xexception.hpp>
#undef XTENSOR_TRY
#define XTENSOR_TRY(check) check
#include <xtensor/containers/xarray.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xbuilder.hpp>
#else
#include <xtensor/xexception.hpp>
#undef XTENSOR_TRY
#define XTENSOR_TRY(check) check
#include <xtensor/xarray.hpp>
#include <xtensor/xbuilder.hpp>
#include <xtensor/xmath.hpp>
#endif

namespace tapestry {

using Tensor = xt::xarray<Scalar>;
using Shape = Tensor::shape_type;  // sizes of the axes, outermost first; {} is a scalar

// The number of elements of a tensor of this shape: the product of its sizes, 1 for a scalar.
// Throws where that is more than memory can hold. In an empty tensor's shape the sizes other than 0
// must not multiply to more either, so that no product of some of them wraps around.
std::size_t size_of(const Shape& shape);

// The elements in nested brackets, each in the stream's format; of more than 1,000, the first and
// last three along each axis, and the shape. A scalar is just its number.
std::ostream& operator<<(std::ostream& out, const Tensor& x);

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

namespace kernels {

// What xtensor calls, below. Throw, naming the shapes.
[[noreturn]] void refuse_broadcast(const Shape& so_far, const Shape& operand);
void check_index(const std::ptrdiff_t* indices, std::size_t count, const Shape& shape);

}  // namespace kernels
}  // namespace tapestry

// (Float's and double's are the same functions to the linker, as both have the same Shape. In a
// program with both, it takes one for all, which is as good: texts and type of the errors are one.)
namespace xt {

// `a + b` of tensors whose shapes do not fit: in place of a text that names none.
template <>
[[noreturn]] inline void throw_broadcast_error(const tapestry::Shape& so_far,
                                               const tapestry::Shape& operand) {
  tapestry::kernels::refuse_broadcast(so_far, operand);
}

// `x(i, j)` and `x[{i, j}]`: one index an axis, inside of it. (xtensor itself takes any number of
// them, and any index on an axis of size 1, to read elements of expressions that broadcast: of
// those, make a Tensor first.)
inline void check_index(const tapestry::Shape& shape) {
  tapestry::kernels::check_index(nullptr, 0, shape);
}
template <std::integral Index, std::integral... Indices>
void check_index(const tapestry::Shape& shape, Index first, Indices... others) {
  const std::ptrdiff_t all[] = {static_cast<std::ptrdiff_t>(first),
                                static_cast<std::ptrdiff_t>(others)...};
  tapestry::kernels::check_index(all, 1 + sizeof...(Indices), shape);
}
template <class Iterator>
void check_element_index(const tapestry::Shape& shape, Iterator first, Iterator last) {
  const std::vector<std::ptrdiff_t> all(first, last);
  tapestry::kernels::check_index(all.data(), all.size(), shape);
}

}  // namespace xt
