#include "common/base/log.h"

#include <unistd.h>

#include <atomic>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <mutex>
#include <type_traits>
#include <utility>

#include "absl/time/clock.h"

namespace padu {
namespace {

constexpr std::size_t kLongNumber = 16;    // a NIK and a KK number have as many digits
constexpr std::size_t kShownOfNumber = 6;  // a NIK's first six are its region

struct Logger {
  std::mutex mutex;
  LogOptions options;
  bool json = true;
};

Logger& TheLogger() {
  static auto* logger = new Logger;  // never destroyed: threads may log to the last
  return *logger;
}

std::atomic<Severity> least{Severity::kInfo};

std::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "DEBUG";
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarn:
      return "WARN";
    case Severity::kError:
      return "ERROR";
  }
  return "ERROR";
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

void AppendQuoted(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (byte < 0x20 || byte == 0x7F) {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x", byte);
      out.append(escaped);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

std::string NumberText(double v) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.9g", v);
  return text;
}

// JSON has no infinities, and a number that will be masked is no number any more: both become texts.
void AppendNumber(std::string& out, const std::string& text) {
  const bool plain = text.size() < kLongNumber && text.find_first_not_of("0123456789.+-e") == std::string::npos;
  if (plain) {
    out.append(text);
  } else {
    AppendQuoted(out, text);
  }
}

std::string TextOf(const LogValue& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, bool>) {
          return v ? "true" : "false";
        } else if constexpr (std::is_same_v<T, double>) {
          return NumberText(v);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return v;
        } else {
          return std::to_string(v);
        }
      },
      value.variant());
}

void AppendJsonValue(std::string& out, const LogValue& value) {
  if (std::holds_alternative<bool>(value.variant())) {
    out.append(TextOf(value));
  } else if (std::holds_alternative<std::string>(value.variant())) {
    AppendQuoted(out, std::get<std::string>(value.variant()));
  } else {
    AppendNumber(out, TextOf(value));
  }
}

std::string TimeText(absl::Time t) { return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", t, absl::UTCTimeZone()); }

std::string JsonLine(const LogOptions& options, Severity severity, std::string_view body,
                     std::initializer_list<LogField> fields) {
  std::string line = "{\"timestamp\":\"" + TimeText(absl::Now()) + "\",\"severity_text\":\"";
  line.append(Name(severity)).append("\",\"body\":");
  AppendQuoted(line, body);
  line.append(",\"service.name\":");
  AppendQuoted(line, options.service);
  if (!options.version.empty()) {
    line.append(",\"service.version\":");
    AppendQuoted(line, options.version);
  }
  for (const LogField& field : fields) {
    line.push_back(',');
    AppendQuoted(line, field.key);
    line.push_back(':');
    AppendJsonValue(line, field.value);
  }
  line.push_back('}');
  return line;
}

std::string TextLine(Severity severity, std::string_view body, std::initializer_list<LogField> fields) {
  std::string line = absl::FormatTime("%H:%M:%E3S", absl::Now(), absl::UTCTimeZone());
  line.push_back(' ');
  line.append(Name(severity));
  line.append(6 - Name(severity).size(), ' ');
  // A body or value with control characters must not draw on the terminal or begin a line of its own.
  const auto append = [&line](std::string_view text) {
    for (const char c : text) line.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c);
  };
  append(body);
  for (const LogField& field : fields) {
    line.push_back(' ');
    append(field.key);
    line.push_back('=');
    const std::string text = TextOf(field.value);
    if (text.empty() || text.find_first_of(" \"=\n\t") != std::string::npos) {
      AppendQuoted(line, text);
    } else {
      append(text);
    }
  }
  return line;
}

std::string Line(const Logger& logger, Severity severity, std::string_view body,
                 std::initializer_list<LogField> fields) {
  std::string line = MaskLongNumbers(logger.json ? JsonLine(logger.options, severity, body, fields)
                                                 : TextLine(severity, body, fields));
  line.push_back('\n');
  return line;
}

void WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;  // nowhere left to say it
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

LogValue::LogValue(absl::Time v) : value_(TimeText(v)) {}
LogValue::LogValue(absl::Duration v) : value_(absl::ToDoubleSeconds(v)) {}
LogValue::LogValue(const absl::Status& v) : value_(v.ToString(absl::StatusToStringMode::kWithNoExtraData)) {}

bool LogWrites(Severity severity) { return severity >= least.load(std::memory_order_relaxed); }

void Log(Severity severity, std::string_view body, std::initializer_list<LogField> fields) {
  if (!LogWrites(severity)) return;
  Logger& logger = TheLogger();
  const std::lock_guard lock(logger.mutex);
  const std::string line = Line(logger, severity, body, fields);
  if (logger.options.sink) {
    logger.options.sink(line);
  } else {
    WriteAll(STDOUT_FILENO, line);
  }
}

void LogLastWords(std::string_view body, std::initializer_list<LogField> fields) {
  Logger& logger = TheLogger();
  // Who aborts may hold the lock itself; options change at the start only.
  const std::unique_lock lock(logger.mutex, std::try_to_lock);
  WriteAll(STDERR_FILENO, Line(logger, Severity::kError, body, fields));
}

void SetLogOptions(LogOptions options) {
  Logger& logger = TheLogger();
  const std::lock_guard lock(logger.mutex);
  logger.json = options.format == LogOptions::Format::kJson ||
                (options.format == LogOptions::Format::kAuto && ::isatty(STDOUT_FILENO) == 0);
  least = options.least;
  logger.options = std::move(options);
}

std::optional<Severity> ParseSeverity(std::string_view text) {
  if (text == "debug") return Severity::kDebug;
  if (text == "info") return Severity::kInfo;
  if (text == "warn") return Severity::kWarn;
  if (text == "error") return Severity::kError;
  return std::nullopt;
}

std::optional<LogOptions::Format> ParseLogFormat(std::string_view text) {
  if (text == "auto") return LogOptions::Format::kAuto;
  if (text == "json") return LogOptions::Format::kJson;
  if (text == "text") return LogOptions::Format::kText;
  return std::nullopt;
}

std::string MaskLongNumbers(std::string_view text) {
  std::string masked(text);
  for (std::size_t begin = 0; begin < masked.size();) {
    if (!IsDigit(masked[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < masked.size() && IsDigit(masked[end])) ++end;
    if (end - begin >= kLongNumber)
      masked.replace(begin + kShownOfNumber, end - begin - kShownOfNumber, end - begin - kShownOfNumber, '*');
    begin = end;
  }
  return masked;
}

std::optional<std::int64_t> LogLimiter::Allow(const Clock& clock) {
  const std::int64_t now = clock.BootNow();
  const std::lock_guard lock(mutex_);
  if (last_.has_value() && now - *last_ < absl::ToInt64Microseconds(every_)) {
    ++skipped_;
    return std::nullopt;
  }
  last_ = now;
  return std::exchange(skipped_, 0);
}

}  // namespace padu
