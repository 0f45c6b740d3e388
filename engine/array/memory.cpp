#include "engine/array/memory.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

namespace tapestry {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kClasses = 4 * 64;                      // four sizes for each power of two
constexpr std::size_t kMostBytesKept = std::size_t{1} << 28;  // 256 MiB: per thread, and for all

std::atomic<std::size_t> system_calls{0};

// Sizes are rounded up to a quarter of a power of two (64, 80, 96, 112, 128, 160, ...), so at most
// a fifth of a block is unused and all requests of nearly one size share one list.
struct SizeClass {
  std::size_t index;
  std::size_t bytes;
};

SizeClass size_class(std::size_t bytes) {
  if (bytes <= kAlignment) return {0, kAlignment};
  const auto power = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;  // 2^power < bytes
  const std::size_t quarter = std::size_t{1} << (power - 2);
  const std::size_t quarters = (bytes + quarter - 1) / quarter;  // 5 .. 8
  return {4 * power + quarters - 5, (quarters * quarter + kAlignment - 1) & ~(kAlignment - 1)};
}

// The inverse of size_class(...).index.
std::size_t class_bytes(std::size_t index) {
  if (index == 0) return kAlignment;
  const std::size_t quarters = index % 4 + 5, quarter = std::size_t{1} << (index / 4 - 2);
  return (quarters * quarter + kAlignment - 1) & ~(kAlignment - 1);
}

void* from_system(std::size_t bytes) {
  void* block = std::aligned_alloc(kAlignment, bytes);
  if (block == nullptr) throw std::bad_alloc();
  system_calls.fetch_add(1, std::memory_order_relaxed);
  return block;
}

// Free blocks, a list a size class.
struct FreeLists {
  std::array<std::vector<void*>, kClasses> blocks;
  std::size_t bytes_kept = 0;

  void* take(const SizeClass& wanted) {
    auto& list = blocks[wanted.index];
    if (list.empty()) return nullptr;
    void* block = list.back();
    list.pop_back();
    bytes_kept -= wanted.bytes;
    return block;
  }

  // For a block of at most kMostBytesKept. Throws std::bad_alloc where the list cannot grow.
  void keep(const SizeClass& given, void* block) {
    if (bytes_kept + given.bytes > kMostBytesKept) make_room(given.bytes);
    blocks[given.index].push_back(block);
    bytes_kept += given.bytes;
  }

  // The fullest lists go back to the system, so that what one phase of a program has freed does not
  // take the room from the next phase.
  void make_room(std::size_t bytes) {
    while (bytes_kept + bytes > kMostBytesKept) {
      std::size_t fullest = 0;
      for (std::size_t i = 1; i < kClasses; ++i)
        if (bytes_in(i) > bytes_in(fullest)) fullest = i;
      give_back(fullest);
    }
  }

  std::size_t bytes_in(std::size_t index) const {
    const std::size_t count = blocks[index].size();
    return count == 0 ? 0 : count * class_bytes(index);
  }

  void give_back(std::size_t index) {
    bytes_kept -= bytes_in(index);
    for (void* block : blocks[index]) std::free(block);
    blocks[index].clear();
  }
};

// Blocks that were freed by another thread than the one that acquired them, such as a loader's
// batches: kept by the thread that frees, they would pile up there while the loader asks the system
// for each new one. Never destroyed: threads may end after main.
struct Shared {
  std::mutex mutex;
  FreeLists lists;
  std::atomic<bool> any{false};  // so that a thread of its own need not wait for the others
};
Shared& shared() {
  static Shared& instance = *new Shared;
  return instance;
}

void keep_for_others(const SizeClass& given, void* block) {
  const std::lock_guard lock(shared().mutex);
  shared().lists.keep(given, block);
  shared().any = true;
}

[[maybe_unused]] void* from_others(const SizeClass& wanted) {
  if (!shared().any.load(std::memory_order_relaxed)) return nullptr;
  const std::lock_guard lock(shared().mutex);
  return shared().lists.take(wanted);
}

// A thread's own blocks. `alive` guards the end of a thread: objects with static or thread storage
// may release memory after the lists themselves are gone.
struct Pool {
  explicit Pool(bool* flag) : alive(flag) { *alive = true; }
  ~Pool() {
    *alive = false;
    for (std::size_t i = 0; i < kClasses; ++i) lists.give_back(i);
  }

  FreeLists lists;
  // By class, how many blocks this thread has acquired and not released. At 0, what it releases was
  // acquired by another.
  std::array<std::ptrdiff_t, kClasses> balance{};
  bool* alive;
};

thread_local bool pool_alive = false;
thread_local std::ptrdiff_t in_use = 0, peak = 0;  // bytes

Pool* pool() {
  thread_local Pool instance(&pool_alive);
  return &instance;
}

// Sanitizers must see every free, or a use after it would find the block alive in a list. (GCC
// tells by names that it defines, clang by features.)
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kPooled = false;
#elif defined(__has_feature)
constexpr bool kPooled = !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer));
#else
constexpr bool kPooled = true;
#endif

// This thread's blocks, or nullptr where they are gone already.
Pool* own_pool() {
  static thread_local bool started = (pool(), true);  // the first call makes it
  return started && pool_alive ? pool() : nullptr;
}

void* block_of(const SizeClass& wanted) {
  if constexpr (kPooled) {
    if (Pool* own = own_pool()) {
      ++own->balance[wanted.index];
      if (void* block = own->lists.take(wanted)) return block;
    }
    if (void* block = from_others(wanted)) return block;
  }
  return from_system(wanted.bytes);
}

// Whether the block is kept now, by this thread or for others.
[[maybe_unused]] bool keep(const SizeClass& given, void* block) {
  Pool* own = own_pool();
  if (own == nullptr || given.bytes > kMostBytesKept) return false;
  std::ptrdiff_t& balance = own->balance[given.index];
  if (balance <= 0) {
    keep_for_others(given, block);
  } else {
    --balance;
    own->lists.keep(given, block);
  }
  return true;
}

}  // namespace

void* kernels::acquire(std::size_t bytes) {
  if (bytes > kMostBytes) throw std::bad_alloc();  // the size class would wrap around
  void* block = block_of(size_class(bytes));
  in_use += static_cast<std::ptrdiff_t>(bytes);  // not before: a caught bad_alloc takes nothing
  peak = std::max(peak, in_use);
  return block;
}

void kernels::release(void* block, std::size_t bytes) noexcept {
  if (block == nullptr) return;
  in_use -= static_cast<std::ptrdiff_t>(bytes);
  if constexpr (kPooled) {
    try {
      if (keep(size_class(bytes), block)) return;
    } catch (...) {  // no memory to remember the block with: give it back instead
    }
  }
  std::free(block);
}

std::ptrdiff_t memory_in_use() noexcept { return in_use; }
std::ptrdiff_t peak_memory() noexcept { return peak; }
void reset_peak_memory() noexcept { peak = in_use; }

bool reuses_memory() noexcept { return kPooled; }

std::size_t system_allocations() noexcept { return system_calls.load(std::memory_order_relaxed); }

}  // namespace tapestry
