// A file's bytes, unpacked on the way where it is a gzip file (RFC 1952).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace tapestry::datasets {

class UnpackedFile {
 public:
  // Whether it is packed is seen from its first bytes; a file named .gz must be. Throws where there
  // is no such file, or it is named .gz and is none. `reader` begins the errors ("IDX"), `mend`
  // ends those about a damaged file.
  UnpackedFile(const std::filesystem::path& path, std::string reader, std::string mend);
  ~UnpackedFile();
  UnpackedFile(UnpackedFile&&) noexcept;

  // Reads at most `count` bytes, fewer only at the end of the data. Throws where a packed file ends
  // in the middle, is damaged, or goes on with something else than another packed piece (a
  // "member"). Each member's checksum stands at its end, so it is checked by the read that finds
  // it.
  std::size_t read(std::uint8_t* to, std::size_t count);

  // More than this it cannot hold: its size, or what deflate can make of that at most.
  std::uintmax_t most_bytes() const;

 private:
  struct Inflater;

  bool refill();  // of the packed bytes; false at the file's end
  std::size_t read_packed(std::uint8_t* to, std::size_t count);

  std::string path_, reader_, mend_;
  std::ifstream in_;
  std::uintmax_t size_ = 0;
  std::vector<std::uint8_t> packed_;
  std::unique_ptr<Inflater> inflater_;  // empty where it is a plain file
};

}  // namespace tapestry::datasets
