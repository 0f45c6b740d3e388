#include <algorithm>
#include <map>

#include "datasets/files/image_damage.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {

namespace {

// The names of T.81, table B.1: a marker is FF and one of these.
enum Marker : std::uint8_t {
  kSof0 = 0xC0,  // frames: baseline, extended, progressive
  kSof2 = 0xC2,
  kRst0 = 0xD0,  // restarts, within a scan
  kRst7 = 0xD7,
  kSoi = 0xD8,
  kEoi = 0xD9,
  kSos = 0xDA
};

bool is_restart(std::uint8_t marker) { return marker >= kRst0 && marker <= kRst7; }

}  // namespace

std::string jpeg_damage(const std::vector<std::uint8_t>& bytes) {
  const char* const kCut = "it is cut short: its end mark is missing";
  std::map<std::uint8_t, bool> in_scan;  // of each of the frame's components
  std::size_t at = 2;                    // behind SOI
  for (;;) {
    if (at >= bytes.size()) return kCut;
    if (bytes[at] != 0xFF) return "a marker is expected and there is none";
    while (at < bytes.size() && bytes[at] == 0xFF) ++at;  // any number of FF may come before it
    if (at >= bytes.size()) return kCut;
    const std::uint8_t marker = bytes[at++];
    if (marker == kEoi) break;
    if (marker == 0 || marker == kSoi || is_restart(marker)) return "a marker is where none may be";
    if (bytes.size() - at < 2) return kCut;
    const std::size_t length = std::size_t{bytes[at]} << 8 | bytes[at + 1];
    if (length < 2 || length > bytes.size() - at) return "it is cut short, or a length is wrong";
    const std::uint8_t* const data = &bytes[at] + 2;
    const std::size_t size = length - 2;
    at += length;
    if (marker >= kSof0 && marker <= kSof2) {
      if (!in_scan.empty()) return "it has two frames";
      if (size < 6 || data[5] == 0 || size != 6 + 3 * std::size_t{data[5]})
        return "its frame has a wrong length";
      for (std::size_t c = 0; c < data[5]; ++c)
        if (!in_scan.emplace(data[6 + 3 * c], false).second)
          return "two components of its frame have one name";
    } else if (marker == kSos) {
      if (in_scan.empty()) return "a scan comes before the frame";
      if (size < 1 || size != 4 + 2 * std::size_t{data[0]}) return "a scan has a wrong length";
      for (std::size_t c = 0; c < data[0]; ++c) {
        const auto component = in_scan.find(data[1 + 2 * c]);
        if (component == in_scan.end()) return "a scan is of a component that the frame lacks";
        component->second = true;
      }
      // The scan's data go on to the next marker that is no restart; FF 00 is the byte FF.
      while (at + 1 < bytes.size() &&
             (bytes[at] != 0xFF || bytes[at + 1] == 0 || is_restart(bytes[at + 1])))
        ++at;
      if (at + 1 >= bytes.size()) return kCut;
    }
  }
  if (in_scan.empty()) return "it has no frame";
  const bool all = std::ranges::all_of(in_scan, [](const auto& one) { return one.second; });
  return all ? "" : "it has a frame and not the data of all its components";
}

}  // namespace tapestry::datasets
