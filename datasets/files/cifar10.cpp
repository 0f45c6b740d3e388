#include "datasets/files/cifar10.hpp"

#include <string>
#include <system_error>
#include <vector>

#include "datasets/files/files.hpp"
#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry::datasets {
namespace {

constexpr const char* kName = "cifar-10";
constexpr const char* kFolder = "cifar-10-batches-bin";
constexpr std::size_t kImage = 3 * 32 * 32;
constexpr std::size_t kRecord = 1 + kImage;

void append(const fs::path& dir, const std::string& file, std::size_t records, ImageSet& set) {
  const fs::path path = require_folder(dir, kFolder, kName) / file;
  std::error_code error;
  if (!fs::exists(path, error))
    base::fail(kName, ": there is no file '", path.string(), "': ", how_to_get(dir, kName));
  const std::uintmax_t expected = records * kRecord;
  const std::uintmax_t found = fs::file_size(path, error);
  // Nothing in the file says how long it is, so one that was cut between two records would pass for
  // a smaller set. What has no size at all, read_whole_file refuses.
  if (!error && found != expected)
    base::fail(kName, ": '", path.string(), "' has ", found, " bytes, and must have ", expected,
               " (", records, " records of ", kRecord,
               " bytes): it is truncated, damaged or of another set; ", how_to_replace(dir, kName));
  const std::vector<std::uint8_t> bytes = read_whole_file(path, expected, kName);
  set.pixels.reserve(set.pixels.size() + records * kImage);
  for (std::size_t begin = 0; begin < bytes.size(); begin += kRecord) {
    const int label = bytes[begin];
    if (label > 9)
      base::fail(kName, ": the label of record ", begin / kRecord, " of '", path.string(), "' is ",
                 label, ", and must be 0 to 9: the file is damaged, or of another set; ",
                 how_to_replace(dir, kName));
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

TrainTest load_cifar10(const fs::path& dir, std::size_t records_per_file) {
  if (records_per_file == 0)
    base::fail(kName,
               ": 0 records a file were asked for: give at least 1 (the published files have",
               " 10000).");
  TrainTest sets{empty_set("CIFAR-10 train"), empty_set("CIFAR-10 test")};
  for (int i = 1; i <= 5; ++i)
    append(dir, base::text("data_batch_", i, ".bin"), records_per_file, sets.train);
  append(dir, "test_batch.bin", records_per_file, sets.test);
  return sets;
}

}  // namespace tapestry::datasets
