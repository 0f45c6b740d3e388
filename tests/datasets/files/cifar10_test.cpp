#include "datasets/files/cifar10.hpp"

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

// A set of files with two records each.
void write_set(const TemporaryFolder& dir) {
  for (std::uint8_t i = 1; i <= 5; ++i)
    dir.write(kFolder + base::text("data_batch_", int{i}, ".bin"), records({i, 0}));
  dir.write(kFolder + "test_batch.bin", records({9, 8}));
}

std::string cifar10_mend(const TemporaryFolder& dir) {
  return "remove it and run 'datasets/download " + dir.path().string() +
         " cifar-10', which fetches it again.";
}

TEST(Cifar10, LoadsAllSixFiles) {
  const TemporaryFolder dir;
  write_set(dir);
  const TrainTest sets = load_cifar10(dir.path(), 2);
  sets.train.validate();
  sets.test.validate();
  EXPECT_THAT(sets.train.labels, ElementsAre(1, 0, 2, 0, 3, 0, 4, 0, 5, 0));
  EXPECT_THAT(sets.test.labels, ElementsAre(9, 8));
  EXPECT_EQ(sets.test.features(), 3072U);
  EXPECT_EQ(sets.test.pixels[3072], 11);             // red of the second
  EXPECT_EQ(sets.test.pixels[3072 + 1024 + 5], 12);  // its green
  EXPECT_EQ(sets.test.pixels[2 * 3072 - 1], 13);     // the last of its blue
  EXPECT_EQ(sets.test.class_names[6], "frog");
}

TEST(Cifar10, AbsentFolderAndFileSayWhatToDo) {
  const TemporaryFolder dir;
  const std::string here = dir.path().string();
  const std::string mend =
      "run 'datasets/download " + here +
      " cifar-10', or give the folder that has the files (programs take it with --data).";
  EXPECT_EQ(error_of([&] { load_cifar10(dir.path(), 2); }),
            "cifar-10: there is no folder '" + here + "/cifar-10-batches-bin': " + mend);
  write_set(dir);
  std::filesystem::remove(dir.path() / kFolder / "data_batch_4.bin");
  EXPECT_EQ(
      error_of([&] { load_cifar10(dir.path(), 2); }),
      "cifar-10: there is no file '" + here + "/cifar-10-batches-bin/data_batch_4.bin': " + mend);
}

TEST(Cifar10, EveryFileMustHaveItsRecordsExactly) {
  const std::vector<std::pair<Bytes, std::string>> wrong{
      {records({1, 2}), "6145"},     // cut within a record (by the loop below)
      {records({1}), "3073"},        // cut between two records
      {records({1, 2, 3}), "9219"},  // a record too many
      {{}, "0"}};
  for (auto [bytes, size] : wrong) {
    const TemporaryFolder dir;
    write_set(dir);
    if (size == "6145") bytes.pop_back();
    for (const std::string file : {"data_batch_3.bin", "test_batch.bin"}) {
      const auto path = dir.write(kFolder + file, bytes);
      EXPECT_EQ(
          error_of([&] { load_cifar10(dir.path(), 2); }),
          "cifar-10: '" + path.string() + "' has " + size +
              " bytes, and must have 6146 (2 records of 3073 bytes): it is truncated, damaged "
              "or of another set; " +
              cifar10_mend(dir));
      write_set(dir);
    }
  }
}

TEST(Cifar10, TheNumberOfRecordsIsThePublishedOne) {
  const TemporaryFolder dir;
  write_set(dir);
  EXPECT_THAT(error_of([&] { load_cifar10(dir.path()); }),
              HasSubstr("data_batch_1.bin' has 6146 bytes, and must have 30730000 (10000 records"));
  EXPECT_EQ(error_of([&] { load_cifar10(dir.path(), 0); }),
            "cifar-10: 0 records a file were asked for: give at least 1 (the published files have "
            "10000).");
}

TEST(Cifar10, LabelTenOfTen) {
  const TemporaryFolder dir;
  write_set(dir);
  dir.write(kFolder + "test_batch.bin", records({9, 10}));
  EXPECT_THAT(
      error_of([&] { load_cifar10(dir.path(), 2); }),
      HasSubstr("the label of record 1 of '" + (dir.path() / kFolder / "test_batch.bin").string() +
                "' is 10, and must be 0 to 9: the file is damaged, or of another set; " +
                cifar10_mend(dir)));
}

TEST(Cifar10, FolderInPlaceOfAFile) {
  const TemporaryFolder dir;
  write_set(dir);
  const auto file = dir.path() / kFolder / "test_batch.bin";
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  EXPECT_EQ(error_of([&] { load_cifar10(dir.path(), 2); }),
            "cifar-10: '" + file.string() + "' is not a file: check the name.");
}

}  // namespace
}  // namespace tapestry::datasets
