#include "datasets/files/libjpeg.hpp"

#include <csetjmp>
#include <cstdio>

// Behind cstdio, which it needs and does not include.
#include <jpeglib.h>

#include "engine/base/error.hpp"

namespace tapestry::datasets {

namespace {

// libjpeg is C: what it calls on an error must not come back, and no exception may pass through it,
// so a jump leads out. No function that sets the jump's target has an object with a destructor.
class JpegReader {
 public:
  explicit JpegReader(const std::vector<std::uint8_t>& bytes) {
    state_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr state) { give_up(state); };
    errors_.emit_message = [](j_common_ptr state, int level) {
      if (level < 0) give_up(state);  // a warning: the data are damaged
    };
    state_.client_data = this;
    jpeg_create_decompress(&state_);
    jpeg_mem_src(&state_, bytes.data(), static_cast<unsigned long>(bytes.size()));
  }
  ~JpegReader() { jpeg_destroy_decompress(&state_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  // Each is false where the file is damaged; damage() then says how.
  bool read_header() {
    if (setjmp(way_out_) != 0) return false;
    return jpeg_read_header(&state_, TRUE) == JPEG_HEADER_OK;
  }
  // The size is that of the header; the channels of a pixel come together.
  bool read_pixels(std::uint8_t* to, std::size_t row_bytes) {
    if (setjmp(way_out_) != 0) return false;
    state_.out_color_space = state_.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_start_decompress(&state_);
    while (state_.output_scanline < state_.output_height) {
      JSAMPROW row = to + row_bytes * state_.output_scanline;
      jpeg_read_scanlines(&state_, &row, 1);
    }
    return jpeg_finish_decompress(&state_) == TRUE;
  }

  ImageSize size() const {
    return {state_.image_height, state_.image_width,
            static_cast<std::size_t>(state_.num_components)};
  }
  const char* damage() const { return damage_; }

 private:
  [[noreturn]] static void give_up(j_common_ptr state) {
    auto* const self = static_cast<JpegReader*>(state->client_data);
    self->errors_.format_message(state, self->damage_);
    std::longjmp(self->way_out_, 1);
  }

  jpeg_decompress_struct state_ = {};
  jpeg_error_mgr errors_ = {};
  std::jmp_buf way_out_;
  char damage_[JMSG_LENGTH_MAX] = "";
};

}  // namespace

DecodedImage decode_jpeg(const std::vector<std::uint8_t>& bytes, const std::string& file,
                         const ImageSize& size) {
  JpegReader reader(bytes);
  const auto fail = [&] {
    base::fail("image folder: '", file, "' is damaged (libjpeg: ", reader.damage(),
               "): get it again, or remove it.");
  };
  if (!reader.read_header()) fail();
  require_size(reader.size(), size, file);
  DecodedImage image;
  image.pixels.resize(size.height * size.width * size.channels);
  if (!reader.read_pixels(image.pixels.data(), size.width * size.channels)) fail();
  return image;
}

}  // namespace tapestry::datasets
