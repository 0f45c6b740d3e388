// Sources: streams that copies share, and that go on from where an archive was written.
#include "nn/tasks/source.hpp"

#include "datasets/batches.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

BatchSource stream(std::uint64_t seed) {
  return drawn_from(Rng(seed), [](Rng& rng) { return random_batch(8, {3}, 2, rng); });
}

TEST(Source, ACopyIsTheSameStream) {
  const BatchSource first = stream(3), copy = first, other = stream(3);
  const Tensor a = first().inputs, b = copy().inputs;
  EXPECT_EQ(other().inputs, a);
  EXPECT_EQ(other().inputs, b);
  EXPECT_TRUE(first.has_state());
  EXPECT_FALSE(BatchSource([] { return Batch(); }).has_state());
  EXPECT_FALSE(BatchSource());
  EXPECT_FALSE(BatchSource(std::function<Batch()>()));
}

// One of tens of thousands: its batches are those of its seed and their numbers, and the number is
// all that it remembers.
TEST(Source, ANumberedOneRemembersItsNumberAlone) {
  const TemporaryFolder folder;
  const auto numbered = [](std::uint64_t seed) {
    return BatchSource(numbered_from(seed, [](Rng& rng) { return random_batch(8, {3}, 2, rng); }));
  };
  BatchSource source = numbered(3), same = numbered(3), next_seed = numbered(4);
  std::vector<Tensor> seen;
  for (int number = 0; number < 4; ++number) {
    seen.push_back(source().inputs);
    EXPECT_EQ(same().inputs, seen.back());
    seen.push_back(next_seed().inputs);
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(seen[i], seen[j]) << i << " " << j;
  Archive out;
  out("source", source);
  out.write(folder.file("state"));
  EXPECT_LT(std::filesystem::file_size(folder.file("state")), 200U);
  BatchSource again = numbered(3), other = numbered(5);
  Archive(folder.file("state"))("source", again);
  EXPECT_EQ(again().inputs, source().inputs);
  EXPECT_THAT(error_of([&] { Archive(folder.file("state"))("source", other); }),
              HasSubstr("has 3 as the seed of a source, which now is 5"));
}

TEST(Source, BatchesOfADataSetGoOnFromWhereTheyWere) {
  const TemporaryFolder folder;
  const datasets::ImageSet set = datasets::stroke_digits(50, 1),
                           other = datasets::stroke_digits(60, 1);
  datasets::Batches batches(set, 16, 2), again(set, 16, 99);
  for (int i = 0; i < 5; ++i) batches.next();  // into the second shuffle
  Archive out;
  out("batches", batches);
  out.write(folder.file("state"));
  Archive in(folder.file("state"));
  in("batches", again);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(again.next().labels, batches.next().labels);
  datasets::Batches of_other(other, 16, 2);
  EXPECT_THAT(error_of([&] { Archive(folder.file("state"))("batches", of_other); }),
              HasSubstr("has 50 as the number of examples, which now is 60"));
}

}  // namespace
}  // namespace tapestry::nn
