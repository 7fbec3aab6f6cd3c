#include "harness/trace/recognize.h"

#include <algorithm>
#include <string>

#include "harness/trace/trace.pb.h"

namespace harness {
namespace {

// Long enough to tell kinds of files apart: few schedules begin so.
struct Kind {
  std::string_view begins;
  std::string_view what;
};
constexpr Kind kKinds[] = {
    {"\x1f\x8b\x08", "compressed by gzip"},
    {"\xfd\x37zXZ", "compressed by xz"},
    {"\x28\xb5\x2f\xfd", "compressed by zstd"},
    {"PK\x03\x04", "a zip archive"},
    {"\x7f\x45LF", "a program"},
};

bool IsVisible(char c) { return c > ' ' && c <= '~'; }

bool IsText(char c) {
  return IsVisible(c) || c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The first characters that can be seen: without spaces, byte order marks, and
// the zeros of wide characters.
std::string VisibleStart(std::string_view bytes) {
  constexpr size_t kEnough = 128;
  std::string start;
  for (const char c : bytes.substr(0, kEnough)) {
    if (IsVisible(c)) start += c;
  }
  return start;
}

bool BeginsAsTrace(std::string_view bytes) {
  const std::string start = VisibleStart(bytes);
  if (start.starts_with("#proto-")) return true;  // What ToText begins with.
  const auto* trace = raftproof::Trace::descriptor();
  for (int i = 0; i < trace->field_count(); ++i) {
    const std::string name(trace->field(i)->name());
    if (start.starts_with(name + ":") || start.starts_with(name + "{") ||
        start.starts_with(name + "<")) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool IsMeantAsTrace(std::string_view bytes) {
  const auto text =
      static_cast<size_t>(std::count_if(bytes.begin(), bytes.end(), IsText));
  return text * 8 >= bytes.size() * 7 || BeginsAsTrace(bytes);
}

std::string_view KnownKind(std::string_view bytes) {
  for (const Kind& kind : kKinds) {
    if (bytes.starts_with(kind.begins)) return kind.what;
  }
  return {};
}

}  // namespace harness
