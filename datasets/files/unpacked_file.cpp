#include "datasets/files/unpacked_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <system_error>

#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry::datasets {

namespace {

constexpr std::size_t kPackedChunk = std::size_t{1} << 17;
// Of deflate: https://zlib.net/zlib_tech.html, "Maximum Compression Factor".
constexpr std::uintmax_t kLargestFactor = 1032;
constexpr int kGzip = 16 + MAX_WBITS;  // of inflateInit2: the gzip form, and no other

}  // namespace

struct UnpackedFile::Inflater {
  z_stream stream = {};
  bool between_members = false;  // one has ended, and no other begun
  bool first_member = true;

  Inflater() {
    if (inflateInit2(&stream, kGzip) != Z_OK) base::fail("zlib has no memory to begin with.");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

UnpackedFile::UnpackedFile(const fs::path& path, std::string reader, std::string mend)
    : path_(path.string()), reader_(std::move(reader)), mend_(std::move(mend)) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) base::fail(reader_, ": there is no file '", path_, "'.");
  in_.open(path, std::ios::binary);
  size_ = fs::file_size(path, error);
  if (!in_ || error)
    base::fail(reader_, ": '", path_, "' cannot be opened: check its permissions.");
  if (in_.get() == 0x1f && in_.get() == 0x8b) {
    inflater_ = std::make_unique<Inflater>();
    packed_.resize(std::min<std::uint64_t>(kPackedChunk, size_));
  } else if (path.extension() == ".gz") {
    base::fail(
        reader_, ": '", path_,
        "' is named .gz but does not begin as gzip files do (1f 8b): if it is unpacked, take "
        ".gz off its name; otherwise ",
        mend_);
  }
  in_.clear();
  in_.seekg(0);
}

UnpackedFile::~UnpackedFile() = default;
UnpackedFile::UnpackedFile(UnpackedFile&&) noexcept = default;

std::uintmax_t UnpackedFile::most_bytes() const {
  if (!inflater_) return size_;
  const std::uintmax_t most = std::numeric_limits<std::uintmax_t>::max();
  return size_ > most / kLargestFactor ? most : size_ * kLargestFactor;
}

std::size_t UnpackedFile::read(std::uint8_t* to, std::size_t count) {
  if (inflater_) return read_packed(to, count);
  in_.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(count));
  if (in_.bad()) base::fail(reader_, ": '", path_, "' cannot be read: is the disk damaged?");
  return static_cast<std::size_t>(in_.gcount());
}

bool UnpackedFile::refill() {
  z_stream& stream = inflater_->stream;
  if (stream.avail_in > 0) return true;
  in_.read(reinterpret_cast<char*>(packed_.data()), static_cast<std::streamsize>(packed_.size()));
  if (in_.bad()) base::fail(reader_, ": '", path_, "' cannot be read: is the disk damaged?");
  stream.next_in = packed_.data();
  stream.avail_in = static_cast<uInt>(in_.gcount());
  return stream.avail_in > 0;
}

std::size_t UnpackedFile::read_packed(std::uint8_t* to, std::size_t count) {
  z_stream& stream = inflater_->stream;
  stream.next_out = to;
  stream.avail_out = static_cast<uInt>(count);
  while (stream.avail_out > 0) {
    if (!refill()) {
      if (inflater_->between_members) break;
      base::fail(reader_, ": '", path_,
                 "' is truncated: its gzip data ends before their end mark; ", mend_);
    }
    if (inflater_->between_members) {
      inflateReset(&stream);
      inflater_->between_members = inflater_->first_member = false;
    }
    const int code = inflate(&stream, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
      inflater_->between_members = true;
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      const std::string message = stream.msg != nullptr ? stream.msg : "no message";
      if (!inflater_->first_member && stream.total_out == 0)
        base::fail(reader_, ": '", path_,
                   "' goes on behind its gzip data with something that is none (zlib: ", message,
                   "); ", mend_);
      base::fail(reader_, ": '", path_,
                 "' cannot be unpacked, its gzip data are damaged (zlib: ", message, "); ", mend_);
    }
  }
  return count - stream.avail_out;
}

}  // namespace tapestry::datasets
