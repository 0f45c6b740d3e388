#include "datasets/files/idx.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>

#include "datasets/files/files.hpp"
#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry::datasets {
namespace {

constexpr std::uint32_t kImagesMagic = 0x00000803;
constexpr std::uint32_t kLabelsMagic = 0x00000801;
constexpr std::uint32_t kMostImages = 1'000'000;  // a damaged header must not fill the memory
constexpr std::uint32_t kMostSide = 1024;
constexpr std::size_t kChunk = std::size_t{1} << 20;

std::string hex(std::uint32_t number) {
  char digits[11];
  std::snprintf(digits, sizeof digits, "0x%08x", number);
  return digits;
}

// One IDX file, read front to back. zlib's gzread serves compressed and plain files alike.
class IdxFile {
 public:
  // `mend` ends the errors about a damaged file.
  IdxFile(const fs::path& path, std::string mend) : path_(path.string()), mend_(std::move(mend)) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) base::fail("IDX: there is no file '", path_, "'.");
    file_.reset(gzopen(path_.c_str(), "rb"));
    if (!file_) base::fail("IDX: '", path_, "' cannot be opened: check its permissions.");
    gzbuffer(file_.get(), 1U << 17);
    if (path.extension() == ".gz" && gzdirect(file_.get()) == 1)
      base::fail(
          "IDX: '", path_,
          "' is named .gz but does not begin as gzip files do (1f 8b): if it is unpacked, take "
          ".gz off its "
          "name; otherwise ",
          mend_);
  }

  void require_magic(std::uint32_t expected, const char* kind) {
    const std::uint32_t found = number("the magic number");
    if (found != expected)
      base::fail("IDX: the magic number of '", path_, "' is ", hex(found), ", and a file of ", kind,
                 " begins with ", hex(expected), ": it is another file, or damaged; ", mend_);
  }

  // The size of an axis: 1 .. most.
  std::uint32_t size(const char* what, std::uint32_t most) {
    const std::uint32_t found = number(what);
    if (found == 0 || found > most)
      base::fail("IDX: ", what, " of '", path_, "' is ", found, ", and must be 1 to ", most,
                 ": the file is damaged; ", mend_);
    return found;
  }

  // The next `count` bytes, which must be the file's last. The memory grows with what is really
  // there, so a damaged header costs an error and not the memory it promises.
  std::vector<std::uint8_t> rest(std::size_t count) {
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < count) {
      const std::size_t begin = bytes.size();
      bytes.resize(std::min(count, begin + kChunk));
      const std::size_t got = read(&bytes[begin], bytes.size() - begin);
      if (begin + got < bytes.size())
        base::fail("IDX: '", path_, "' is truncated: its header promises ", count,
                   " bytes of data, and it has ", begin + got, "; ", mend_);
    }
    std::uint8_t extra = 0;
    if (read(&extra, 1) != 0)
      base::fail("IDX: '", path_, "' goes on after the ", count,
                 " bytes of data that its header promises: it is damaged, or not an IDX file; ",
                 mend_);
    return bytes;
  }

 private:
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };

  std::uint32_t number(const char* what) {
    std::uint8_t bytes[4];
    const std::size_t got = read(bytes, 4);
    if (got != 4)
      base::fail("IDX: '", path_, "' is truncated: it ends within its header, at ", what, "; ",
                 mend_);
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
  }

  // Reads at most `count` bytes, fewer only at the end of the data. gzip's own checksum stands at
  // the end of the file, so it is checked by the read that finds the end.
  std::size_t read(std::uint8_t* to, std::size_t count) {
    const int got = gzread(file_.get(), to, static_cast<unsigned>(count));
    int code = Z_OK;
    const std::string message = gzerror(file_.get(), &code);
    if (code == Z_BUF_ERROR)
      base::fail("IDX: '", path_, "' is truncated: its gzip data ends before their end mark; ",
                 mend_);
    if (got < 0 || code != Z_OK)
      base::fail("IDX: '", path_,
                 "' cannot be unpacked, its gzip data are damaged (zlib: ", message, "); ", mend_);
    return static_cast<std::size_t>(got);
  }

  std::string path_;
  std::string mend_;
  std::unique_ptr<gzFile_s, Close> file_;
};

IdxImages read_images(const fs::path& path, const std::string& mend) {
  IdxFile file(path, mend);
  file.require_magic(kImagesMagic, "images");
  IdxImages images;
  images.count = file.size("the number of images", kMostImages);
  images.height = file.size("the number of rows", kMostSide);
  images.width = file.size("the number of columns", kMostSide);
  images.pixels = file.rest(images.count * images.height * images.width);
  return images;
}

std::vector<std::uint8_t> read_labels(const fs::path& path, const std::string& mend) {
  IdxFile file(path, mend);
  file.require_magic(kLabelsMagic, "labels");
  return file.rest(file.size("the number of labels", kMostImages));
}

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
  IdxImages images = read_images(images_path, mend);
  const std::vector<std::uint8_t> labels = read_labels(labels_path, mend);
  if (images.height != 28 || images.width != 28)
    base::fail(source.folder, ": the images of '", images_path.string(), "' are ", images.height,
               " x ", images.width, ", and must be 28 x 28: it is another set's file; ", mend);
  if (images.count != labels.size())
    base::fail(source.folder, ": '", images_path.string(), "' has ", images.count, " images and '",
               labels_path.string(), "' has ", labels.size(),
               " labels: the numbers must be equal; remove both and run ",
               download_command(dir, source.folder), ", which fetches them again.");
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

IdxImages read_idx_images(const fs::path& path) { return read_images(path, kGetAgain); }

std::vector<std::uint8_t> read_idx_labels(const fs::path& path) {
  return read_labels(path, kGetAgain);
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
