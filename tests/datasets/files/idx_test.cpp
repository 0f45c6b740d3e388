#include "datasets/files/idx.hpp"

#include <gmock/gmock.h>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;

void append_number(Bytes& bytes, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

// An image file as the format says it; pixel i is i mod 251.
Bytes images(std::uint32_t count, std::uint32_t height = 28, std::uint32_t width = 28) {
  Bytes bytes;
  for (std::uint32_t number : {0x803U, count, height, width}) append_number(bytes, number);
  for (std::uint32_t i = 0; i < count * height * width; ++i)
    bytes.push_back(static_cast<std::uint8_t>(i % 251));
  return bytes;
}

Bytes labels(const Bytes& values) {
  Bytes bytes;
  append_number(bytes, 0x801);
  append_number(bytes, static_cast<std::uint32_t>(values.size()));
  bytes.insert(bytes.end(), values.begin(), values.end());
  return bytes;
}

Bytes without_last(Bytes bytes, std::size_t count) {
  bytes.resize(bytes.size() - count);
  return bytes;
}

// A whole set: three images to train on, two to test on; one of the four files packed.
void write_set(const TemporaryFolder& dir, const std::string& folder) {
  dir.write(folder + "/train-images-idx3-ubyte.gz", gzip(images(3)));
  dir.write(folder + "/train-labels-idx1-ubyte", labels({7, 0, 9}));
  dir.write(folder + "/t10k-images-idx3-ubyte", images(2));
  dir.write(folder + "/t10k-labels-idx1-ubyte", labels({1, 2}));
}

// How the errors about a damaged file end: where only the file is known, and where the set is.
const std::string kGetAgain =
    "get it again (MNIST and Fashion-MNIST: remove it and run 'datasets/download').";
std::string mnist_mend(const TemporaryFolder& dir) {
  return "remove it and run 'datasets/download " + dir.path().string() +
         " mnist', which fetches it again.";
}

TEST(Idx, ReadsImagesPlainAndPacked) {
  const TemporaryFolder dir;
  for (const auto& path :
       {dir.write("a", images(2, 3, 4)), dir.write("b.gz", gzip(images(2, 3, 4)))}) {
    const IdxImages read = read_idx_images(path);
    EXPECT_EQ(read.count, 2U);
    EXPECT_EQ(read.height, 3U);
    EXPECT_EQ(read.width, 4U);
    Bytes expected = images(2, 3, 4);
    expected.erase(expected.begin(), expected.begin() + 16);
    EXPECT_EQ(read.pixels, expected);
  }
}

TEST(Idx, ReadsDataOfMoreThanOneChunk) {
  const TemporaryFolder dir;
  const IdxImages read = read_idx_images(dir.write("a.gz", gzip(images(3, 1000, 1000))));
  ASSERT_EQ(read.pixels.size(), 3'000'000U);
  EXPECT_EQ(read.pixels.back(), 2'999'999 % 251);
}

TEST(Idx, LoadsASet) {
  const TemporaryFolder dir;
  write_set(dir, "mnist");
  const TrainTest sets = load_mnist(dir.path());
  sets.train.validate();
  sets.test.validate();
  EXPECT_EQ(sets.train.name, "MNIST train");
  EXPECT_EQ(sets.test.name, "MNIST test");
  EXPECT_THAT(sets.train.labels, ElementsAre(7, 0, 9));
  EXPECT_THAT(sets.test.labels, ElementsAre(1, 2));
  EXPECT_EQ(sets.train.features(), 784U);
  EXPECT_EQ(sets.train.pixels[784 + 5], (784 + 5) % 251);
  EXPECT_FALSE(sets.train.stand_in);
}

TEST(Idx, LoadsFashionFromItsOwnFolder) {
  const TemporaryFolder dir;
  write_set(dir, "fashion-mnist");
  const TrainTest sets = load_fashion_mnist(dir.path());
  EXPECT_EQ(sets.train.name, "Fashion-MNIST train");
  EXPECT_EQ(sets.train.class_names[9], "Ankle boot");
  EXPECT_THAT(error_of([&] { load_mnist(dir.path()); }), HasSubstr("there is no folder"));
}

TEST(Idx, AbsentFolderAndFileSayWhatToDo) {
  const TemporaryFolder dir;
  const std::string here = dir.path().string();
  const std::string mend =
      "run 'datasets/download " + here +
      " mnist', or give the folder that has the files (programs take it with --data).";
  EXPECT_EQ(error_of([&] { load_mnist(dir.path()); }),
            "mnist: there is no folder '" + here + "/mnist': " + mend);
  write_set(dir, "mnist");
  std::filesystem::remove(dir.path() / "mnist/t10k-labels-idx1-ubyte");
  EXPECT_EQ(error_of([&] { load_mnist(dir.path()); }),
            "mnist: there is no file '" + here +
                "/mnist/t10k-labels-idx1-ubyte', nor one with .gz after it: " + mend);
}

TEST(Idx, WrongMagicNumber) {
  const TemporaryFolder dir;
  const auto path = dir.write("labels", labels({1, 2}));
  EXPECT_EQ(error_of([&] { read_idx_images(path); }),
            "IDX: the magic number of '" + path.string() +
                "' is 0x00000801, and a file of images begins with 0x00000803: it is another "
                "file, or damaged; " +
                kGetAgain);
  const auto other = dir.write("images", images(1));
  EXPECT_THAT(error_of([&] { read_idx_labels(other); }),
              HasSubstr("is 0x00000803, and a file of labels begins with 0x00000801"));
}

TEST(Idx, TruncatedHeader) {
  const TemporaryFolder dir;
  const auto in_magic = dir.write("a", Bytes{0, 0, 8});
  EXPECT_EQ(error_of([&] { read_idx_images(in_magic); }),
            "IDX: '" + in_magic.string() +
                "' is truncated: it ends within its header, at the magic number; " + kGetAgain);
  const auto in_sizes = dir.write("b", Bytes{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0});
  EXPECT_THAT(error_of([&] { read_idx_images(in_sizes); }), HasSubstr("at the number of columns"));
  EXPECT_THAT(error_of([&] { read_idx_images(dir.write("c", {})); }), HasSubstr("truncated"));
}

TEST(Idx, TruncatedData) {
  const TemporaryFolder dir;
  const std::string promise = "' is truncated: its header promises 24 bytes of data, and it has 19";
  for (const auto& path : {dir.write("a", without_last(images(2, 3, 4), 5)),
                           dir.write("a.gz", gzip(without_last(images(2, 3, 4), 5)))})
    EXPECT_EQ(error_of([&] { read_idx_images(path); }),
              "IDX: '" + path.string() + promise + "; " + kGetAgain);
}

TEST(Idx, TruncatedGzipIsSeenWhereverItEnds) {
  const TemporaryFolder dir;
  const Bytes packed = gzip(images(2));
  // Down to 2 bytes, gzip's own magic number; 8 is its trailer, which only a last read reaches.
  for (std::size_t kept = 2; kept < packed.size(); ++kept) {
    const auto path = dir.write("a.gz", without_last(packed, packed.size() - kept));
    ASSERT_THAT(error_of([&] { read_idx_images(path); }),
                HasSubstr("'" + path.string() + "' is truncated"))
        << kept << " of " << packed.size() << " bytes";
  }
}

TEST(Idx, DamagedGzip) {
  const TemporaryFolder dir;
  Bytes packed = gzip(images(2));
  packed[packed.size() - 6] ^= 1;  // in the checksum
  const auto path = dir.write("a.gz", packed);
  EXPECT_EQ(error_of([&] { read_idx_images(path); }),
            "IDX: '" + path.string() +
                "' cannot be unpacked, its gzip data are damaged (zlib: "
                "incorrect data check); " +
                kGetAgain);
  packed = gzip(images(2));
  packed[packed.size() / 2] ^= 0x55;  // in the data
  EXPECT_THAT(error_of([&] { read_idx_images(dir.write("b.gz", packed)); }),
              HasSubstr("its gzip data are damaged"));
}

TEST(Idx, FileNamedGzThatIsNot) {
  const TemporaryFolder dir;
  const auto path = dir.write("a.gz", images(2));
  EXPECT_THAT(error_of([&] { read_idx_images(path); }),
              HasSubstr("'" + path.string() +
                        "' is named .gz but does not begin as gzip files do (1f 8b): if it is "
                        "unpacked, take .gz off its name; otherwise " +
                        kGetAgain));
}

TEST(Idx, DataAfterTheEnd) {
  const TemporaryFolder dir;
  Bytes bytes = images(2, 3, 4);
  bytes.push_back(0);
  for (const auto& path : {dir.write("a", bytes), dir.write("a.gz", gzip(bytes))})
    EXPECT_THAT(error_of([&] { read_idx_images(path); }),
                HasSubstr("'" + path.string() +
                          "' goes on after the 24 bytes of data that its header promises: it is "
                          "damaged, or not an IDX file; " +
                          kGetAgain));
}

TEST(Idx, SizesThatCannotBe) {
  const TemporaryFolder dir;
  EXPECT_THAT(error_of([&] { read_idx_images(dir.write("a", images(0))); }),
              HasSubstr("is 0, and must be at least 1: the file is damaged; " + kGetAgain));
  EXPECT_THAT(error_of([&] { read_idx_labels(dir.write("c", labels({}))); }),
              HasSubstr("the number of labels"));
  // A header that promises 1 TB costs an error, not 1 TB.
  Bytes huge;
  for (std::uint32_t number : {0x803U, 1'000'000U, 1024U, 1024U}) append_number(huge, number);
  EXPECT_THAT(error_of([&] { read_idx_images(dir.write("d", huge)); }),
              HasSubstr("promises 1048576000000 bytes of data, and it has 0"));
}

// As large as sets are that people have: infiMNIST has 8,100,000 labels.
TEST(Idx, TheFilesLengthIsTheOnlyLimit) {
  const TemporaryFolder dir;
  EXPECT_EQ(read_idx_images(dir.write("side", images(1, 1025, 1))).height, 1025u);
  EXPECT_EQ(read_idx_images(dir.write("count", images(1'000'001, 1, 1))).count, 1'000'001u);
  EXPECT_EQ(read_idx_labels(dir.write("l", labels(Bytes(8'100'000, 3)))).size(), 8'100'000u);
}

TEST(Idx, SizesWhoseProductDoesNotFitInto64Bits) {
  const TemporaryFolder dir;
  for (const bool packed : {false, true}) {
    Bytes huge;
    for (const std::uint32_t number : {0x803U, ~0U, ~0U, ~0U}) append_number(huge, number);
    huge.resize(1000);
    const auto path = dir.write("a", packed ? gzip(huge) : huge);
    EXPECT_THAT(error_of([&] { read_idx_images(path); }), HasSubstr("and it has 984; "));
  }
}

// Of a set it is known what the header must say, before anything is unpacked.
TEST(Idx, ASetsHeadersAreReadBeforeItsData) {
  const TemporaryFolder dir;
  write_set(dir, "mnist");
  Bytes header;
  for (const std::uint32_t number : {0x803U, 3U, 40'000U, 40'000U}) append_number(header, number);
  dir.write("mnist/train-images-idx3-ubyte.gz", gzip(header));  // its data are missing, too
  EXPECT_THAT(error_of([&] { load_mnist(dir.path()); }),
              HasSubstr("are 40000 x 40000, and must be 28 x 28"));
  header.clear();
  for (const std::uint32_t number : {0x803U, 100'000'000U, 28U, 28U}) append_number(header, number);
  dir.write("mnist/train-images-idx3-ubyte.gz", gzip(header));
  EXPECT_THAT(error_of([&] { load_mnist(dir.path()); }), HasSubstr("has 100000000 images and '"));
}

TEST(Idx, FolderInPlaceOfAFile) {
  const TemporaryFolder dir;
  EXPECT_EQ(error_of([&] { read_idx_images(dir.path()); }),
            "IDX: there is no file '" + dir.path().string() + "'.");
}

TEST(Idx, FilesThatDisagree) {
  const TemporaryFolder dir;
  const std::string folder = (dir.path() / "mnist").string();
  const auto error = [&] { return error_of([&] { load_mnist(dir.path()); }); };

  write_set(dir, "mnist");
  dir.write("mnist/train-labels-idx1-ubyte", labels({7, 0}));
  EXPECT_EQ(error(), "mnist: '" + folder + "/train-images-idx3-ubyte.gz' has 3 images and '" +
                         folder +
                         "/train-labels-idx1-ubyte' has 2 labels: the numbers must be "
                         "equal; remove both and run 'datasets/download " +
                         dir.path().string() + " mnist', which fetches them again.");
  write_set(dir, "mnist");
  dir.write("mnist/t10k-labels-idx1-ubyte", labels({1, 10}));
  EXPECT_EQ(error(),
            "mnist: label 1 of '" + folder +
                "/t10k-labels-idx1-ubyte' is 10, and must be 0 to 9: the file is damaged; " +
                mnist_mend(dir));
  write_set(dir, "mnist");
  dir.write("mnist/t10k-images-idx3-ubyte", images(2, 28, 27));
  EXPECT_EQ(error(), "mnist: the images of '" + folder +
                         "/t10k-images-idx3-ubyte' are 28 x 27, and must be 28 x 28: it is another "
                         "set's file; " +
                         mnist_mend(dir));
  write_set(dir, "mnist");
  dir.write("mnist/t10k-images-idx3-ubyte", without_last(images(2), 1));
  EXPECT_EQ(error(), "IDX: '" + folder +
                         "/t10k-images-idx3-ubyte' is truncated: its header promises 1568 bytes of "
                         "data, and it has 1567; " +
                         mnist_mend(dir));
}

}  // namespace
}  // namespace tapestry::datasets
