// Structured logs: one line an event, on stdout.
//
// JSON after the OpenTelemetry log model when stdout is no terminal, else a text for eyes. No line holds personal data;
// should one slip in, every run of 16 or more digits is masked before the line is written (a NIK has 16). So log
// instants as absl::Time and 64-bit random numbers as hexadecimal text.
//
//   Log(Severity::kInfo, "partition serves", {{"partition", 3}, {"epoch", 7}});
//
// Any thread. Where a class Log is nearer (padu::stream), write padu::Log.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"

namespace padu {

enum class Severity { kDebug, kInfo, kWarn, kError };

// The value of a field. Times become RFC 3339 in UTC, durations seconds, statuses "CODE: message".
class LogValue {
 public:
  LogValue(bool v) : value_(v) {}  // NOLINT: implicit, so that fields read like JSON
  LogValue(std::signed_integral auto v) : value_(static_cast<std::int64_t>(v)) {}     // NOLINT
  LogValue(std::unsigned_integral auto v) : value_(static_cast<std::uint64_t>(v)) {}  // NOLINT
  LogValue(double v) : value_(v) {}                                                   // NOLINT
  LogValue(const char* v) : value_(std::string(v)) {}                                 // NOLINT
  LogValue(std::string_view v) : value_(std::string(v)) {}                            // NOLINT
  LogValue(std::string v) : value_(std::move(v)) {}                                   // NOLINT
  LogValue(absl::Time v);                                                             // NOLINT
  LogValue(absl::Duration v);                                                         // NOLINT
  LogValue(const absl::Status& v);                                                    // NOLINT

  using Variant = std::variant<bool, std::int64_t, std::uint64_t, double, std::string>;
  const Variant& variant() const { return value_; }

 private:
  Variant value_;
};

struct LogField {
  std::string_view key;  // snake_case, or dotted after OpenTelemetry
  LogValue value;
};

// Writes one line if `severity` is at least the least one set.
void Log(Severity severity, std::string_view body, std::initializer_list<LogField> fields = {});

// The last line of a process that is about to abort: on stderr, without waiting for anybody.
void LogLastWords(std::string_view body, std::initializer_list<LogField> fields);

// Whether Log would write: for fields that cost something.
bool LogWrites(Severity severity);

struct LogOptions {
  enum class Format { kAuto, kJson, kText };

  std::string service = "padu";  // service.name
  std::string version;           // service.version
  Severity least = Severity::kInfo;
  Format format = Format::kAuto;
  // Takes each line, newline included, one at a time; stdout if empty. For tests.
  std::function<void(std::string_view)> sink;
};

// Once, in main, before threads; again in tests.
void SetLogOptions(LogOptions options);

// "debug", "info", "warn", "error"; "auto", "json", "text".
std::optional<Severity> ParseSeverity(std::string_view text);
std::optional<LogOptions::Format> ParseLogFormat(std::string_view text);

// `text` with all but the first six digits of each run of 16 or more digits replaced by '*'.
std::string MaskLongNumbers(std::string_view text);

// Keeps a warning that repeats from flooding: at most one in `every`, with the number of those left out since.
//
//   if (auto skipped = limiter.Allow(clock)) Log(Severity::kWarn, "broker away", {{"skipped", *skipped}});
//
// Any thread.
class LogLimiter {
 public:
  explicit LogLimiter(absl::Duration every) : every_(every) {}
  std::optional<std::int64_t> Allow(const Clock& clock);

 private:
  const absl::Duration every_;
  std::mutex mutex_;
  std::optional<std::int64_t> last_;  // boot time of the last one allowed
  std::int64_t skipped_ = 0;
};

}  // namespace padu
