// paductl completion SHELL: source <(paductl completion bash)
#include "services/paductl/completion.h"

#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"

namespace padu::ctl {

void AddCompletion(Command root, Context& context, const CommandLine& line) {
  auto shell = std::make_shared<std::string>();
  Command command = root.Sub("completion", "skrip pelengkap untuk bash, zsh, fish | completion for a shell");
  command.Argument("shell", shell.get(), "bash, zsh, fish");
  command.Does([shell, &context, &line]() -> absl::Status {
    const absl::StatusOr<std::string> script = CompletionScript(*shell, line.Words());
    if (!script.ok()) return WithHint(UsageError(std::string(script.status().message())), "paductl completion bash");
    context.out << *script;
    return absl::OkStatus();
  });
}

}  // namespace padu::ctl
