// Sizes beyond what memory, or the BLAS, can hold: refused, and never wrapped around.
#include <cstdint>
#include <limits>
#include <new>

#include "engine/array/finite.hpp"
#include "engine/array/lapack.hpp"
#include "tests/engine/expect.hpp"

// The address sanitizer ends a program that asks for too much, unless it is told to refuse.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }

namespace tapestry {
namespace {

constexpr std::size_t kLarge = std::size_t{1} << 32;  // its square is 0 in 64 bits

std::string too_large(const std::string& shape) {
  return "tensor: the shape " + shape +
         " has more elements than memory can hold: one of its sizes has come out wrong, or the "
         "work must be split.";
}
const std::string kSquare = too_large("[4294967296 x 4294967296]");

TEST(LargeSizes, OpsRefuseAResultThatMemoryCannotHold) {
  const Var one(1), row(zeros({1, 0})), tall(zeros({kLarge, 0})), wide(zeros({0, kLarge}));
  EXPECT_EQ(error_of([&] { uninitialised({kLarge, kLarge}); }), kSquare);
  EXPECT_EQ(error_of([&] { broadcast_to(one, {kLarge, kLarge}); }), kSquare);
  EXPECT_EQ(error_of([&] { matmul(tall, wide); }), kSquare);
  EXPECT_EQ(error_of([&] { matmul(wide, tall, Transpose::yes, Transpose::yes); }), kSquare);
  EXPECT_EQ(error_of([&] {
              batched_matmul(Var(zeros({1, kLarge, 0})), Var(zeros({1, 0, kLarge})));
            }),
            too_large("[1 x 4294967296 x 4294967296]"));
  EXPECT_EQ(error_of([&] { pad(row, {kLarge - 1, kLarge}, {0, 0}); }), kSquare);
}

// 2^31 windows below and beside each other, of 9 taps each: 9 * 2^62 is 2^62 in 64 bits.
TEST(LargeSizes, ConvolutionsRefuseMoreWindowsThanMemoryCanHold) {
  const Var x(zeros({1, 1, 2, 2})), weight(zeros({4, 1, 3, 3}));
  EXPECT_EQ(error_of([&] { conv2d(x, weight, {.padding = std::size_t{1} << 30}); }),
            too_large("[1 x 3 x 3 x 2147483648 x 2147483648]"));
}

TEST(LargeSizes, AnEmptyTensorsOtherSizesAreCheckedInAnyOrder) {
  EXPECT_EQ(zeros({0, kLarge, 5}).size(), 0u);
  EXPECT_EQ(error_of([&] {
              zeros({0, kLarge, kLarge});
            }),
            too_large("[0 x 4294967296 x 4294967296]"));
  EXPECT_EQ(error_of([&] {
              zeros({kLarge, kLarge, 0});
            }),
            too_large("[4294967296 x 4294967296 x 0]"));
}

// One more than the most is refused before anything is asked of the system; what wraps around when
// it is counted in bytes must not come back as a small block.
TEST(LargeSizes, TheLimitIsPtrdiffMaxInBytes) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());
  EXPECT_EQ(size_of({kMost / sizeof(Scalar)}), kMost / sizeof(Scalar));
  EXPECT_NE(error_of([&] { size_of({kMost / sizeof(Scalar) + 1}); }), "no error");
  PoolAllocator<double> pool;
  EXPECT_THROW(pool.allocate((std::size_t{1} << 61) + 1), std::bad_array_new_length);
  EXPECT_THROW(pool.allocate(kMost / sizeof(double) + 1), std::bad_array_new_length);
  EXPECT_THROW(kernels::acquire(SIZE_MAX - 10), std::bad_alloc);
  EXPECT_THROW(kernels::acquire(kMost + 1), std::bad_alloc);
}

TEST(LargeSizes, MemoryThatWasRefusedIsNotCounted) {
  reset_peak_memory();
  const auto before = memory_in_use(), peak = peak_memory();
  // The second is one that only the system can refuse: no machine can address 2^60 bytes.
  for (const std::size_t bytes : {SIZE_MAX - 10, std::size_t{1} << 60}) {
    EXPECT_THROW(kernels::acquire(bytes), std::bad_alloc);
    EXPECT_EQ(memory_in_use(), before);
    EXPECT_EQ(peak_memory(), peak);
  }
}

// SIZE_MAX is too much whether the BLAS counts in 32 bits or in 64; the text gives its limit.
TEST(LargeSizes, ProductsRefuseWhatTheBlasCannotCount) {
  Scalar number = 1, result = 5;
  const auto expect_refused = [&](const kernels::ProductSizes& sizes, const std::string& operands) {
    EXPECT_THAT(error_of([&] {
                  kernels::multiply_into(&result, &number, &number, sizes,
                                         kernels::Into::overwrite);
                }),
                testing::AllOf(
                    testing::StartsWith("matrix product: " + operands + ": the BLAS can count to "),
                    testing::EndsWith(" along an axis: split the batch, or the larger axis.")));
  };
  const std::string most = std::to_string(SIZE_MAX);
  expect_refused({SIZE_MAX, 1, 1}, "[" + most + " x 1] times [1 x 1]");
  expect_refused({1, SIZE_MAX, 1}, "[1 x 1] times [1 x " + most + "]");
  expect_refused({1, 1, SIZE_MAX}, "[1 x " + most + "] times [" + most + " x 1]");
  EXPECT_EQ(result, 5) << "nothing was written";
}

TEST(LargeSizes, FactorisationsRefuseWhatLapackCannotCount) {
  EXPECT_EQ(error_of([] { kernels::cholesky({}, kLarge + 3); }),
            "factorisation: a size, or the working memory, of 4294967299 is more than LAPACK can "
            "count (2147483647): factorise smaller matrices.");
}

TEST(RangeOf, ShowsWhatIsNotFinite) {
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  const Scalar infinity = std::numeric_limits<Scalar>::infinity();
  EXPECT_EQ(kernels::range_of(tensor({3}, {1, nan, 3})), "element [1] is nan");
  EXPECT_EQ(kernels::range_of(tensor({2, 2}, {1, 2, -infinity, nan})),
            "element [1, 0] is -infinity");
  EXPECT_EQ(kernels::range_of(tensor({3}, {1, -2, 3})), "from -2 to 3");
  EXPECT_EQ(kernels::range_of(full({2}, 3)), "all 3");
  EXPECT_EQ(kernels::range_of(zeros({0})), "empty");
}

}  // namespace
}  // namespace tapestry
