#include "datasets/files/idx.hpp"

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <limits>
#include <string>
#include <system_error>

#include "datasets/files/files.hpp"
#include "datasets/files/unpacked_file.hpp"
#include "engine/base/error.hpp"
#include "engine/base/physical_memory.hpp"

namespace fs = std::filesystem;

namespace tapestry::datasets {
namespace {

constexpr std::uint32_t kImagesMagic = 0x00000803;
constexpr std::uint32_t kLabelsMagic = 0x00000801;
constexpr std::size_t kChunk = std::size_t{1} << 16;

std::string hex(std::uint32_t number) {
  char digits[11];
  std::snprintf(digits, sizeof digits, "0x%08x", number);
  return digits;
}

// One IDX file, read front to back.
class IdxFile {
 public:
  // `mend` ends the errors about a damaged file.
  IdxFile(const fs::path& path, const std::string& mend)
      : path_(path.string()), mend_(mend), file_(path, "IDX", mend) {}

  void require_magic(std::uint32_t expected, const char* kind) {
    const std::uint32_t found = number("the magic number");
    if (found != expected)
      base::fail("IDX: the magic number of '", path_, "' is ", hex(found), ", and a file of ", kind,
                 " begins with ", hex(expected), ": it is another file, or damaged; ", mend_);
  }

  // The size of an axis.
  std::uint32_t size(const char* what) {
    const std::uint32_t found = number(what);
    if (found == 0)
      base::fail("IDX: ", what, " of '", path_,
                 "' is 0, and must be at least 1: the file is damaged; ", mend_);
    return found;
  }

  // The bytes of all these axes, which must be the file's last. The memory grows with what is
  // really there, so a damaged header costs an error and not the memory it promises.
  std::vector<std::uint8_t> rest(std::initializer_list<std::uint64_t> axes) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t count = 1;
    for (const std::uint64_t n : axes) count = count > kMost / n ? kMost : count * n;
    if (count > base::physical_memory() && count <= file_.most_bytes())
      base::fail("IDX: '", path_, "' has ", count,
                 " bytes of data, more than this machine's memory.");
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < count) {
      const std::size_t begin = bytes.size();
      bytes.resize(std::min<std::uint64_t>(count, begin + kChunk));
      const std::size_t got = file_.read(&bytes[begin], bytes.size() - begin);
      if (begin + got < bytes.size())
        base::fail("IDX: '", path_, "' is truncated: its header promises ", count,
                   " bytes of data, and it has ", begin + got, "; ", mend_);
    }
    std::uint8_t extra = 0;
    if (file_.read(&extra, 1) != 0)
      base::fail("IDX: '", path_, "' goes on after the ", count,
                 " bytes of data that its header promises: it is damaged, or not an IDX file; ",
                 mend_);
    return bytes;
  }

 private:
  std::uint32_t number(const char* what) {
    std::uint8_t bytes[4];
    if (file_.read(bytes, 4) != 4)
      base::fail("IDX: '", path_, "' is truncated: it ends within its header, at ", what, "; ",
                 mend_);
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
  }

  std::string path_, mend_;
  UnpackedFile file_;
};

// Its header has been read, and its data not yet.
struct ImageFile {
  IdxFile file;
  IdxImages images = {};  // without pixels

  ImageFile(const fs::path& path, const std::string& mend) : file(path, mend) {
    file.require_magic(kImagesMagic, "images");
    images.count = file.size("the number of images");
    images.height = file.size("the number of rows");
    images.width = file.size("the number of columns");
  }

  IdxImages read() {
    images.pixels = file.rest({images.count, images.height, images.width});
    return std::move(images);
  }
};

struct LabelFile {
  IdxFile file;
  std::size_t count = 0;

  LabelFile(const fs::path& path, const std::string& mend) : file(path, mend) {
    file.require_magic(kLabelsMagic, "labels");
    count = file.size("the number of labels");
  }
};

// The mend where only the file is known, not the set that it belongs to.
constexpr const char* kGetAgain =
    "get it again (MNIST and Fashion-MNIST: remove it and run 'datasets/download').";

// What tells MNIST from Fashion-MNIST, which took over MNIST's format and file names.
struct Source {
  std::string title;
  std::string folder;  // also the name that datasets/download knows
  std::vector<std::string> class_names;
};

fs::path find(const fs::path& dir, const Source& source, const std::string& file) {
  const fs::path plain = require_folder(dir, source.folder, source.folder) / file;
  const fs::path packed = plain.string() + ".gz";
  std::error_code error;
  if (fs::exists(plain, error)) return plain;
  if (fs::exists(packed, error)) return packed;
  base::fail(source.folder, ": there is no file '", plain.string(),
             "', nor one with .gz after it: ", how_to_get(dir, source.folder));
}

ImageSet load_part(const fs::path& dir, const Source& source, const std::string& part,
                   const std::string& title) {
  const fs::path images_path = find(dir, source, part + "-images-idx3-ubyte");
  const fs::path labels_path = find(dir, source, part + "-labels-idx1-ubyte");
  const std::string mend = how_to_replace(dir, source.folder);
  // The headers first: data that cannot be the set's are not unpacked.
  ImageFile image_file(images_path, mend);
  LabelFile label_file(labels_path, mend);
  const IdxImages& promised = image_file.images;
  if (promised.height != 28 || promised.width != 28)
    base::fail(source.folder, ": the images of '", images_path.string(), "' are ", promised.height,
               " x ", promised.width, ", and must be 28 x 28: it is another set's file; ", mend);
  if (promised.count != label_file.count)
    base::fail(source.folder, ": '", images_path.string(), "' has ", promised.count,
               " images and '", labels_path.string(), "' has ", label_file.count,
               " labels: the numbers must be equal; remove both and run ",
               download_command(dir, source.folder), ", which fetches them again.");
  IdxImages images = image_file.read();
  const std::vector<std::uint8_t> labels = label_file.file.rest({label_file.count});
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] > 9)
      base::fail(source.folder, ": label ", i, " of '", labels_path.string(), "' is ",
                 int{labels[i]}, ", and must be 0 to 9: the file is damaged; ", mend);
  return {source.title + " " + title,
          28,
          28,
          1,
          std::move(images.pixels),
          std::vector<int>(labels.begin(), labels.end()),
          source.class_names,
          false};
}

TrainTest load(const fs::path& dir, const Source& source) {
  return {load_part(dir, source, "train", "train"), load_part(dir, source, "t10k", "test")};
}

}  // namespace

IdxImages read_idx_images(const fs::path& path) { return ImageFile(path, kGetAgain).read(); }

std::vector<std::uint8_t> read_idx_labels(const fs::path& path) {
  LabelFile labels(path, kGetAgain);
  return labels.file.rest({labels.count});
}

TrainTest load_mnist(const fs::path& dir) {
  return load(dir, {"MNIST", "mnist", {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}});
}

TrainTest load_fashion_mnist(const fs::path& dir) {
  return load(dir, {"Fashion-MNIST",
                    "fashion-mnist",
                    {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt",
                     "Sneaker", "Bag", "Ankle boot"}});
}

}  // namespace tapestry::datasets
