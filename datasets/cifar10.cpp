#include "datasets/cifar10.hpp"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include "datasets/files.hpp"
#include "engine/error.hpp"

namespace fs = std::filesystem;

namespace tapestry::datasets {
namespace {

constexpr const char* kName = "cifar-10";
constexpr const char* kFolder = "cifar-10-batches-bin";
constexpr std::size_t kImage = 3 * 32 * 32;
constexpr std::size_t kRecord = 1 + kImage;
constexpr std::uintmax_t kMostBytes = 100'000 * kRecord;

void append(const fs::path& dir, const std::string& file, ImageSet& set) {
  const fs::path path = require_folder(dir, kFolder, kName) / file;
  std::error_code error;
  if (!fs::exists(path, error))
    fail(kName, ": there is no file '", path.string(), "': ", how_to_get(dir, kName));
  const std::vector<std::uint8_t> bytes = read_whole_file(path, kMostBytes, kName);
  if (bytes.empty() || bytes.size() % kRecord != 0)
    fail(kName, ": '", path.string(), "' has ", bytes.size(), " bytes, which is ",
         bytes.size() / kRecord, " records of ", kRecord, " bytes and ", bytes.size() % kRecord,
         " bytes more, and must be whole records, at least one: it is truncated or damaged; ",
         how_to_get(dir, kName));
  for (std::size_t begin = 0; begin < bytes.size(); begin += kRecord) {
    const int label = bytes[begin];
    if (label > 9)
      fail(kName, ": the label of record ", begin / kRecord, " of '", path.string(), "' is ", label,
           ", and must be 0 to 9: the file is damaged, or of another set; ",
           how_to_get(dir, kName));
    set.labels.push_back(label);
    const auto image = bytes.begin() + static_cast<std::ptrdiff_t>(begin) + 1;
    set.pixels.insert(set.pixels.end(), image, image + static_cast<std::ptrdiff_t>(kImage));
  }
}

ImageSet empty_set(const std::string& name) {
  return {
      name,
      32,
      32,
      3,
      {},
      {},
      {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"},
      false};
}

}  // namespace

TrainTest load_cifar10(const fs::path& dir) {
  TrainTest sets{empty_set("CIFAR-10 train"), empty_set("CIFAR-10 test")};
  sets.train.pixels.reserve(50'000 * kImage);
  for (int i = 1; i <= 5; ++i) append(dir, text("data_batch_", i, ".bin"), sets.train);
  append(dir, "test_batch.bin", sets.test);
  return sets;
}

}  // namespace tapestry::datasets
