// A target without libFuzzer, for any compiler and for valgrind: gives it files one by one.
//
//   replay_TARGET SEEDS CORPUS     all files of both folders; every seed must be taken
//   replay_TARGET FILE             one file, such as the one that libFuzzer left
#include <algorithm>
#include <iostream>
#include <iterator>

#include "tests/fuzz/fuzz.hpp"

namespace fs = std::filesystem;
using namespace tapestry;

namespace {

bool replay(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  fuzz::require(in.good() && !fs::is_directory(path), "the file can be read");
  const fuzz::Bytes bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::cout << path.string() << std::flush;  // should this one end the process
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  std::cout << (fuzz::taken ? ": taken\n" : ": refused\n");
  return fuzz::taken;
}

// How many of the folder's files are taken, and how many there are.
std::pair<int, int> replay_all(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder))
    for (const fs::directory_entry& file : fs::directory_iterator(folder))
      files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::pair<int, int> counts = {0, static_cast<int>(files.size())};
  for (const fs::path& file : files) counts.first += replay(file) ? 1 : 0;
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2) return replay(argv[1]), 0;
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " FILE | SEEDS CORPUS\n";
    return 2;
  }
  const auto [taken, seeds] = replay_all(argv[1]);
  if (seeds == 0 || taken < seeds) {
    std::cerr << "Of " << seeds << " seeds in " << argv[1] << ", " << taken << " are taken.\n";
    return 1;
  }
  replay_all(argv[2]);
  return 0;
}
