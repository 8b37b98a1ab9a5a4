#include "services/paductl/cli.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

namespace padu::ctl {
namespace {

// CLI11 keeps no data of the caller's with a command, so the action is its callback, which leaves itself here.
std::function<absl::Status()>& Chosen() {
  static std::function<absl::Status()> chosen;
  return chosen;
}

void SetEnvironment(CLI::Option* option, const std::string& environment) {
  if (!environment.empty()) option->envname(environment);
}

void AddWords(const CLI::App& app, const std::string& path, std::vector<std::string>& words) {
  std::string line = path;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) line += " --" + option->get_lnames().front();
  }
  words.push_back(line);
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    AddWords(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), words);
  }
}

}  // namespace

Command Command::Sub(const std::string& name, const std::string& help) {
  CLI::App* sub = app_->add_subcommand(name, help);
  sub->fallthrough();
  app_->require_subcommand(1);
  return Command(*sub);
}

Command& Command::Option(const std::string& name, std::string* value, const std::string& help,
                         const std::string& environment) {
  SetEnvironment(app_->add_option("--" + name, *value, help)->capture_default_str(), environment);
  return *this;
}

Command& Command::Option(const std::string& name, std::int64_t* value, const std::string& help,
                         const std::string& environment) {
  SetEnvironment(app_->add_option("--" + name, *value, help)->capture_default_str(), environment);
  return *this;
}

Command& Command::Option(const std::string& name, double* value, const std::string& help) {
  app_->add_option("--" + name, *value, help)->capture_default_str();
  return *this;
}

Command& Command::Flag(const std::string& name, bool* value, const std::string& help) {
  app_->add_flag("--" + name, *value, help);
  return *this;
}

Command& Command::Choice(const std::string& name, std::string* value, const std::vector<std::string>& choices,
                         const std::string& help, const std::string& environment) {
  SetEnvironment(app_->add_option("--" + name, *value, help)->capture_default_str()->check(CLI::IsMember(choices)),
                 environment);
  return *this;
}

Command& Command::Argument(const std::string& name, std::string* value, const std::string& help, bool required) {
  app_->add_option(name, *value, help)->required(required);
  return *this;
}

void Command::Does(std::function<absl::Status()> action) {
  app_->callback([action = std::move(action)] { Chosen() = action; });
}

CommandLine::CommandLine(const std::string& name, const std::string& summary)
    : app_(std::make_unique<CLI::App>(summary, name)) {
  app_->get_formatter()->column_width(34);
}

CommandLine::~CommandLine() = default;

CommandLine::Outcome CommandLine::Parse(int argc, const char* const* argv) {
  Chosen() = nullptr;
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app_->exit(error, std::cout, std::cerr);
    return code == 0 ? Outcome::kHelp : Outcome::kUsage;
  }
  return Outcome::kRun;
}

absl::Status CommandLine::Run() { return Chosen() ? Chosen()() : absl::InternalError("no command"); }

std::vector<std::string> CommandLine::Words() const {
  std::vector<std::string> words;
  AddWords(*app_, "", words);
  return words;
}

}  // namespace padu::ctl
