// Where tensors get their memory: 64-byte aligned blocks, kept for reuse by the thread that freed
// them, or for all threads where another one had acquired them.
//
// A training step asks for the same sizes again and again. Handing each block back to the system
// would make every step pay for fresh pages (a page fault costs more than adding 1,000 floats), so
// freed blocks wait in a list per size, and the next request of that size takes one from there.
// Each thread keeps 256 MiB at most, and as much is kept for all.
#pragma once

#include <cstddef>
#include <limits>
#include <new>

namespace tapestry {

// More bytes than this are never given, as by the standard library: their number, and each distance
// inside of them, is a std::ptrdiff_t too.
constexpr std::size_t kMostBytes = std::numeric_limits<std::ptrdiff_t>::max();

namespace kernels {

// Memory for `bytes` bytes, aligned to 64; throws std::bad_alloc. Give it back with release().
void* acquire(std::size_t bytes);
void release(void* block, std::size_t bytes) noexcept;

}  // namespace kernels

// Whether freed blocks are kept for reuse: always, but under the address and thread sanitizers.
bool reuses_memory() noexcept;

// How often acquire() had to ask the system, over all threads, since the program began. A loop in
// its steady state does not move it.
std::size_t system_allocations() noexcept;

// How many bytes this thread has acquired and not released, and the most that this has been since
// the thread began or reset_peak_memory() was called. Sizes are counted as asked for. A block that
// another thread releases is counted there.
std::ptrdiff_t memory_in_use() noexcept;
std::ptrdiff_t peak_memory() noexcept;
void reset_peak_memory() noexcept;

// The standard allocator interface over acquire() and release(). Because it is the same in every
// translation unit, a Tensor's type does not change with the compiler's architecture flags.
template <class T>
struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>&) noexcept {}
  T* allocate(std::size_t count) {
    if (count > kMostBytes / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(kernels::acquire(count * sizeof(T)));
  }
  void deallocate(T* block, std::size_t count) noexcept {
    kernels::release(block, count * sizeof(T));
  }
  template <class U>
  bool operator==(const PoolAllocator<U>&) const noexcept {
    return true;
  }
};

}  // namespace tapestry
