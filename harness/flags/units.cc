#include "harness/flags/units.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace harness {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

// A number times the unit that follows it, if it is above 0 and at most `most`.
std::optional<double> Parse(const std::string& text,
                            std::initializer_list<Unit> units, double most) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.name != std::string_view(rest, end)) continue;
    const double value = number * unit.factor;
    // Written so that what is no number is refused.
    if (value > 0 && value <= most) return value;
  }
  return std::nullopt;
}

}  // namespace

CLI::Validator Time() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        constexpr double kMost = 10 * 365 * 86400.0;
        const auto seconds =
            Parse(text, {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}}, kMost);
        if (!seconds || *seconds < 0.001) {
          return "must be a time like 90, 30s, 10m or 2h, not '" + text + "'";
        }
        text = fmt::format("{}", *seconds);
        return "";
      },
      "TIME");
}

CLI::Validator Size() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        constexpr double kMost = 1ULL << 40;
        const auto bytes = Parse(
            text, {{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}}, kMost);
        if (!bytes || *bytes < 1) {
          return "must be a size like 64K, 500M or 4G, not '" + text + "'";
        }
        text = fmt::format("{}", static_cast<uint64_t>(*bytes));
        return "";
      },
      "SIZE");
}

}  // namespace harness
