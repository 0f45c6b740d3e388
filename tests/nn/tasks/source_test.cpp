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
