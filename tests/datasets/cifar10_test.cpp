#include "datasets/cifar10.hpp"

#include <gmock/gmock.h>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Records with these labels; the planes of record r hold 10r + 1 (red), 10r + 2 and 10r + 3.
Bytes records(const Bytes& labels) {
  Bytes bytes;
  for (std::size_t r = 0; r < labels.size(); ++r) {
    bytes.push_back(labels[r]);
    for (std::size_t plane = 1; plane <= 3; ++plane)
      bytes.insert(bytes.end(), 1024, static_cast<std::uint8_t>(10 * r + plane));
  }
  return bytes;
}

const std::string kFolder = "cifar-10-batches-bin/";

void write_set(const TemporaryFolder& dir) {
  for (std::uint8_t i = 1; i <= 5; ++i)
    dir.write(kFolder + text("data_batch_", int{i}, ".bin"), records({i, 0}));
  dir.write(kFolder + "test_batch.bin", records({9, 8, 7}));
}

TEST(Cifar10, LoadsAllSixFiles) {
  const TemporaryFolder dir;
  write_set(dir);
  const TrainTest sets = load_cifar10(dir.path());
  sets.train.validate();
  sets.test.validate();
  EXPECT_THAT(sets.train.labels, ElementsAre(1, 0, 2, 0, 3, 0, 4, 0, 5, 0));
  EXPECT_THAT(sets.test.labels, ElementsAre(9, 8, 7));
  EXPECT_EQ(sets.test.features(), 3072U);
  EXPECT_EQ(sets.test.pixels[2 * 3072], 21);             // red of the third
  EXPECT_EQ(sets.test.pixels[2 * 3072 + 1024 + 5], 22);  // its green
  EXPECT_EQ(sets.test.pixels[3 * 3072 - 1], 23);         // the last of its blue
  EXPECT_EQ(sets.test.class_names[6], "frog");
}

TEST(Cifar10, AbsentFolderAndFileSayWhatToDo) {
  const TemporaryFolder dir;
  const std::string here = dir.path().string();
  const std::string mend = "run 'datasets/download " + here +
                           " cifar-10', or name the folder that has the files with --data.";
  EXPECT_EQ(error_of([&] { load_cifar10(dir.path()); }),
            "cifar-10: there is no folder '" + here + "/cifar-10-batches-bin': " + mend);
  write_set(dir);
  std::filesystem::remove(dir.path() / kFolder / "data_batch_4.bin");
  EXPECT_EQ(
      error_of([&] { load_cifar10(dir.path()); }),
      "cifar-10: there is no file '" + here + "/cifar-10-batches-bin/data_batch_4.bin': " + mend);
}

TEST(Cifar10, FilesThatAreNotWholeRecords) {
  const TemporaryFolder dir;
  write_set(dir);
  Bytes bytes = records({1, 2});
  bytes.pop_back();
  dir.write(kFolder + "data_batch_3.bin", bytes);
  EXPECT_THAT(
      error_of([&] { load_cifar10(dir.path()); }),
      HasSubstr("data_batch_3.bin' has 6145 bytes, which is 1 records of 3073 bytes and 3072 "
                "bytes more, and must be whole records, at least one: it is truncated or "
                "damaged; run 'datasets/download "));
  dir.write(kFolder + "data_batch_3.bin", {});
  EXPECT_THAT(error_of([&] { load_cifar10(dir.path()); }),
              HasSubstr("data_batch_3.bin' has 0 bytes"));
}

TEST(Cifar10, LabelTenOfTen) {
  const TemporaryFolder dir;
  write_set(dir);
  dir.write(kFolder + "test_batch.bin", records({9, 10}));
  EXPECT_THAT(
      error_of([&] { load_cifar10(dir.path()); }),
      HasSubstr("the label of record 1 of '" + (dir.path() / kFolder / "test_batch.bin").string() +
                "' is 10, and must be 0 to 9: the file is damaged, or of another set"));
}

TEST(Cifar10, FolderInPlaceOfAFile) {
  const TemporaryFolder dir;
  write_set(dir);
  const auto file = dir.path() / kFolder / "test_batch.bin";
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  EXPECT_EQ(error_of([&] { load_cifar10(dir.path()); }),
            "cifar-10: '" + file.string() + "' is not a file: check the name.");
}

}  // namespace
}  // namespace tapestry::datasets
