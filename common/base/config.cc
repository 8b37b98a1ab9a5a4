#include "common/base/config.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/check.h"
#include "common/base/log.h"
#include "common/base/status.h"

namespace padu {
namespace {

constexpr int kUsageError = 2;

std::string Variable(std::string text) {
  for (char& c : text) c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  return text;
}

std::string SharedVariable(const std::string& flag) { return "PADU_" + Variable(flag); }

absl::Status Outside(const std::string& least, const std::string& most) {
  return absl::InvalidArgumentError(absl::StrCat("must be from ", least, " to ", most));
}

std::vector<std::string> SplitList(const std::string& text) {
  std::vector<std::string> list;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    part = absl::StripAsciiWhitespace(part);
    if (!part.empty()) list.emplace_back(part);
  }
  return list;
}

// As CLI11 takes them. "--flag=" says that the value is empty; CLI11 would take the next argument for it.
std::vector<std::string> LastFirst(const std::vector<std::string>& arguments) {
  std::vector<std::string> reversed;
  for (auto at = arguments.rbegin(); at != arguments.rend(); ++at) {
    const bool is_empty = at->starts_with("--") && at->find('=') == at->size() - 1;
    if (is_empty) reversed.emplace_back();
    reversed.push_back(is_empty ? at->substr(0, at->size() - 1) : *at);
  }
  return reversed;
}

}  // namespace

Config::Config(std::string program, std::string summary, std::string version)
    : program_(std::move(program)), summary_(std::move(summary)), version_(std::move(version)) {}

void Config::Custom(Name name, std::string type, std::function<absl::Status(const std::string&)> take,
                    std::function<std::string()> show) {
  for (const Setting& other : settings_) PADU_CHECK(other.name.flag != name.flag);
  PADU_CHECK(name.flag.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
  std::string shown = show();
  settings_.push_back({.name = std::move(name),
                       .group = group_,
                       .type = std::move(type),
                       .shown_default = std::move(shown),
                       .take = std::move(take),
                       .show = std::move(show)});
}

void Config::String(Name name, std::string* value) {
  Custom(
      std::move(name), "TEXT",
      [value](const std::string& text) {
        *value = text;
        return absl::OkStatus();
      },
      [value] { return *value; });
}

void Config::Bool(Name name, bool* value) {
  Custom(
      std::move(name), "[=true|false]",
      [value](const std::string& text) -> absl::Status {
        if (text != "true" && text != "false") return absl::InvalidArgumentError("must be true or false");
        *value = text == "true";
        return absl::OkStatus();
      },
      [value] { return *value ? "true" : "false"; });
  settings_.back().is_bool = true;
}

void Config::Int(Name name, std::int64_t* value, std::int64_t least, std::int64_t most) {
  Custom(
      std::move(name), "NUMBER",
      [=](const std::string& text) -> absl::Status {
        std::int64_t number = 0;
        if (!absl::SimpleAtoi(text, &number)) return absl::InvalidArgumentError("must be a whole number");
        if (number < least || number > most) return Outside(absl::StrCat(least), absl::StrCat(most));
        *value = number;
        return absl::OkStatus();
      },
      [value] { return absl::StrCat(*value); });
}

void Config::Duration(Name name, absl::Duration* value, absl::Duration least, absl::Duration most) {
  Custom(
      std::move(name), "DURATION",
      [=](const std::string& text) -> absl::Status {
        ASSIGN_OR_RETURN(const absl::Duration d, ParseDuration(text));
        if (d < least || d > most) return Outside(absl::FormatDuration(least), absl::FormatDuration(most));
        *value = d;
        return absl::OkStatus();
      },
      [value] { return absl::FormatDuration(*value); });
}

void Config::Size(Name name, std::int64_t* bytes, std::int64_t least, std::int64_t most) {
  Custom(
      std::move(name), "SIZE",
      [=](const std::string& text) -> absl::Status {
        ASSIGN_OR_RETURN(const std::int64_t size, ParseSize(text));
        if (size < least || size > most) return Outside(FormatSize(least), FormatSize(most));
        *bytes = size;
        return absl::OkStatus();
      },
      [bytes] { return FormatSize(*bytes); });
}

void Config::Choice(Name name, std::string* value, std::vector<std::string> choices) {
  Custom(
      std::move(name), absl::StrJoin(choices, "|"),
      [value, choices](const std::string& text) -> absl::Status {
        for (const std::string& choice : choices) {
          if (text != choice) continue;
          *value = text;
          return absl::OkStatus();
        }
        return absl::InvalidArgumentError("must be one of " + absl::StrJoin(choices, ", "));
      },
      [value] { return *value; });
}

void Config::HostPorts(Name name, std::vector<HostPort>* value) {
  Custom(
      std::move(name), "HOST:PORT,...",
      [value](const std::string& text) -> absl::Status {
        ASSIGN_OR_RETURN(*value, ParseHostPorts(text));
        return absl::OkStatus();
      },
      [value] { return FormatHostPorts(*value); });
}

void Config::List(Name name, std::vector<std::string>* value) {
  Custom(
      std::move(name), "TEXT,...",
      [value](const std::string& text) {
        *value = SplitList(text);
        return absl::OkStatus();
      },
      [value] { return absl::StrJoin(*value, ","); });
}

std::string Config::OwnVariable(const Setting& setting) const {
  return "PADU_" + Variable(program_) + "_" + Variable(setting.name.flag);
}

absl::Status Config::Take(Setting& setting, const std::string& text, const std::string& source) {
  const absl::Status taken = setting.take(text);
  if (!taken.ok()) {
    const std::string value = setting.name.secret ? "the value" : "'" + text + "'";
    return absl::InvalidArgumentError(
        absl::StrCat(source, ": ", value, " ", std::string(taken.message()), " (", setting.name.help, ")"));
  }
  setting.source = source;
  return absl::OkStatus();
}

absl::Status Config::ParseFrom(const std::vector<std::string>& arguments, const Environment& environment,
                               std::optional<std::string>* text) {
  CLI::App app(summary_, program_);
  app.set_help_flag();
  bool help = false;
  bool version = false;
  app.add_flag("--help,-h", help);
  app.add_flag("--version", version);
  std::map<std::string, std::string> given;
  for (const Setting& setting : settings_) {
    CLI::Option* option = app.add_option("--" + setting.name.flag, given[setting.name.flag]);
    if (setting.is_bool) option->expected(0, 1)->default_str("true");
  }
  try {
    app.parse(LastFirst(arguments));
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(error.what());
  }
  if (help || version) {
    *text = help ? Help() : program_ + " " + version_ + "\n";
    return absl::OkStatus();
  }
  for (Setting& setting : settings_) {
    const CLI::Option* option = app.get_option("--" + setting.name.flag);
    if (option->count() > 0) {
      const std::string& value = given[setting.name.flag];
      RETURN_IF_ERROR(Take(setting, setting.is_bool && value.empty() ? "true" : value, "--" + setting.name.flag));
      continue;
    }
    bool found = false;
    for (const std::string& variable : {OwnVariable(setting), SharedVariable(setting.name.flag)}) {
      const auto value = environment(variable);
      if (!value.has_value() || value->empty()) continue;
      RETURN_IF_ERROR(Take(setting, *value, variable));
      found = true;
      break;
    }
    if (!found && setting.name.required) {
      return absl::InvalidArgumentError(
          absl::StrCat("--", setting.name.flag, " (or ", OwnVariable(setting), ") must be given: ", setting.name.help));
    }
  }
  return absl::OkStatus();
}

std::optional<int> Config::Parse(int argc, const char* const* argv) {
  std::optional<std::string> text;
  const absl::Status status = ParseFrom(
      {argv + 1, argv + argc},
      [](const std::string& name) {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
      },
      &text);
  if (!status.ok()) {
    std::fprintf(stderr, "%s: %s\nSee %s --help.\n", program_.c_str(), std::string(status.message()).c_str(),
                 program_.c_str());
    return kUsageError;
  }
  if (!text.has_value()) return std::nullopt;
  std::fputs(text->c_str(), stdout);
  return 0;
}

std::string Config::Help() const {
  std::string text =
      absl::StrCat(summary_, "\n\nUsage: ", program_, " [settings]\n\nEach setting is taken from its flag, ",
                   "else from PADU_", Variable(program_), "_<NAME>, else from PADU_<NAME>.\n");
  std::string group;
  for (const Setting& setting : settings_) {
    if (setting.group != group) text += absl::StrCat("\n", group = setting.group, ":\n");
    const std::string value = setting.is_bool ? setting.type : " " + setting.type;
    text +=
        absl::StrCat("  --", setting.name.flag, value, "\n      ", setting.name.help, "\n      ", OwnVariable(setting));
    if (setting.name.required) {
      text += "; required\n";
    } else if (setting.name.secret) {
      text += "\n";
    } else {
      text += absl::StrCat("; default ", setting.shown_default.empty() ? "empty" : setting.shown_default, "\n");
    }
  }
  return text + "\nOther:\n  --help, -h\n  --version\n";
}

std::vector<Config::Effective> Config::Settings() const {
  std::vector<Effective> all;
  for (const Setting& setting : settings_) {
    all.push_back({setting.name.flag, setting.name.secret ? "(secret)" : setting.show(), setting.source});
  }
  return all;
}

void Config::LogSettings() const {
  for (const Effective& setting : Settings()) {
    Log(Severity::kDebug, "setting", {{"flag", setting.flag}, {"value", setting.value}, {"source", setting.source}});
  }
}

}  // namespace padu
