// The command tree: names, flags and help; what CLI11 does, without its headers in every command.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace padu::ctl {

// A command or a group of commands. Variables given to it outlive the parse; what they hold is the default. One thread.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  // A command or group below this one. `help`: one sentence, Indonesian and English parted by " | ".
  Command Sub(const std::string& name, const std::string& help);

  // --name VALUE. `environment`: the variable that sets it too; empty: none.
  Command& Option(const std::string& name, std::string* value, const std::string& help,
                  const std::string& environment = "");
  Command& Option(const std::string& name, std::int64_t* value, const std::string& help,
                  const std::string& environment = "");
  Command& Option(const std::string& name, double* value, const std::string& help);
  // --name, without a value.
  Command& Flag(const std::string& name, bool* value, const std::string& help);
  // --name VALUE, one of these.
  Command& Choice(const std::string& name, std::string* value, const std::vector<std::string>& choices,
                  const std::string& help, const std::string& environment = "");
  // A word without dashes.
  Command& Argument(const std::string& name, std::string* value, const std::string& help, bool required = true);

  // What the command does. A group has none.
  void Does(std::function<absl::Status()> action);

 private:
  CLI::App* app_;
};

// The whole program's command line.
class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& summary);
  ~CommandLine();

  Command root() { return Command(*app_); }

  // What Parse found: the chosen command's action, or that help was printed, or a mistake.
  enum class Outcome { kRun, kHelp, kUsage };
  // On kUsage the mistake has been told on stderr.
  Outcome Parse(int argc, const char* const* argv);
  // The action of the command that Parse found.
  absl::Status Run();

  // The names of all commands and their flags, for completion: "topics apply --partitions ...", one command a line.
  std::vector<std::string> Words() const;

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace padu::ctl
