// CIFAR-10: the input is one of the six files, of one record; the others are as they must be.
#include "datasets/files/cifar10.hpp"

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

namespace {

constexpr std::size_t kRecord = 3073;

void write_good_files() {
  std::filesystem::create_directories(fuzz::scratch().path() / "cifar-10-batches-bin");
  const fuzz::Bytes record(kRecord, 7);
  for (const char* name : {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4",
                           "data_batch_5", "test_batch"})
    fuzz::scratch().write(std::string("cifar-10-batches-bin/") + name + ".bin", record.data(),
                          record.size());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool written = (write_good_files(), true);
  fuzz::require(written, "the other files are written once");
  fuzz::scratch().write("cifar-10-batches-bin/data_batch_3.bin", data, size);
  datasets::TrainTest set;
  if (fuzz::takes([&] { set = datasets::load_cifar10(fuzz::scratch().path(), 1); })) {
    fuzz::require(size == kRecord && data[0] < 10 && set.train.labels[2] == data[0],
                  "the label is the file's");
    fuzz::require(std::equal(data + 1, data + size, set.train.pixels.begin() + 2 * 3072),
                  "the pixels are the file's");
  }
  return 0;
}
