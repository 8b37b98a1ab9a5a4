// paductl secrets create FILE: the secrets of cities, made once.
#include "common/base/random.h"
#include "common/base/secrets.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"

namespace padu::ctl {

void AddSecretsCreate(Command secrets, Context& context) {
  auto file = std::make_shared<std::string>();
  auto if_missing = std::make_shared<bool>(false);
  Command command = secrets.Sub("create", "buat berkas rahasia kota | make the file of the city's secrets");
  command.Argument("file", file.get(), "berkas baru, hanya terbaca pemiliknya | the new file, for its owner only")
      .Flag("if-missing", if_missing.get(), "biarkan yang sudah ada | leave one that is there");
  command.Does([file, if_missing, &context]() -> absl::Status {
    SystemRandom random;
    const absl::Status status = CreateSecretsFile(*file, {context.city}, random);
    if (absl::IsAlreadyExists(status) && *if_missing) return absl::OkStatus();
    if (!status.ok()) return WithHint(status, "paductl secrets create --if-missing " + *file);
    if (!context.json()) {
      context.out << "Dibuat: " << *file
                  << ". Simpan cadangannya di tempat lain: tanpa berkas ini data tidak terbaca.\n"
                  << "Made: keep a copy elsewhere; without it sealed data cannot be read.\n";
    }
    return absl::OkStatus();
  });
}

}  // namespace padu::ctl
