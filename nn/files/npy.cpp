#include "nn/files/npy.hpp"

#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

#include "engine/base/error.hpp"

namespace tapestry::nn::npy {
namespace {

static_assert(std::endian::native == std::endian::little, "the elements are written as they are");

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::size_t kAligned = 64;  // where the elements begin, as numpy has it

const char* descr() { return sizeof(Scalar) == 4 ? "<f4" : "<f8"; }

// The header's dictionary, entry by entry: every function takes what it reads from the front, and
// is empty or false where something else stands there.
class Dictionary {
 public:
  explicit Dictionary(std::string_view text) : text_(text) {}

  bool takes(std::string_view token) {
    skip_blanks();
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }

  std::optional<std::string> string() {
    skip_blanks();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return {};
    const std::size_t end = text_.find(text_[0], 1);
    if (end == text_.npos || text_.substr(0, end).find('\\') != text_.npos) return {};
    const std::string value(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return value;
  }

  std::optional<bool> boolean() {
    if (takes("True")) return true;
    if (takes("False")) return false;
    return {};
  }

  // (), (3,) or (3, 4): with one number the comma tells it from a number in brackets.
  std::optional<Shape> tuple() {
    if (!takes("(")) return {};
    Shape shape;
    bool comma = true;
    while (!takes(")")) {
      skip_blanks();
      std::uint64_t n = 0;
      const auto [read, error] = std::from_chars(text_.data(), text_.data() + text_.size(), n);
      if (!comma || error != std::errc()) return {};
      text_.remove_prefix(static_cast<std::size_t>(read - text_.data()));
      shape.push_back(n);
      comma = takes(",");
    }
    if (shape.size() == 1 && !comma) return {};
    return shape;
  }

  bool at_end() {
    skip_blanks();
    return text_.empty();
  }

 private:
  void skip_blanks() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n')) text_.remove_prefix(1);
  }

  std::string_view text_;
};

struct Header {
  std::optional<std::string> type;
  std::optional<bool> by_columns;
  std::optional<Shape> shape;
};

// Empty where it is not well formed.
std::optional<Header> header_of(std::string_view text) {
  Dictionary entries(text);
  Header header;
  if (!entries.takes("{")) return {};
  for (int left = 3; left > 0; --left) {
    const std::optional<std::string> key = entries.string();
    if (!key || !entries.takes(":")) return {};
    if (*key == "descr" && !header.type) {
      if (!(header.type = entries.string())) return {};
    } else if (*key == "fortran_order" && !header.by_columns) {
      if (!(header.by_columns = entries.boolean())) return {};
    } else if (*key == "shape" && !header.shape) {
      if (!(header.shape = entries.tuple())) return {};
    } else {
      return {};
    }
    if (!entries.takes(",") && left > 1) return {};
  }
  if (!entries.takes("}") || !entries.at_end()) return {};
  return header;
}

// Elements that stand by columns, by rows: the last index runs fastest in the result, and the first
// one in what is read.
Tensor from_columns(const Shape& shape, const char* elements) {
  Tensor value = uninitialised(shape);
  std::vector<std::size_t> index(shape.size(), 0);
  for (std::size_t k = 0; k < value.size(); ++k) {
    std::size_t at = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) at = at * shape[d] + index[d];
    std::memcpy(value.data() + at, elements + k * sizeof(Scalar), sizeof(Scalar));
    for (std::size_t d = 0; d < shape.size() && ++index[d] == shape[d]; ++d) index[d] = 0;
  }
  return value;
}

}  // namespace

std::string bytes_of(const Tensor& value) {
  std::string header = base::text("{'descr': '", descr(), "', 'fortran_order': False, 'shape': (");
  for (std::size_t d = 0; d < value.dimension(); ++d)
    header += base::text(d == 0 ? "" : " ", value.shape(d), ",");
  header += "), }";
  constexpr std::size_t kBefore = kMagic.size() + 4;  // the version and the length
  header.append(kAligned - (kBefore + header.size() + 1) % kAligned, ' ');
  header += '\n';
  if (header.size() > 0xFFFF)
    base::fail("save_npz: a tensor of ", value.dimension(), " axes has too long a shape.");
  std::string bytes(kMagic);
  bytes +=
      {'\1', '\0', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  bytes += header;
  if (value.size() > 0)
    bytes.append(reinterpret_cast<const char*>(value.data()), value.size() * sizeof(Scalar));
  return bytes;
}

Tensor tensor_of(std::string_view bytes, const Shape& expected, const std::string& what) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
  };
  if (!bytes.starts_with(kMagic) || bytes.size() < 12)
    base::fail(what, "is no array of numpy's: it does not begin as one.");
  const std::size_t version = byte(6);
  if (version < 1 || version > 3)
    base::fail(what, "is of version ", version, " of the format, and only 1 to 3 are known.");
  const std::size_t begin = version == 1 ? 10 : 12;
  std::size_t length = byte(8) | byte(9) << 8;
  if (version > 1) length |= byte(10) << 16 | byte(11) << 24;
  if (length > bytes.size() - begin) base::fail(what, "is cut short: it ends within its header.");
  const std::optional<Header> header = header_of(bytes.substr(begin, length));
  if (!header) base::fail(what, "is damaged: its header is not well formed.");
  if (*header->type != descr() || *header->shape != expected)
    base::fail(what, "is another array: it must be ", to_string(expected), " of type ", descr(),
               "; was it saved from another model, or as another type?");
  const std::string_view elements = bytes.substr(begin + length);
  const std::size_t must = size_of(expected) * sizeof(Scalar);
  if (elements.size() != must)
    base::fail(what, "is damaged: ", must, " bytes of elements are expected, and it has ",
               elements.size(), ".");
  if (*header->by_columns) return from_columns(expected, elements.data());
  Tensor value = uninitialised(expected);
  if (must > 0) std::memcpy(value.data(), elements.data(), must);
  return value;
}

}  // namespace tapestry::nn::npy
