#include "services/paductl/completion.h"

#include <map>
#include <set>
#include <sstream>

namespace padu::ctl {
namespace {

// What may follow "topics", say: subcommands and flags.
using Follow = std::map<std::string, std::set<std::string>>;

Follow FollowOf(const std::vector<std::string>& words) {
  Follow follow;
  for (const std::string& line : words) {
    std::istringstream stream(line);
    std::string path;
    for (std::string word; stream >> word;) {
      if (word.starts_with("--")) {
        follow[path].insert(word);
      } else {
        follow[path].insert(word);
        path += path.empty() ? word : " " + word;
      }
    }
  }
  return follow;
}

std::string Joined(const std::set<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

// A function that walks over the words without dashes to the command, and offers what may follow it.
std::string Bash(const Follow& follow) {
  std::string script =
      "_paductl() {\n"
      "  local path='' word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$path${path:+ }$word\" in\n      ";
  std::string paths;
  for (const auto& [path, words] : follow) {
    if (!path.empty()) paths += (paths.empty() ? "'" : "|'") + path + "'";
  }
  script += paths +
            ") path=\"$path${path:+ }$word\" ;;\n"
            "    esac\n"
            "  done\n"
            "  local words=''\n"
            "  case \"$path\" in\n";
  for (const auto& [path, words] : follow) script += "    '" + path + "') words='" + Joined(words) + "' ;;\n";
  return script +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
         "}\n"
         "complete -o default -F _paductl paductl\n";
}

std::string Fish(const Follow& follow) {
  std::string script = "complete -c paductl -f\n";
  for (const auto& [path, words] : follow) {
    const std::string condition =
        path.empty() ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + path.substr(path.rfind(' ') + 1);
    for (const std::string& word : words) {
      script += "complete -c paductl -n '" + condition + "' ";
      script += word.starts_with("--") ? "-l " + word.substr(2) + "\n" : "-a " + word + "\n";
    }
  }
  return script;
}

}  // namespace

absl::StatusOr<std::string> CompletionScript(const std::string& shell, const std::vector<std::string>& words) {
  const Follow follow = FollowOf(words);
  if (shell == "bash") return Bash(follow);
  if (shell == "zsh") return "autoload -U +X bashcompinit && bashcompinit\n" + Bash(follow);
  if (shell == "fish") return Fish(follow);
  return absl::InvalidArgumentError("no completion for '" + shell + "': bash, zsh or fish");
}

}  // namespace padu::ctl
