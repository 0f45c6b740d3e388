// Image folders. The input is a text of lines, each of them one file: its path in the folder, a
// blank, and a digit that says which of a few contents it has. What is taken has a class for each
// folder and an image for each file.
#include "datasets/files/image_folder.hpp"

#include <sstream>

#include "tests/datasets/files/made_images.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;
namespace fs = std::filesystem;

namespace {

const std::vector<fuzz::Bytes>& contents() {
  static const std::vector<fuzz::Bytes> all = {
      datasets::png(2, 2, 0, {1, 2, 3, 4}),
      datasets::png(2, 2, 0, {5, 6, 7, 8}),
      datasets::png(1, 2, 0, {1, 2}),
      datasets::png(2, 2, 2, fuzz::Bytes(12, 9)),
      datasets::jpeg(),
      {},
      {0x89, 'P', 'N', 'G'},
  };
  return all;
}

// No file may lie outside of the scratch folder, and none deeper than the file system allows.
bool stays_inside(const fs::path& path) {
  if (path.empty() || path.is_absolute() || path.native().size() > 200) return false;
  for (const fs::path& part : path)
    if (part.empty() || part == "..") return false;
  return path.native().find('\0') == std::string::npos;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fs::path folder = fuzz::scratch().path() / "images";
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::istringstream lines(std::string(data, data + size));
  std::string line;
  for (int files = 0; files < 8 && std::getline(lines, line); ++files) {
    const std::size_t blank = line.rfind(' ');
    if (blank == std::string::npos || blank + 1 >= line.size()) continue;
    const fs::path path = line.substr(0, blank);
    const std::size_t which = static_cast<unsigned char>(line[blank + 1] - '0');
    if (!stays_inside(path)) continue;
    std::error_code wrong;  // a file may already be where a folder is to be, and the reverse
    fs::create_directories((folder / path).parent_path(), wrong);
    if (wrong || fs::is_directory(folder / path)) continue;
    std::ofstream out(folder / path, std::ios::binary);
    const fuzz::Bytes& bytes = contents()[which % contents().size()];
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }
  datasets::ImageSet set;
  if (fuzz::takes([&] { set = datasets::load_image_folder(folder, {2, 2, 1}); })) {
    std::size_t classes = 0, images = 0;
    for (const fs::directory_entry& one : fs::directory_iterator(folder)) {
      if (one.path().filename().native()[0] == '.') continue;
      ++classes;
      for (const fs::directory_entry& file : fs::directory_iterator(one.path()))
        images += file.path().filename().native()[0] != '.' ? 1 : 0;
    }
    fuzz::require(set.classes() == classes && set.size() == images && images > 0,
                  "each folder is a class, and each file an image");
    set.validate();
  }
  return 0;
}
