// stb_image_write is one header that is its own library: the macros make this file its
// implementation. It is kept to itself because it takes long to compile.
#include "engine/base/error.hpp"
#include "tutorials/support/picture.hpp"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC  // other libraries may bring their own copy
#define STBI_WRITE_NO_STDIO
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#if __has_include(<stb_image_write.h>)  // packages disagree on whether the headers have a folder
#include <stb_image_write.h>
#else
#include <stb/stb_image_write.h>
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace tapestry {

std::string Picture::png() const {
  std::string bytes;
  const auto append = [](void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               static_cast<std::size_t>(size));
  };
  const int width = static_cast<int>(width_), height = static_cast<int>(height_);
  if (stbi_write_png_to_func(append, &bytes, width, height, 3, pixels_.data(), width * 3) == 0)
    base::fail("picture: the PNG of ", width_, " x ", height_,
               " pixels could not be made: there is not enough memory.");
  return bytes;
}

}  // namespace tapestry
