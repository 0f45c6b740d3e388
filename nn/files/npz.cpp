#include "nn/files/npz.hpp"

#include <zip.h>

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "nn/files/names.hpp"
#include "nn/files/npy.hpp"
#include "nn/files/safetensors.hpp"

namespace tapestry::nn {
namespace {

constexpr char kEnd[] = ".npy";
constexpr std::size_t kLongestName = 0xFFFF - 4;  // a zip archive's, without the end

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Zip = std::unique_ptr<zip_t, Discard>;
using Source = std::unique_ptr<zip_source_t, Discard>;
using Entry = std::unique_ptr<zip_file_t, Discard>;

// What libzip says; the error is not to be used afterwards.
std::string text_of(zip_error_t& error) {
  const std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

// libzip has no memory left, or something that this file takes for impossible.
[[noreturn]] void fail_to_write(const std::string& path, const std::string& why) {
  base::fail("save_npz: '", path, "' cannot be put together (libzip: ", why, ").");
}

// The archive's bytes, made in memory.
std::string zipped(const std::string& path,
                   const std::vector<std::pair<std::string, std::string>>& files) {
  zip_error_t wrong;
  zip_error_init(&wrong);
  const Source target(zip_source_buffer_create(nullptr, 0, 0, &wrong));
  if (!target) fail_to_write(path, text_of(wrong));
  zip_source_keep(target.get());  // for us, after the archive is closed
  Zip archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, &wrong));
  if (!archive) {
    zip_source_free(target.get());
    fail_to_write(path, text_of(wrong));
  }
  for (const auto& [name, bytes] : files) {
    Source source(zip_source_buffer(archive.get(), bytes.data(), bytes.size(), 0));
    const zip_int64_t at =
        source ? zip_file_add(archive.get(), name.c_str(), source.get(), ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) fail_to_write(path, zip_strerror(archive.get()));
    source.release();  // it is the archive's now
    // Not compressed: trained parameters are noise. And at all times the same bytes.
    const auto index = static_cast<zip_uint64_t>(at);
    zip_set_file_compression(archive.get(), index, ZIP_CM_STORE, 0);
    zip_file_set_dostime(archive.get(), index, 0, 0x21, 0);  // 1980-01-01
  }
  if (zip_close(archive.get()) != 0) fail_to_write(path, zip_strerror(archive.get()));
  archive.release();
  std::string bytes;
  zip_stat_t size;
  if (zip_source_stat(target.get(), &size) != 0 || zip_source_open(target.get()) != 0)
    fail_to_write(path, "it does not give what it has made");
  bytes.resize(size.size);
  const zip_int64_t read = zip_source_read(target.get(), bytes.data(), bytes.size());
  zip_source_close(target.get());
  if (read != static_cast<zip_int64_t>(bytes.size()))
    fail_to_write(path, "it does not give all that it has made");
  return bytes;
}

// The bytes of an entry, checked against its checksum, where it can be an array of this shape: what
// a small archive unpacks to may be more than any memory.
std::string entry_of(zip_t* archive, zip_uint64_t index, const Shape& shape,
                     const std::string& what) {
  zip_stat_t about;
  if (zip_stat_index(archive, index, 0, &about) != 0 || (about.valid & ZIP_STAT_SIZE) == 0)
    base::fail(what, "cannot be read (libzip: ", zip_strerror(archive), ").");
  constexpr std::uint64_t kLongestHeader = 12 + 0xFFFF;
  if (about.size > kLongestHeader + size_of(shape) * sizeof(Scalar))
    base::fail(what, "is another array: it has ", about.size, " bytes, too many for one of ",
               to_string(shape), "; was it saved from another model, or as another type?");
  const Entry entry(zip_fopen_index(archive, index, 0));
  if (!entry) base::fail(what, "cannot be read (libzip: ", zip_strerror(archive), ").");
  std::string bytes;
  // The memory grows with what is really there. The checksum is checked by the read that finds the
  // end.
  char piece[1 << 16];
  zip_int64_t read = 0;
  while ((read = zip_fread(entry.get(), piece, sizeof piece)) > 0) {
    bytes.append(piece, static_cast<std::size_t>(read));
    if (bytes.size() > about.size) break;
  }
  if (read < 0) base::fail(what, "is damaged (libzip: ", zip_file_strerror(entry.get()), ").");
  if (bytes.size() != about.size)
    base::fail(what, "is damaged: it should unpack to ", about.size, " bytes, but has ",
               bytes.size() > about.size ? "more." : "fewer.");
  return bytes;
}

// Beyond check_names(): what an archive cannot hold, or numpy would take for another's.
void check_for_archive(const Parameter& parameter) {
  const std::string& name = parameter.name();
  if (name.find('\0') != std::string::npos)
    base::fail("save_npz: the parameter '", name.c_str(),
               "...' has a NUL in its name, which would end there: name it with named().");
  if (name.size() > kLongestName)
    base::fail("save_npz: the name '", safetensors::shortened(name), "' has ", name.size(),
               " bytes, but an archive's have at most ", kLongestName, ": name it with named().");
  if (name.ends_with(kEnd))
    base::fail("save_npz: the name of ", describe(parameter),
               " ends in .npy, which numpy takes off: name it with named().");
}

}  // namespace

void save_npz(const std::string& path, const Parameters& parameters) {
  if (parameters.empty())
    base::fail("save_npz: there are no parameters for '", path, "': give it at least one.");
  std::vector<std::pair<std::string, std::string>> files;
  check_names(parameters, "save_npz");
  for (const Parameter& parameter : parameters) {
    check_for_archive(parameter);
    files.emplace_back(parameter.name() + kEnd, npy::bytes_of(parameter.value()));
  }
  replace_file(path, zipped(path, files), "save_npz");
}

void load_npz(const std::string& path, const Parameters& parameters) {
  int wrong = 0;
  const Zip archive(zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &wrong));
  if (!archive && wrong == ZIP_ER_EXISTS)
    base::fail("load_npz: '", path, "' holds two arrays of one name: it is damaged.");
  if (!archive) {
    zip_error_t error;
    zip_error_init_with_code(&error, wrong);
    base::fail("load_npz: '", path, "' cannot be read as a .npz file (libzip: ", text_of(error),
               "): does it exist, and is it whole?");
  }
  std::vector<Tensor> values;
  std::set<std::string> wanted;
  for (const Parameter& parameter : parameters) {
    if (!parameter.is_leaf())
      base::fail("load_npz: ", describe(parameter), " for '", path,
                 "' was computed by an op: only leaves can be given a value.");
    if (!wanted.insert(parameter.name() + kEnd).second)
      base::fail("load_npz: two parameters are named '", parameter.name(),
                 "': give each a name of its own.");
    const zip_int64_t at = zip_name_locate(archive.get(), (parameter.name() + kEnd).c_str(), 0);
    if (at < 0)
      base::fail("load_npz: '", path, "' has no ", describe(parameter),
                 ": it was saved from another model.");
    const std::string what = "load_npz: '" + parameter.name() + kEnd + "' in '" + path + "' ";
    values.push_back(npy::tensor_of(
        entry_of(archive.get(), static_cast<zip_uint64_t>(at), parameter.shape(), what),
        parameter.shape(), what));
  }
  const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
  if (entries != static_cast<zip_int64_t>(parameters.size()))
    base::fail("load_npz: '", path, "' holds ", entries, " arrays, and the model has ",
               parameters.size(), " parameters: it was saved from another model.");
  for (std::size_t i = 0; i < parameters.size(); ++i)
    Parameter(parameters[i]).set_value(std::move(values[i]));
}

}  // namespace tapestry::nn
